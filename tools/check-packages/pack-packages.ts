import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { runCommand } from "./run-command.ts";

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().default(false),
  engines: z.object({ node: z.string() }),
  exports: z.record(z.string(), z.unknown()),
  types: z.string().optional(),
  typesVersions: z.record(z.string(), z.record(z.string(), z.array(z.string()))).default({}),
  bin: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});
export type Manifest = z.infer<typeof Manifest>;

const Packed = z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) });

const CODE = /\.(?:js|cjs|mjs|d\.ts|d\.cts)$/;

/** A package as its users get it. */
export interface PackedPackage {
  readonly folder: string;
  readonly tarball: string;
  readonly files: readonly string[];
  /** The code in it, by path. */
  readonly code: ReadonlyMap<string, string>;
  /** The manifest inside the tarball, which `pnpm pack` rewrites for publishing. */
  readonly manifest: Manifest;
}

/** Packs every public package under `packages/` into `target`. */
export function packPackages(top: string, target: string): PackedPackage[] {
  return readdirSync(join(top, "packages"))
    .map((name) => join(top, "packages", name))
    .filter((folder) => !Manifest.parse(readJson(join(folder, "package.json"))).private)
    .map((folder) => packPackage(folder, target));
}

function packPackage(folder: string, target: string): PackedPackage {
  const said = runCommand("pnpm", ["pack", "--json", "--pack-destination", target], folder);
  const { filename, files } = Packed.parse(JSON.parse(said));
  const unpacked = filename.replace(/\.tgz$/, "");
  mkdirSync(unpacked);
  runCommand("tar", ["-xzf", filename, "-C", unpacked], folder);
  const read = (path: string) => readFileSync(join(unpacked, "package", path), "utf8");
  const paths = files.map(({ path }) => path);
  return {
    folder,
    tarball: filename,
    files: paths,
    code: new Map(paths.filter((path) => CODE.test(path)).map((path) => [path, read(path)])),
    manifest: Manifest.parse(JSON.parse(read("package.json"))),
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
