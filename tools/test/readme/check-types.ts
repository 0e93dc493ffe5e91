import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { CodeBlock } from "./code-blocks.ts";

/** Code to check, and where a README has it. */
export interface Module {
  readonly block: CodeBlock;
  /** The block's own code, or what `completeBlock` made of it. */
  readonly code: string;
  /** The file it is, where other modules import it by that. */
  readonly name?: string;
}

/**
 * Checks types as a reader's compiler would, against the workspace's sources.
 *
 * @param folder As `linkWorkspace` made it; the modules are written into it.
 * @param declarations What is declared around the modules.
 * @param changed What a reader with a browser compiles otherwise.
 * @returns One line for each fault, beginning with its place in the README.
 */
export function checkTypes(
  { top, folder }: { top: string; folder: string },
  modules: readonly Module[],
  declarations = "",
  changed: ts.CompilerOptions = {},
): string[] {
  const around = join(folder, "around.d.ts");
  writeFileSync(around, declarations);
  const byPath = new Map<string, Module | null>([[around, null]]);
  for (const [index, module] of modules.entries()) {
    const path = join(folder, module.name ?? `module-${index}.ts`);
    writeFileSync(path, module.code);
    byPath.set(path, module);
  }
  const program = ts.createProgram([...byPath.keys()], {
    ...readerOptions(top, folder),
    ...changed,
  });
  return [...byPath].flatMap(([path, module]) => {
    const source = program.getSourceFile(path);
    const syntax = program.getSyntacticDiagnostics(source);
    const faults = syntax.length > 0 ? syntax : program.getSemanticDiagnostics(source);
    return faults.map((fault) => describe(fault, module));
  });
}

/** The workspace's own strictness, but that a block may declare what only the text goes on with. */
function readerOptions(top: string, folder: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(top, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, top);
  return {
    ...options,
    noEmit: true,
    noUnusedLocals: false,
    skipLibCheck: false, // our declarations are checked too; those of others are not asked about
    typeRoots: [join(folder, "node_modules/@types")],
  };
}

function describe(fault: ts.Diagnostic, module: Module | null): string {
  const message = ts.flattenDiagnosticMessageText(fault.messageText, "\n  ");
  if (module === null || fault.file === undefined) return `declarations: ${message}`;
  const { line } = fault.file.getLineAndCharacterOfPosition(fault.start ?? 0);
  return `${module.block.file}:${module.block.line + line}: ${message}`;
}

/** Checks the types of files that a guide builds up, which import each other. */
export function checkFiles(
  place: { top: string; folder: string },
  files: ReadonlyMap<string, string>,
  changed: ts.CompilerOptions = {},
): string[] {
  const modules = [...files].map(([name, code]) => ({
    name,
    code,
    block: { file: name, line: 1, language: "ts", code },
  }));
  return checkTypes(place, modules, "", changed);
}
