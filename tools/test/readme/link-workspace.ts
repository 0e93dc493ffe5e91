import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";

const Manifest = z.object({
  name: z.string(),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Makes a folder that sees what a reader of the READMEs has installed: our packages, their peers, the peers' types.
 *
 * @param folder Outside the workspace; gets a `package.json` and `node_modules`.
 * @param more What else the reader has, by where it is installed: `packages/koa/node_modules/koa-body`.
 */
export function linkWorkspace(top: string, folder: string, more: readonly string[] = []): void {
  const modules = join(folder, "node_modules");
  for (const name of readdirSync(join(top, "packages"))) {
    const source = join(top, "packages", name);
    if (!existsSync(join(source, "package.json"))) continue;
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(source, "package.json"), "utf8")));
    link(source, join(modules, manifest.name));
    for (const peer of Object.keys(manifest.peerDependencies)) {
      link(join(source, "node_modules", peer), join(modules, peer));
      link(join(source, "node_modules/@types", peer), join(modules, "@types", peer));
    }
  }
  for (const tool of ["@types/node", "vitest"]) {
    link(join(top, "node_modules", tool), join(modules, tool));
  }
  for (const place of more) {
    const [, name = ""] = place.split("node_modules/");
    link(join(top, place), join(modules, name));
  }
}

function link(source: string, target: string): void {
  if (!existsSync(source) || existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(source, target, "dir");
}
