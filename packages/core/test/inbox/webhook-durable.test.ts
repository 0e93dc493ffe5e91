import { memoryStore } from "@chargeonce/core";
import { expect, it } from "vitest";
import { deliver, paidInTheApp } from "../kit/deliveries.ts";
import { OWNER } from "../kit/owner.ts";

/** A point that work passes only when it is let through. */
function gate() {
  let open: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  return {
    open,
    arrived,
    async pass<Result>(result: Result): Promise<Result> {
      arrive();
      await opened;
      return result;
    },
  };
}

it.each(["inline", "deferred"] as const)(
  "%s, a 2xx of POST /webhook comes after the event is durable",
  async (webhookMode) => {
    const store = memoryStore();
    const commit = gate();
    const { shop, event } = await paidInTheApp({
      webhookMode,
      store: {
        ...store,
        events: {
          ...store.events,
          record: async (it) => commit.pass(await store.events.record(it)),
        },
        transaction: async (work) => commit.pass(await store.transaction(work)),
      },
    });
    let answered = false;
    const answer = deliver(shop, event).finally(() => {
      answered = true;
    });
    await commit.arrived;
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    commit.open();
    expect(await answer).toEqual({ status: 200, body: { received: true } });
    expect(await store.events.findById(OWNER, event.id)).toMatchObject({
      status: webhookMode === "inline" ? "done" : "pending",
    });
  },
);

it("deferred, the answer does not wait for the handlers: the reconciler calls them", async () => {
  const { shop, event } = await paidInTheApp({ webhookMode: "deferred" });
  expect(await deliver(shop, event)).toEqual({ status: 200, body: { received: true } });
  expect(shop.effects).toEqual([]);
  expect(await shop.payments.reconcile()).toMatchObject({ events: 3, failed: 0 });
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

it("no client_secret of an event lies in the database", async () => {
  const { shop, event } = await paidInTheApp();
  expect(JSON.stringify(event)).toMatch(/pi_[A-Za-z0-9]+_secret_/);
  await deliver(shop, event);
  const stored = JSON.stringify(await shop.store.events.findById(OWNER, event.id));
  expect(stored).toMatch(/"client_secret_sha256":"[0-9a-f]{64}"/);
  expect(stored).not.toMatch(/pi_[A-Za-z0-9]+_secret_/);
  expect(stored).not.toContain('"client_secret"');
});
