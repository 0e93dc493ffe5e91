import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const NOT_OURS = new Set(["node_modules", "dist", ".git", ".changeset"]);

/** Every Markdown file of the repository, but change notes, from its top. */
export function findMarkdown(top: string, folder = ""): string[] {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : findMarkdown(top, path);
    return entry.name.endsWith(".md") && entry.name !== "CHANGELOG.md" ? [path] : [];
  });
}

/** What is wrong with the links of a Markdown file: one line each. Addresses elsewhere are judged by their form alone. */
export function faultsOfLinks(top: string, file: string): string[] {
  const text = withoutCode(readFileSync(join(top, file), "utf8"));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(({ 1: target = "" }) => {
    const fault = faultOf(top, file, target);
    return fault === null ? [] : [`${file}: ${target} ${fault}`];
  });
}

function faultOf(top: string, file: string, target: string): string | null {
  if (/^[a-z]+:/.test(target)) {
    return target.startsWith("https://") && URL.canParse(target) ? null : "is not an https address";
  }
  const [path = "", anchor] = target.split("#");
  const linked = path === "" ? file : join(dirname(file), path);
  if (!existsSync(join(top, linked))) return "does not exist";
  if (anchor === undefined) return null;
  return anchorsOf(readFileSync(join(top, linked), "utf8")).includes(anchor)
    ? null
    : "names no heading of that file";
}

/** The anchors that GitHub gives a file's headings. */
export function anchorsOf(text: string): string[] {
  const headings = [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)];
  const slugs = headings.map(({ 1: heading = "" }) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

const withoutCode = (text: string) => text.replace(/^ *```.*?^ *```$/gms, "");
