import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A fenced block of a README. */
export interface CodeBlock {
  /** From the top of the repository. */
  readonly file: string;
  /** The line of the file on which the code begins. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

const FENCE = /^```(\w*)\n(.*?)^```$/gms;

/** The fenced blocks of a file, in their order. */
export function readBlocks(top: string, file: string): CodeBlock[] {
  const text = readFileSync(join(top, file), "utf8");
  return [...text.matchAll(FENCE)].map(({ 1: language = "", 2: code = "", index }) => ({
    file,
    line: text.slice(0, index).split("\n").length + 1,
    language,
    code,
  }));
}

/** The README of the repository, then those of its packages. */
export function findReadmes(top: string): string[] {
  const packages = readdirSync(join(top, "packages")).map((name) => `packages/${name}`);
  return [".", ...packages].flatMap((folder) =>
    readdirSync(join(top, folder))
      .filter((name) => name === "README.md")
      .map((name) => (folder === "." ? name : `${folder}/${name}`)),
  );
}
