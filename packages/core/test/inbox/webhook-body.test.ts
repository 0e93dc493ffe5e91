import { describe, expect, it } from "vitest";
import { handle } from "../kit/customer.ts";
import { deliver, paidInTheApp } from "../kit/deliveries.ts";
import { OWNER } from "../kit/owner.ts";
import { createShop } from "../kit/shop.ts";

describe("the body of POST /webhook", () => {
  it("parsed by somebody, its bytes gone: 500 raw_body_unavailable with the fixing sentence", async () => {
    const shop = createShop();
    const advice = "Mount the webhook route before express.json().";
    const body = { kind: "parsed", value: { id: "evt_1" }, advice } as const;
    const answer = await handle(shop.payments, { path: "/webhook", body });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toEqual({
      error: { code: "raw_body_unavailable", message: advice, retryable: false },
    });
    expect(await shop.store.events.findById(OWNER, "evt_1")).toBeNull();
  });

  it("and every other body that somebody read and kept nothing of is told of in the same way", async () => {
    const { payments } = createShop();
    const body = { kind: "parsed", value: undefined, advice: "Mount it first." } as const;
    for (const path of ["/process", "/confirm", "/status"]) {
      const answer = await handle(payments, { path, body });
      expect(answer.status, path).toBe(500);
      expect(JSON.parse(answer.body)).toEqual({
        error: { code: "raw_body_unavailable", message: "Mount it first.", retryable: false },
      });
    }
  });

  it("may have 1 MiB, sixteen times what the other routes take", () => {
    const { http } = createShop().payments;
    expect(http.match("/webhook")).toEqual({ name: "webhook", limitBytes: 1_048_576 });
    expect(http.match("/process")).toEqual({ name: "process", limitBytes: 65_536 });
    expect(http.match("/confirm")).toEqual({ name: "confirm", limitBytes: 65_536 });
    expect(http.match("/status")).toEqual({ name: "status", limitBytes: 65_536 });
  });

  it("over the limit: 413", async () => {
    const { payments } = createShop();
    const answer = await handle(payments, { path: "/webhook", body: { kind: "too_large" } });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "payload_too_large" } });
  });

  it("of 300 KB is received, with its white space as it was signed", async () => {
    const { shop, event } = await paidInTheApp();
    const body = `${JSON.stringify(event, null, 2)}${" ".repeat(300_000)}\r\n`;
    expect((await deliver(shop, body)).status).toBe(200);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });
});
