import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkTypes } from "./readme/check-types.ts";
import { findReadmes, readBlocks } from "./readme/code-blocks.ts";
import { completeBlock } from "./readme/complete-block.ts";
import { isPartOfFile } from "./readme/guide-files.ts";
import { anchorsOf, faultsOfLinks, findMarkdown } from "./readme/links.ts";
import { makeReadersFolder } from "./readme/readers-folder.ts";
import { SURROUNDINGS } from "./readme/surroundings.ts";

const top = join(import.meta.dirname, "../..");
/** Their files are built up block by block, and run or compiled by a test of their own. */
const BUILT_UP = [
  "SECURITY.md",
  "docs/getting-started.md",
  "docs/migrating.md",
  "docs/testing-your-code.md",
  "docs/web.md",
  "docs/writing-a-store.md",
];

test("every TypeScript block of a README or a guide compiles for its reader", {
  timeout: 90_000,
}, () => {
  const guides = findMarkdown(top).filter((file) => /^(docs\/[^/]+|SECURITY)\.md$/.test(file));
  const blocks = [...findReadmes(top), ...guides]
    .flatMap((file) => readBlocks(top, file))
    .filter(({ language }) => language === "ts");

  const place = { top, folder: makeReadersFolder() };
  const alone = blocks.filter((block) => !isPartOfFile(block));
  expect(checkTypes(place, alone.map(completeBlock), SURROUNDINGS)).toEqual([]);
  const inFiles = new Set(blocks.filter(isPartOfFile).map(({ file }) => file));
  expect([...inFiles].sort()).toEqual(BUILT_UP);
  expect(new Set(alone.map(({ file }) => file))).toContain("docs/operating.md");
});

test("every link of every Markdown file leads somewhere", () => {
  const files = findMarkdown(top);
  expect(files.flatMap((file) => faultsOfLinks(top, file))).toEqual([]);
  expect(files).toContain("SECURITY.md");
  expect(files).toContain("docs/decisions/0011-work-is-taken-not-locked.md");
});

test("a link to a file or heading that is not there, and an address without TLS, are found", () => {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-links-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const links = ["[a](gone.md)", "[b](#two-words)", "[c](#three)", "[d](http://stripe.com)"];
  writeFileSync(
    join(folder, "a.md"),
    `# Two words\n\n${links.join(" ")} [e](https://stripe.com)\n`,
  );

  expect(faultsOfLinks(folder, "a.md")).toEqual([
    "a.md: gone.md does not exist",
    "a.md: #three names no heading of that file",
    "a.md: http://stripe.com is not an https address",
  ]);
});

test("anchors are those that GitHub makes", () => {
  const text =
    "# `card_declined` (402)\n## Don't lock\n## What? [A link](b.md)\n## Twice\n## Twice\n";
  expect(anchorsOf(text)).toEqual([
    "card_declined-402",
    "dont-lock",
    "what-a-link",
    "twice",
    "twice-1",
  ]);
});

test("the index of the guides names every guide", () => {
  const index = readFileSync(join(top, "docs/README.md"), "utf8");
  const guides = readdirSync(join(top, "docs")).filter((name) => name.endsWith(".md"));
  expect(guides.filter((name) => name !== "README.md" && !index.includes(`](${name})`))).toEqual(
    [],
  );
});
