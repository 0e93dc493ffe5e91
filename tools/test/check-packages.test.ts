import { expect, test } from "vitest";
import { inspectTarball } from "../check-packages/inspect-tarball.ts";
import { admits } from "../check-packages/node-versions.ts";
import type { Manifest } from "../check-packages/pack-packages.ts";

const manifest: Manifest = {
  name: "@chargeonce/sample",
  version: "1.0.0",
  private: false,
  engines: { node: ">=20.19" },
  exports: { ".": { import: "./dist/index.js" } },
  bin: {},
  dependencies: { zod: "^4.0.0" },
  peerDependencies: { stripe: "^23.0.0" },
};
const files = ["README.md", "LICENSE", "dist/index.js"];

function faultsOf(changed: Partial<Manifest>, packed: readonly string[] = files): string[] {
  return inspectTarball({
    folder: "",
    tarball: "",
    files: packed,
    manifest: { ...manifest, ...changed },
  });
}

test("a tarball with its licence, its readme and public exports has no fault", () => {
  expect(faultsOf({})).toEqual([]);
});

test("a tarball without a readme or a licence is refused", () => {
  expect(faultsOf({}, ["dist/index.js"])).toEqual(["has no README.md", "has no LICENSE"]);
});

test("the private source condition does not reach a user", () => {
  expect(faultsOf({ exports: { ".": { "chargeonce-source": "./src/index.ts" } } })).toEqual([
    "keeps the private condition chargeonce-source: name the exports in publishConfig without it",
  ]);
});

test("a range that only this workspace understands does not reach a user", () => {
  expect(
    faultsOf({ dependencies: { zod: "catalog:" }, peerDependencies: { stripe: "workspace:^" } }),
  ).toEqual(['depends on zod by "catalog:"', 'depends on stripe by "workspace:^"']);
});

test("a package is tried on the majors of Node that it names, and on later ones", () => {
  expect([20, 22, 24].map((major) => admits(">=22.13", major))).toEqual([false, true, true]);
  expect(() => admits("^20 || ^22", 20)).toThrow(
    'engines.node is "^20 || ^22"; write it as ">=22.13".',
  );
});
