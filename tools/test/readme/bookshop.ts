import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CodeBlock, readBlocks } from "./code-blocks.ts";
import { followGuide } from "./guide-files.ts";

const top = join(import.meta.dirname, "../../..");
const GUIDE = "docs/getting-started.md";
/** The shop that the getting-started guide changes, as one finds it. */
export const BOOKSHOP = join(import.meta.dirname, "../fixtures/bookshop");

/**
 * The bookshop's files after every change that the guide makes for this framework.
 *
 * @param more Blocks of another guide, which goes on where this one ends.
 */
export function shopAfterGuide(
  framework: "express" | "koa",
  more: readonly CodeBlock[] = [],
): ReadonlyMap<string, string> {
  const left = framework === "express" ? "## With Koa" : "## 3. Mount it";
  const blocks = readBlocks(top, GUIDE).filter((block) => headingAbove(block) !== left);
  const begun = new Map([
    ["shop.ts", readFileSync(join(BOOKSHOP, "shop.ts"), "utf8")],
    ["server.ts", readFileSync(join(BOOKSHOP, framework, "server.ts"), "utf8")],
  ]);
  const files = followGuide([...blocks, ...more], begun).at(-1);
  if (files === undefined) throw new Error("The guide changes nothing.");
  return files;
}

function headingAbove({ line }: CodeBlock): string {
  const above = readFileSync(join(top, GUIDE), "utf8").split("\n").slice(0, line);
  return above.findLast((text) => text.startsWith("## ")) ?? "";
}

/** Asks the bookshop as an app does. @returns What it answers to a path, or to a body that is posted there. */
export function askAs(shopUrl: string, headers: Readonly<Record<string, string>>) {
  return async (path: string, body?: object) => {
    const sent = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${shopUrl}${path}`, {
      headers: { "content-type": "application/json", ...headers },
      ...sent,
    });
    // Compared as a whole by each caller.
    return (await response.json()) as Record<string, unknown>;
  };
}

export async function logIn(shopUrl: string, name: string, password: string) {
  const { token } = await askAs(shopUrl, {})("/login", { name, password });
  return askAs(shopUrl, { authorization: `Bearer ${token}` });
}
