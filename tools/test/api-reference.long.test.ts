import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
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

test("the API reference is made without a warning, and every type that it names is in it", {
  timeout: 120_000,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-reference-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "reference.json");
  const typedoc = join(top, "node_modules/typedoc/bin/typedoc");
  const args = [typedoc, "--json", file, "--out", join(folder, "html")];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: top,
    encoding: "utf8",
    env: { PATH: process.env.PATH, NO_COLOR: "1" },
  });
  expect(`${stdout}${stderr}`).not.toMatch(/warning|error/i);
  expect(status).toBe(0);
  // TypeDoc itself looks for types of its own package alone, and this workspace has many.
  expect(namedOnly(JSON.parse(readFileSync(file, "utf8")))).toEqual([
    "FieldsWith", // shapes what is shown in full
    "MetricsBy", // likewise
    "OwnedParameter", // told by the description of the type that leaves them out
    "Type", // a parameter of the type that names it
  ]);
});

/** A reference to a symbol of ours that the reference does not describe. */
const Broken = z.object({
  type: z.literal("reference"),
  target: z.object({
    packageName: z.string().startsWith("@chargeonce/"),
    qualifiedName: z.string(),
  }),
});

/** @returns The names of our own types that are named somewhere in `node` and described nowhere. */
function namedOnly(node: unknown): string[] {
  const names = new Set<string>();
  const walk = (each: unknown) => {
    if (typeof each !== "object" || each === null) return;
    const broken = Broken.safeParse(each);
    if (broken.success) names.add(broken.data.target.qualifiedName);
    for (const child of Object.values(each)) walk(child);
  };
  walk(node);
  return [...names].sort();
}
