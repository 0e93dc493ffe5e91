import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HTTP_STATUS, PaymentsError } from "../../packages/core/src/errors.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
const [, ...parts] = guide.split(/^### /m);
const sections = parts.map((text) => {
  const [, code, status] = /^`(\w+)` \((\d+)\)\n/.exec(text) ?? [];
  const [, retry] = /^- \*\*Retry:\*\* (\w+)/m.exec(text) ?? [];
  const labels = [...text.matchAll(/^- \*\*([^*]+):\*\* \S/gm)].map(([, label]) => label);
  return { code, status, retry, labels };
});
// An exhaustive record: its names are the codes.
const codes = Object.keys(HTTP_STATUS) as (keyof typeof HTTP_STATUS)[];

test("the guide to errors has one section for each code, with its status and whether to retry", () => {
  const told = sections.map(({ code, status, retry }) => `${code} ${status} ${retry}`);
  const built = codes.map((code) => {
    const { retryable } = new PaymentsError(code, "");
    return `${code} ${HTTP_STATUS[code]} ${retryable ? "yes" : "no"}`;
  });

  expect(told.sort()).toEqual(built.sort());
});

test("each section says what the code means, who fixes it, whether to retry and what the app shows", () => {
  const four = "Means,Who fixes it,Retry,The app shows";

  expect(sections.filter(({ labels }) => labels.join() !== four)).toEqual([]);
  expect(sections).toHaveLength(29);
});
