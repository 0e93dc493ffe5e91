import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Language, type Node, Parser } from "web-tree-sitter";
import { readBlocks } from "./readme/code-blocks.ts";

const top = join(import.meta.dirname, "../..");
const GRAMMAR = createRequire(import.meta.url).resolve("tree-sitter-dart/tree-sitter-dart.wasm");
const blocks = readBlocks(top, "docs/flutter.md").filter(({ language }) => language === "dart");

/** @returns Where Dart's grammar does not allow what is written, as line and text. */
async function faultsOf(code: string): Promise<string[]> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(GRAMMAR));
  const tree = parser.parse(code);
  if (tree === null) throw new Error("The parser gave up.");
  const faultsIn = (node: Node): string[] => [
    ...(node.isError || node.isMissing ? [`${node.startPosition.row}: ${node.text}`] : []),
    ...node.children.flatMap((child) => (child === null ? [] : faultsIn(child))),
  ];
  return faultsIn(tree.rootNode);
}

test("the Dart of the Flutter guide is Dart", async () => {
  for (const { code } of blocks) expect(await faultsOf(code)).toEqual([]);
  expect(blocks).toHaveLength(3);
});

test.each([
  ["a bracket that is not closed", "return PaymentAnswer(json);", "return PaymentAnswer(json;"],
  ["a word too much", "class PaymentService {", "class Payment Service {"],
  ["an argument that is none", "required this.orderId", "required this orderId"],
])("and would not be with %s", async (_title, right, wrong) => {
  const [{ code } = { code: "" }] = blocks;
  expect(code).toContain(right);
  expect(await faultsOf(code.replace(right, wrong))).not.toEqual([]);
});

test("what the Flutter guide reads and sends are words of the wire, but for these", () => {
  const wire = readFileSync(join(top, "docs/openapi.json"), "utf8");
  const words = blocks.flatMap(({ code }) =>
    [...code.matchAll(/'([a-z]+(?:_[a-z]+)*)'/g)].map(([, word = ""]) => word),
  );
  const unknown = [...new Set(words)].filter((word) => !wire.includes(`"${word}"`)).sort();
  expect(unknown).toEqual([
    "myshop", // the app's own scheme
    "order_id", // what this shop's `loadOrder` reads
    "requires_payment_method", // Stripe's
    "succeeded", // Stripe's
    "unreachable", // the app's own code
  ]);
});
