import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { PackedPackage } from "./pack-packages.ts";
import { runCommand } from "./run-command.ts";

/** A project outside the workspace that has the tarballs, their peers and nothing else. */
export function installConsumer(
  top: string,
  folder: string,
  packed: readonly PackedPackage[],
): void {
  mkdirSync(folder, { recursive: true });
  const tarballs = Object.fromEntries(
    packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]),
  );
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      name: "consumer",
      private: true,
      type: "module",
      dependencies: { ...peersOf(top, packed), ...tarballs },
    }),
  );
  // Overrides, because the packages name each other by versions that no registry has yet.
  const overrides = Object.entries(tarballs).map(([name, file]) => `  "${name}": "${file}"`);
  writeFileSync(
    join(folder, "pnpm-workspace.yaml"),
    ["packages: []", "autoInstallPeers: false", "overrides:", ...overrides, ""].join("\n"),
  );
  runCommand(
    "pnpm",
    ["install", "--ignore-scripts", "--no-frozen-lockfile", "--prefer-offline"],
    folder,
  );
  copyFileSync(join(import.meta.dirname, "smoke.mjs"), join(folder, "smoke.mjs"));
}

/** Each peer in the version that the workspace itself is tested with. */
function peersOf(top: string, packed: readonly PackedPackage[]): Record<string, string> {
  const own = new Set(packed.map(({ manifest }) => manifest.name));
  const peers = packed.flatMap(({ folder, manifest }) =>
    Object.keys(manifest.peerDependencies)
      .filter((name) => !own.has(name))
      .flatMap((name) => [name, ...typesOf(folder, name)])
      .map((name) => [name, installedVersion(folder, name)] as const),
  );
  const types = ["@types/node", "typescript"].map(
    (name) => [name, installedVersion(top, name)] as const,
  );
  return Object.fromEntries([...peers, ...types]);
}

/** Who uses such a peer from TypeScript has its declarations from DefinitelyTyped. */
function typesOf(folder: string, peer: string): string[] {
  const name = `@types/${peer}`;
  return existsSync(join(folder, "node_modules", name)) ? [name] : [];
}

function installedVersion(folder: string, name: string): string {
  const manifest = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}
