import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkoutAsset, securityHeaders } from "../src/index.ts";

const PAGE = join(import.meta.dirname, "../page");

test("the page and every file of it are served with their types", async () => {
  expect((await checkoutAsset("/"))?.contentType).toBe("text/html; charset=utf-8");
  const types = new Set<string | undefined>();
  for (const name of await readdir(PAGE)) {
    if (name === "index.html") continue;
    const asset = await checkoutAsset(`/assets/${name}`);
    expect(asset?.body.length, name).toBeGreaterThan(0);
    types.add(asset?.contentType);
  }
  expect([...types].sort()).toEqual([
    "image/svg+xml",
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
  ]);
});

test.each([
  "/index.html",
  "/assets/",
  "/assets/index.html",
  "/assets/missing.js",
  "/assets/../package.json",
  "/assets/..%2fpackage.json",
  "/assets/constructor",
  "/assets/app.js/",
  "//assets/app.js",
])("%s is nothing of ours", async (path) => {
  expect(await checkoutAsset(path)).toBeNull();
});

test("every file that the page names exists", async () => {
  const texts = await Promise.all(
    (await readdir(PAGE)).map((name) => readFile(join(PAGE, name), "utf8")),
  );
  const named = new Set(texts.join("\n").match(/\/assets\/[a-z-]+\.[a-z]+/g));
  expect(named.size).toBeGreaterThan(8);
  for (const path of named) expect(await checkoutAsset(path), path).not.toBeNull();
});

test("with the simulator the page talks to it and to nobody else", () => {
  const headers = securityHeaders({ mode: "simulator", apiBase: "http://127.0.0.1:8420" });
  expect(headers["content-security-policy"]).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:8420; frame-src http://127.0.0.1:8420; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  );
});

test("with Stripe the page may load Stripe.js and show the bank's page", () => {
  const policy = securityHeaders({ mode: "stripe", apiBase: null })["content-security-policy"];
  expect(policy).toContain("script-src 'self' https://js.stripe.com https://*.js.stripe.com;");
  expect(policy).toContain("connect-src 'self' https://api.stripe.com;");
  expect(policy).toContain(
    "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com;",
  );
});
