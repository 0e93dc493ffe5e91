import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";

const top = join(import.meta.dirname, "../..");
const Exports = z.object({
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.unknown())])),
});

/** Every file that a package exports to the world. */
function doors(): string[] {
  return readdirSync(join(top, "packages"))
    .filter((name) => existsSync(join(top, "packages", name, "package.json")))
    .flatMap((name) => {
      const text = readFileSync(join(top, "packages", name, "package.json"), "utf8");
      const { exports } = Exports.parse({ exports: {}, ...JSON.parse(text) });
      return Object.values(exports).flatMap((entry) => {
        const source = typeof entry === "string" ? undefined : entry["chargeonce-source"];
        return typeof source === "string" ? [join("packages", name, source)] : [];
      });
    });
}

test("the API reference covers every door of every package", () => {
  const { entryPoints } = z
    .object({ entryPoints: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(join(top, "typedoc.json"), "utf8")));
  expect(entryPoints.toSorted()).toEqual(doors().sort());
});

test("the API reference is made without a warning", {
  timeout: 120_000,
}, () => {
  const typedoc = join(top, "node_modules/typedoc/bin/typedoc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, "--emit", "none"], {
    cwd: top,
    encoding: "utf8",
    env: { PATH: process.env.PATH, NO_COLOR: "1" },
  });
  expect(`${stdout}${stderr}`).not.toMatch(/warning|error/i);
  expect(status).toBe(0);
});
