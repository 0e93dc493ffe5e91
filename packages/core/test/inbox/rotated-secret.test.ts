import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { lastEvent } from "../kit/craft-event.ts";
import { handle } from "../kit/customer.ts";
import { deliver, NOW, sign } from "../kit/deliveries.ts";
import { OWNER } from "../kit/owner.ts";
import { paidShop } from "../kit/paid-shop.ts";
import { WEBHOOK_SECRET } from "../kit/shop.ts";

const BOM = "\uFEFF";

describe("the secret is rotated with an overlap, and", () => {
  test.each([
    { server: ["old"], during: 200, after: 400 },
    { server: ["old", "new"], during: 200, after: 200 },
    { server: ["new", "old"], during: 200, after: 200 },
    { server: ["new"], during: 200, after: 200 },
    { server: ["other"], during: 400, after: 400 },
  ])(
    "a server that knows $server answers $during within it and $after later",
    async ({ server, during, after }) => {
      const secrets = { old: WEBHOOK_SECRET, new: "", other: "whsec_other" };
      const shop = await paidShop({
        webhookSecrets: async () => server.map((name) => secrets[name as keyof typeof secrets]),
      });
      const [endpoint] = shop.simulator.webhooks.endpoints;
      secrets.new = shop.simulator.webhooks.rotateSecret(endpoint?.id ?? "", { expiresInHours: 1 });
      await shop.deliver();
      expect(shop.effects).toEqual(during === 200 ? ["succeeded:order_1"] : []);
      shop.clock.advance({ hours: 1 });
      const event = lastEvent(shop, "charge.succeeded");
      const signed = shop.simulator.webhooks.signed(event);
      const headers = Object.fromEntries(
        Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const bytes = new TextEncoder().encode(signed.body);
      const body = { kind: "raw", bytes } as const;
      const answer = await handle(shop.payments, { path: "/webhook", headers, body });
      expect(answer.status).toBe(after);
    },
  );
});

describe("a delivery", () => {
  const hex = "a".repeat(64);
  test.each([
    { of: "with 1000 signatures", header: `t=${NOW}${`,v1=${hex}`.repeat(1000)}` },
    { of: "with 17 signatures", header: `t=${NOW}${`,v1=${hex}`.repeat(17)}` },
    { of: "with a signature that is not hexadecimal", header: `t=${NOW},v1=${"g".repeat(64)}` },
    { of: "with a signature beyond ASCII", header: `t=${NOW},v1=${"é".repeat(64)}` },
    { of: "with an empty v1", header: `t=${NOW},v1=` },
    { of: "without any v1", header: `t=${NOW},v0=${hex}` },
    { of: "without t", header: `v1=${hex}` },
    { of: "with an empty header", header: "" },
    { of: "without a header", header: null },
  ])("$of is answered 400, and nothing is stored", async ({ header }) => {
    const shop = await paidShop();
    const event = lastEvent(shop, "payment_intent.succeeded");
    expect((await deliver(shop, event, header)).status).toBe(400);
    expect(await shop.store.events.findById(OWNER, event.id)).toBeNull();
    expect(shop.effects).toEqual([]);
  });

  test.each([
    { change: "a BOM before it", alter: (body: string) => `${BOM}${body}` },
    { change: "CRLF for its line ends", alter: (body: string) => body.replaceAll("\n", "\r\n") },
    { change: "its JSON written anew", alter: (body: string) => JSON.stringify(JSON.parse(body)) },
  ])("that got $change after it was signed is answered 400", async ({ alter }) => {
    const shop = await paidShop();
    const event = lastEvent(shop, "payment_intent.succeeded");
    const body = JSON.stringify(event, null, 2);
    expect((await deliver(shop, alter(body), sign(body))).status).toBe(400);
    expect(await shop.store.events.findById(OWNER, event.id)).toBeNull();
    expect((await deliver(shop, body, sign(body))).status).toBe(200);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  test.each([
    { written: "with a BOM", of: (body: string) => `${BOM}${body}`, status: 200 },
    { written: "with CRLF", of: (body: string) => body.replaceAll("\n", "\r\n"), status: 200 },
    { written: "as no JSON", of: () => "to be or not", status: 400 },
    { written: "as a list", of: (body: string) => `[${body}]`, status: 400 },
  ])("that was signed $written is answered $status", async ({ of, status }) => {
    const shop = await paidShop();
    const event = lastEvent(shop, "payment_intent.succeeded");
    const body = of(JSON.stringify(event, null, 2));
    expect((await deliver(shop, body)).status).toBe(status);
    expect(shop.effects).toEqual(status === 200 ? ["succeeded:order_1"] : []);
  });

  test("that was compressed on the way is answered 400", async () => {
    const shop = await paidShop();
    const text = JSON.stringify(lastEvent(shop, "payment_intent.succeeded"));
    const answer = await handle(shop.payments, {
      path: "/webhook",
      headers: { "stripe-signature": sign(text), "content-encoding": "gzip" },
      body: { kind: "raw", bytes: gzipSync(text) },
    });
    expect(answer.status).toBe(400);
    expect(shop.effects).toEqual([]);
  });

  test("that somebody parsed before us is answered 500, and handled when its bytes come", async () => {
    const shop = await paidShop();
    const event = lastEvent(shop, "payment_intent.succeeded");
    const advice = "Mount the webhook route before express.json().";
    const answer = await handle(shop.payments, {
      path: "/webhook",
      headers: { "stripe-signature": sign(JSON.stringify(event)) },
      body: { kind: "parsed", value: event, advice },
    });
    expect(answer.status).toBe(500);
    expect(shop.effects).toEqual([]);
    await deliver(shop, event);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  test.each([
    { when: "299 s ago", at: NOW - 299, status: 200 },
    { when: "300 s ago", at: NOW - 300, status: 200 },
    { when: "301 s ago", at: NOW - 301, status: 400 },
    { when: "299 s ahead", at: NOW + 299, status: 200 },
    { when: "301 s ahead", at: NOW + 301, status: 400 },
  ])("signed $when is answered $status", async ({ at, status }) => {
    const shop = await paidShop();
    const body = JSON.stringify(lastEvent(shop, "payment_intent.succeeded"));
    expect((await deliver(shop, body, sign(body, at))).status).toBe(status);
    expect(shop.effects).toEqual(status === 200 ? ["succeeded:order_1"] : []);
  });
});
