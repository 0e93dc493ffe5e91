import type { CodeBlock } from "./code-blocks.ts";

/**
 * Writes the files that a guide builds up, block by block. A block whose first line is `// shop.ts` begins that file, one
 * with `// shop.ts, below` goes on with it, and a `diff` block changes the file that has its old lines.
 *
 * @param begun What the reader has before: the files of an application that the guide changes.
 * @returns The files' texts after each block that changed one, in order.
 */
export function followGuide(
  blocks: readonly CodeBlock[],
  begun: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string>[] {
  const steps: Map<string, string>[] = [];
  let files = new Map(begun);
  for (const block of blocks) {
    const changed = applyBlock(files, block);
    if (changed === null) continue;
    files = changed;
    steps.push(changed);
  }
  return steps;
}

const FILE_NAME = /^\/\/ (\S+\.ts)(, below)?\n/;

/** Whether a block belongs to a file that a guide builds up, and so does not stand for itself. */
export const isPartOfFile = ({ code }: CodeBlock): boolean => FILE_NAME.test(code);

function applyBlock(
  files: ReadonlyMap<string, string>,
  block: CodeBlock,
): Map<string, string> | null {
  if (block.language === "diff") return applyDiff(files, block);
  const [, name, below] = FILE_NAME.exec(block.code) ?? [];
  if (name === undefined) return null;
  const before = below === undefined ? "" : files.get(name);
  if (before === undefined) throw new Error(`${place(block)}: there is no ${name} to go on with.`);
  return new Map(files).set(name, `${before}${before && "\n"}${block.code}`);
}

function applyDiff(files: ReadonlyMap<string, string>, block: CodeBlock): Map<string, string> {
  const lines = block.code.trimEnd().split("\n");
  const side = (left: string) =>
    lines
      .filter((line) => line.startsWith(" ") || line.startsWith(left))
      .map((line) => line.slice(1))
      .join("\n");
  const [old, young] = [side("-"), side("+")];
  const found = [...files].filter(([, text]) => text.includes(old));
  const [[name, text] = ["", ""], ...others] = found;
  if (name === "" || others.length > 0) {
    throw new Error(`${place(block)}: the old lines stand in ${found.length} files.`);
  }
  return new Map(files).set(
    name,
    text.replace(old, () => young),
  );
}

const place = ({ file, line }: CodeBlock) => `${file}:${line}`;
