import { describe, expect, test } from "vitest";
import { handle, ORDER_1, raw } from "../kit/customer.ts";
import { loudLines } from "../kit/lines.ts";
import { createShop } from "../kit/shop.ts";
import { steppedClock } from "../kit/stepped-clock.ts";
import { storeDown, watchStore } from "../kit/watched-store.ts";

test("a worker whose database is away says so once a minute, with how often it failed", async () => {
  const clock = steppedClock();
  const watched = watchStore();
  const away = { ...watched.store.payments, takeDue: async () => storeDown() };
  const store = { ...watched.store, payments: away };
  const shop = createShop({}, { clock, store });
  const worker = shop.payments.worker({ concurrency: 3 });
  worker.start();
  await clock.asleep(4);
  for (let second = 0; second < 60; second += 1) await clock.round(1, 4);
  await worker.stop();
  const lines = loudLines(shop).filter(({ fields }) => fields.event === "worker_failed");
  expect(lines).toMatchObject([
    { fields: { code: "store_unavailable", times: 1 } },
    {
      fields: { code: "store_unavailable", error: { message: expect.stringMatching(/database/) } },
    },
  ]);
  expect(Number(lines[1]?.fields.times)).toBeGreaterThan(100);
});

describe("what a function of the application's throws is told to the log, and to the client by its error_id alone", () => {
  const fail = () => {
    throw new Error("no route to postgres://shop:HIDDEN@10.0.0.7/shop");
  };
  test.each([
    ["loadOrder", { loadOrder: async () => fail() }, "/process"],
    ["scope", { scope: fail }, "/process"],
    ["scope", { scope: fail }, "/status"],
    ["paymentIntentParams", { paymentIntentParams: fail }, "/process"],
  ])("%s, %o, at %s", async (_, options, path) => {
    const shop = createShop(options);
    const reply = await shop.post(path, {
      ...ORDER_1,
      payment_intent_client_secret: "pi_1_secret_1",
    });
    expect(reply.status).toBe(500);
    expect(JSON.stringify(reply)).not.toMatch(/HIDDEN|10\.0\.0\.7|postgres/);
    expect(loudLines(shop)).toMatchObject([
      {
        level: "error",
        fields: { event: "internal_error", error_id: reply.body.error.error_id },
        message: "no route to postgres://[removed]@10.0.0.7/shop",
      },
    ]);
    expect(JSON.stringify(shop.log)).not.toContain("HIDDEN");
  });
});

describe("what is a stranger's fault alone is no line above info", () => {
  test.each([
    ["a webhook that is asked for by GET", { method: "GET", path: "/webhook" }, 405],
    [
      "a webhook that is too large",
      { path: "/webhook", body: { kind: "too_large" } as const },
      413,
    ],
    ["a webhook that broke off", { path: "/webhook", body: { kind: "aborted" } as const }, 400],
    ["a form", { headers: { "content-type": "application/x-www-form-urlencoded" } }, 415],
    ["half a body", { body: raw('{"order_id":') }, 400],
    [
      "a key that is none",
      { headers: { "content-type": "application/json", "idempotency-key": "ü" } },
      400,
    ],
  ])("%s", async (_, request, status) => {
    const shop = createShop();
    expect((await handle(shop.payments, request)).status).toBe(status);
    expect(loudLines(shop)).toEqual([]);
  });

  test("a path that is not ours is left to the application, also one that is nearly ours", () => {
    const { http } = createShop().payments;
    for (const path of ["/webhooks", "/stripe", "/webhook/stripe", "/Webhook", "//webhook", "/"]) {
      expect(http.match(path), path).toBeNull();
    }
    expect(http.match("/webhook/")).toMatchObject({ name: "webhook" });
  });
});
