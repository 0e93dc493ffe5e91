import { isBuiltin } from "node:module";
import ts from "typescript";

/** What a package may import: its own name, and what its users install beside it. */
export interface ImportingPackage {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/**
 * What a bundle imports that its users may not have: a package that its manifest does not name, or a built-in without
 * `node:`, which outside Node is a package of that name, and for `sqlite` or `test` in Node too.
 */
export function foreignImports(
  { name, dependencies, peerDependencies }: ImportingPackage,
  text: string,
): string[] {
  const known = new Set([name, ...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((specifier) => {
      if (specifier.startsWith(".")) return false;
      if (specifier.startsWith("node:")) return !isBuiltin(specifier);
      return !known.has(packageOf(specifier));
    });
}

/** `@chargeonce/simulator` of `@chargeonce/simulator/msw`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
