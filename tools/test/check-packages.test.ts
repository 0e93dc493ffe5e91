import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COMPILING, EVERY_COMPILING } from "../check-packages/compilings.ts";
import { foreignImports } from "../check-packages/foreign-imports.ts";
import { inspectTarball } from "../check-packages/inspect-tarball.ts";
import { oldestOf, peersOf } from "../check-packages/install-consumer.ts";
import { admits } from "../check-packages/node-versions.ts";
import type { Manifest } from "../check-packages/pack-packages.ts";

const manifest: Manifest = {
  name: "@chargeonce/sample",
  version: "1.0.0",
  private: false,
  engines: { node: ">=20.19" },
  exports: { ".": { import: "./dist/index.js" } },
  types: "./dist/index.d.cts",
  typesVersions: {},
  bin: {},
  dependencies: { zod: "^4.0.0" },
  peerDependencies: { stripe: "^23.0.0" },
};
const files = ["README.md", "LICENSE", "dist/index.js", "dist/index.d.cts"];

function faultsOf(changed: Partial<Manifest>, packed: readonly string[] = files): string[] {
  return inspectTarball({
    folder: "",
    tarball: "",
    files: packed,
    code: new Map(),
    manifest: { ...manifest, ...changed },
  });
}

test("a tarball with its licence, its readme and public exports has no fault", () => {
  expect(faultsOf({})).toEqual([]);
});

test("a tarball without a readme or a licence is refused", () => {
  expect(faultsOf({}, ["dist/index.js", "dist/index.d.cts"])).toEqual([
    "has no README.md",
    "has no LICENSE",
  ]);
});

test("the private source condition does not reach a user", () => {
  expect(faultsOf({ exports: { ".": { "chargeonce-source": "./src/index.ts" } } })).toEqual([
    "keeps the private condition chargeonce-source: name the exports in publishConfig without it",
  ]);
});

test("an entry whose types only exports name is refused: old resolutions read none", () => {
  const exports = { ".": {}, "./msw": {} };
  expect(faultsOf({ types: undefined })).toEqual([
    "names no types of . for compilers that read no exports",
  ]);
  expect(faultsOf({ exports })).toEqual([
    "names no types of ./msw for compilers that read no exports",
  ]);
  const typesVersions = { "*": { msw: ["./dist/msw.d.cts"] } };
  expect(faultsOf({ exports, typesVersions })).toEqual([
    "names no types of ./msw for compilers that read no exports",
  ]);
  expect(faultsOf({ exports, typesVersions }, [...files, "dist/msw.d.cts"])).toEqual([]);
});

test("a range that only this workspace understands does not reach a user", () => {
  expect(
    faultsOf({ dependencies: { zod: "catalog:" }, peerDependencies: { stripe: "workspace:^" } }),
  ).toEqual(['depends on zod by "catalog:"', 'depends on stripe by "workspace:^"']);
});

test.each([
  ['import { DatabaseSync } from "sqlite";', ["sqlite"]],
  ['const { DatabaseSync } = await import("sqlite");', ["sqlite"]],
  ['const test = require("test"), sea = require("sea");', ["test", "sea"]],
  ['export { readFile } from "fs/promises";', ["fs/promises"]],
  ['import pg from "pg"; import "pg/lib/query";', ["pg", "pg/lib/query"]],
  ['import { x } from "node:no-such-thing";', ["node:no-such-thing"]],
  ['import { z } from "zod/mini"; import Stripe from "stripe"; import "./chunk.js";', []],
  ['import "@chargeonce/sample"; import "node:sqlite"; require("node:test");', []],
  ['// import "sqlite" is said here, and "require(\'sqlite\')" there', []],
])("of %s, what its users may not have is %j", (code, foreign) => {
  expect(foreignImports(manifest, code)).toEqual(foreign);
});

test("a bundle that imports what its users may not have is refused, by the name of its file", () => {
  const code = new Map([["dist/cli.js", 'import "sqlite";']]);
  expect(inspectTarball({ folder: "", tarball: "", files, code, manifest })).toEqual([
    'dist/cli.js imports "sqlite", which its users may not have',
  ]);
});

test("a package is tried on the majors of Node that it names, and on later ones", () => {
  expect([20, 22, 24].map((major) => admits(">=22.13", major))).toEqual([false, true, true]);
  expect(() => admits("^20 || ^22", 20)).toThrow(
    'engines.node is "^20 || ^22"; write it as ">=22.13".',
  );
});

test.each([
  ["^4.17.0 || ^5.0.0", "4.17.0"],
  [">=17.0.0 <24.0.0", "17.0.0"],
  ["^8.21.0", "8.21.0"],
])("the oldest peer of %s is %s", (range, version) => {
  expect(oldestOf(range)).toBe(version);
});

test("where packages disagree on a peer's oldest version, the older one is tried", () => {
  const needing = (stripe: string) => ({
    folder: "",
    tarball: "",
    files,
    code: new Map(),
    manifest: { ...manifest, peerDependencies: { stripe } },
  });
  const packed = [needing(">=9.2.0"), needing(">=10.0.0 <24.0.0"), needing("^9.10.0")];
  expect(peersOf(packed, "oldest")).toEqual({ stripe: "9.2.0" });
});

test.each(["*", "^4", "23.1.0 - 24", "~5.9.0"])("a peer's range %s is refused", (range) => {
  expect(() => oldestOf(range)).toThrow(
    `The peer range "${range}" does not begin with its oldest version: ^4.17.0.`,
  );
});

test("before every change, each TypeScript and each resolution is tried; the matrix tries every pair", () => {
  const tried = [...COMPILING.newest, ...COMPILING.oldest];
  expect(new Set(tried.map(({ typescript }) => typescript))).toEqual(
    new Set(["typescript-5.9", "typescript-6.0", "typescript-7.0"]),
  );
  expect(new Set(tried.map(({ resolution }) => resolution))).toEqual(
    new Set(["bundler", "node10", "node16", "nodenext"]),
  );
  // TypeScript 7 has no node10.
  expect(new Set(EVERY_COMPILING.map((how) => Object.values(how).join())).size).toBe(11);
});

test.each(["README.md", "packages/core/README.md"])(
  "%s names the majors of Stripe's SDK that the core takes",
  (readme) => {
    const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
    expect(read("packages/core/package.json")).toContain('"stripe": ">=17.0.0 <24.0.0"');
    expect(read(readme)).toContain("`stripe` 17 to 23 is a peer");
  },
);
