import { describe, expect, test } from "vitest";
import { deliver, paidInTheApp } from "../kit/deliveries.ts";
import { OWNER } from "../kit/owner.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

const SECRETS = [
  "sk_live_HIDDEN1",
  "whsec_HIDDEN2",
  "pi_1_secret_HIDDEN3",
  "Authorization: Bearer HIDDEN4",
  "eyJhbGciOiJIUzI1NiJ9.eyJHIDDEN5.HIDDEN5sig",
  "postgres://shop:HIDDEN6@db/shop",
];
const THROWN = {
  "an error": new Error(`no table orders (${SECRETS.join(" ")})`),
  "a text": `no table orders (${SECRETS.join(" ")})`,
  "an object that looks like an error": { message: `no table orders (${SECRETS.join(" ")})` },
};

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test.each(Object.entries(THROWN))(
    "what a handler threw is stored without secrets: %s",
    async (_, thrown) => {
      const fail = () => {
        throw thrown;
      };
      const store = make();
      const { shop, event } = await paidInTheApp({
        store,
        onPayment: { succeeded: fail },
        onEvent: { "charge.succeeded": fail },
      });
      await deliver(shop, event);
      const charge = shop.simulator.events.list().find(({ type }) => type === "charge.succeeded");
      await deliver(shop, charge ?? {});
      const owner = { ...OWNER, limit: 9 };
      const [payment] = await store.payments.list(owner);
      const events = await store.events.list({ ...owner, type: "charge.succeeded" });
      expect(payment?.effects[0]?.lastError).toMatch(/^no table orders \(sk_live_\[removed\]/);
      expect(events[0]?.lastError).toMatch(/^no table orders \(sk_live_\[removed\]/);
      expect(JSON.stringify([payment, events, shop.log])).not.toContain("HIDDEN");
    },
  );
});
