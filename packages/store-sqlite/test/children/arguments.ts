/** The arguments of a child: the database's file, and a word that means something to it. */
export function readArguments(): { file: string; word: string } {
  const [, , file, word] = process.argv;
  if (file === undefined || word === undefined) throw new Error("A child needs a file and a word.");
  return { file, word };
}

/** Tells the parent something, and waits until the line has left this process. */
export function tell(line: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${line}\n`, () => resolve());
  });
}

/** Waits for the parent's word to begin, so that several children begin at once. */
export async function waitForStart(): Promise<void> {
  await tell("ready");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  process.stdin.destroy();
}
