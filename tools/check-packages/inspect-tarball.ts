import { foreignImports } from "./foreign-imports.ts";
import type { PackedPackage } from "./pack-packages.ts";

/** What is wrong with a packed manifest and its files that publint and attw do not look at; empty when all is well. */
export function inspectTarball({ manifest, files, code }: PackedPackage): string[] {
  const faults: string[] = [];
  for (const needed of ["README.md", "LICENSE"]) {
    if (!files.includes(needed)) faults.push(`has no ${needed}`);
  }
  faults.push(...unfoundTypes({ manifest, files }));
  if (JSON.stringify(manifest.exports).includes("chargeonce-source")) {
    faults.push(
      "keeps the private condition chargeonce-source: name the exports in publishConfig without it",
    );
  }
  for (const [name, range] of Object.entries({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
  })) {
    if (/^(?:workspace|catalog|file|link):/.test(range))
      faults.push(`depends on ${name} by "${range}"`);
  }
  for (const [path, text] of code) {
    for (const specifier of foreignImports(manifest, text)) {
      faults.push(`${path} imports "${specifier}", which its users may not have`);
    }
  }
  return faults;
}

/** Compilers that read no `exports` (`moduleResolution: node10`) find an entry's types by `types` and `typesVersions`. */
function unfoundTypes({ manifest, files }: Pick<PackedPackage, "manifest" | "files">): string[] {
  const entries = Object.keys(manifest.exports).filter((path) => !path.endsWith(".json"));
  return entries.flatMap((entry) => {
    const name = entry.slice(2);
    const types = entry === "." ? manifest.types : manifest.typesVersions["*"]?.[name]?.[0];
    if (types !== undefined && files.includes(types.slice(2))) return [];
    return [`names no types of ${entry} for compilers that read no exports`];
  });
}
