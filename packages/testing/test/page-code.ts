import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";

const top = join(import.meta.dirname, "../../..");

/** Code of a page or a docstring, written out as its reader would. */
export interface PageCode {
  readonly folder: string;
  /** Names of its files, in the order of their standing. */
  readonly files: readonly string[];
  remove(): void;
}

/** Writes each block that begins with the name of a file. */
export function writePageCode(page: string): PageCode {
  const text = readFileSync(join(top, page), "utf8");
  const blocks = [...text.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)];
  return writeFiles(blocks.map(([, name = "", code = ""]) => [name, code]));
}

/** Writes one file. */
export function writeModule(name: string, code: string): PageCode {
  return writeFiles([[name, code]]);
}

/** Into a folder that sees the workspace's packages. */
function writeFiles(files: readonly (readonly [name: string, code: string])[]): PageCode {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-page-"));
  mkdirSync(join(folder, "node_modules/@chargeonce"), { recursive: true });
  for (const name of ["core", "testing"]) {
    symlinkSync(join(top, "packages", name), join(folder, "node_modules/@chargeonce", name), "dir");
  }
  for (const name of ["vitest", "@types"]) {
    symlinkSync(join(top, "node_modules", name), join(folder, "node_modules", name), "dir");
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(
    join(import.meta.dirname, "../node_modules/stripe"),
    join(folder, "node_modules/stripe"),
    "dir",
  );
  for (const [name, code] of files) writeFileSync(join(folder, name), code);
  return {
    folder,
    files: files.map(([name]) => name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What the workspace's own compiler says of the files, one line each. */
export function typeFaults({ folder, files }: PageCode): string[] {
  const { config } = ts.readConfigFile(join(top, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, top);
  const program = ts.createProgram(
    files.map((name) => join(folder, name)),
    { ...options, noEmit: true, typeRoots: [join(folder, "node_modules/@types")] },
  );
  return files.flatMap((name) => {
    const source = program.getSourceFile(join(folder, name));
    const faults = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return faults.map(({ messageText, start = 0 }) => {
      const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${name}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n  ")}`;
    });
  });
}
