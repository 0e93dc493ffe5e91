import { main } from "../src/main.ts";

/** The command line without a process of its own, which takes long to start. */
export async function runHere(line: string, env: Record<string, string>) {
  const said = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      said[name] += text;
    },
  });
  const argv = ["node", "chargeonce", ...line.split(" ")];
  const code = await main({ argv, env, stdout: output("stdout"), stderr: output("stderr") });
  return { ...said, code };
}
