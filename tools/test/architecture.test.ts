import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "docs/architecture.md"), "utf8");

test("docs/architecture.md names only files and folders that exist", () => {
  const named = [...text.matchAll(/`((?:packages|examples|tools|docs)\/[^`\s]+)`/g)].map(
    ([, path]) => path ?? "",
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("docs/architecture.md names every operation and every room of the core", () => {
  const operations = ["process-payment", "confirm-payment", "payment-status", "receive-webhook"];
  const core = join(root, "packages/core/src");
  const rooms = readdirSync(core, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.map(({ name }) => name).filter((name) => !text.includes(`${name}/`))).toEqual([]);
  expect(operations.filter((name) => !text.includes(name))).toEqual([]);
});
