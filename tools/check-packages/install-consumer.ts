import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { PackedPackage } from "./pack-packages.ts";
import { runCommand } from "./run-command.ts";
import { TYPESCRIPTS } from "./type-faults.ts";

/** Which peers a consumer has: those that the workspace is tested with, or the oldest that each range admits. */
export type PeerAge = "newest" | "oldest";

/**
 * A project outside the workspace that has the tarballs, their peers and nothing else.
 *
 * @param pinned Peers of another version than their age says.
 */
export function installConsumer(
  folder: string,
  packed: readonly PackedPackage[],
  age: PeerAge,
  pinned: Readonly<Record<string, string>> = {},
): void {
  mkdirSync(folder, { recursive: true });
  const tarballs = Object.fromEntries(
    packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]),
  );
  const peers = { ...peersOf(packed, age), ...pinned };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      name: "consumer",
      private: true,
      type: "module",
      dependencies: { ...peers, ...TYPESCRIPTS, "@types/node": "^24.0.0", ...tarballs },
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
  cpSync(join(import.meta.dirname, "consumer"), folder, { recursive: true });
}

/** Every peer with its version; where the packages' ranges begin differently, the oldest of them. */
export function peersOf(packed: readonly PackedPackage[], age: PeerAge): Record<string, string> {
  const own = new Set(packed.map(({ manifest }) => manifest.name));
  const peers = packed.flatMap(({ folder, manifest }) =>
    Object.entries(manifest.peerDependencies)
      .filter(([name]) => !own.has(name))
      .map(([name, range]) => {
        const version = age === "oldest" ? oldestOf(range) : installedVersion(folder, name);
        return { folder, name, version };
      }),
  );
  // The last of a name counts.
  peers.sort((a, b) => b.version.localeCompare(a.version, "en", { numeric: true }));
  return Object.fromEntries(
    peers.flatMap(({ folder, name, version }) => [
      [name, version] as const,
      ...typesOf(folder, name, version),
    ]),
  );
}

/** Who uses such a peer from TypeScript has its declarations from DefinitelyTyped. */
function typesOf(folder: string, peer: string, version: string) {
  const name = `@types/${peer}`;
  if (!existsSync(join(folder, "node_modules", name))) return [];
  return [[name, `^${version.split(".")[0]}.0.0`] as const];
}

/**
 * The oldest version that a peer's range admits.
 *
 * @throws Error for a range that does not name it first, in full.
 */
export function oldestOf(range: string): string {
  const version = /^(?:\^|>=)(\d+\.\d+\.\d+)(?= |$)/.exec(range)?.[1];
  if (version === undefined)
    throw new Error(`The peer range "${range}" does not begin with its oldest version: ^4.17.0.`);
  return version;
}

/** The version of a dependency as it lies beside a package. */
export function installedVersion(folder: string, name: string): string {
  const manifest = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}
