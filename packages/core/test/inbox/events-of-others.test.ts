import { describe, expect, test } from "vitest";
import { OWNER } from "../kit/owner.ts";
import { ACCOUNTS, clientOf, deliver, type Owners, owners, pay } from "../kit/servers-of-owners.ts";

const isRefund = (type: string) => type === "charge.refunded" || type.startsWith("refund.");

/** Two connected accounts, each with a server of its own on one store. A's order is paid, and refunded ten days later. */
async function refundedInA(world: Owners, options = {}) {
  const [a, b] = ACCOUNTS.map(({ id }) =>
    world.server(id, {
      stripe: clientOf(world.simulator, id.slice(-1), { stripeAccount: id }),
      ...options,
    }),
  );
  if (a === undefined || b === undefined) throw new Error("Two accounts make two servers.");
  expect(await pay(a)).toBe("succeeded");
  await a.reconcile();
  world.clock.advance({ hours: 240 });
  await a.reconcile();
  const [intent] = world.simulator.ledger.paymentIntents();
  await clientOf(world.simulator, "a").refunds.create({ payment_intent: intent?.id ?? "" });
  world.heard.splice(0);
  return { a, b };
}

const REFUNDED = ["acct_a refunded order_1", "acct_a charge.refunded"];

describe.each([{ webhookMode: "inline" as const }, { webhookMode: "deferred" as const }])(
  "in $webhookMode mode",
  (mode) => {
    test("an event that reaches another account's server first is heard once by its owner's own delivery", async () => {
      const world = owners();
      const { a, b } = await refundedInA(world, mode);
      const account = { account: "acct_a" };
      expect(await deliver(world, b, isRefund, account)).toEqual(["200", "200"]);
      expect(world.heard).toEqual([]);
      expect(await deliver(world, a, isRefund, account)).toEqual(["200", "200"]);
      world.clock.advance({ minutes: 5 });
      await Promise.all([a.reconcile(), b.reconcile()]);
      expect([...world.heard].sort()).toEqual([...REFUNDED].sort());
      expect((await a.list())[0]?.amountRefunded).toBe(1050);
    });

    test("an event that reaches only another account's server is brought to its owner by Stripe's list", async () => {
      const world = owners();
      const { a, b } = await refundedInA(world, mode);
      await deliver(world, b, isRefund, { account: "acct_a" });
      await b.reconcile();
      expect(world.heard).toEqual([]);
      world.clock.advance({ hours: 1 });
      await a.reconcile();
      expect([...world.heard].sort()).toEqual([...REFUNDED].sort());
    });
  },
);

test("an event of the other mode that reaches this server first is heard by its own", async () => {
  const world = owners();
  const test = world.server("test", { stripe: clientOf(world.simulator, "a") });
  const live = world.server("live", { stripe: clientOf(world.simulator, "a"), livemode: true });
  expect(await pay(test)).toBe("succeeded");
  await clientOf(world.simulator, "a").refunds.create({
    payment_intent: world.simulator.ledger.paymentIntents()[0]?.id ?? "",
  });
  world.heard.splice(0);
  await deliver(world, live, isRefund);
  await deliver(world, test, isRefund);
  expect([...world.heard].sort()).toEqual(["test charge.refunded", "test refunded order_1"]);
});

test("a platform's server keeps nothing of its connected accounts' events, and handles its own", async () => {
  const world = owners();
  const platform = world.server("platform", { stripe: clientOf(world.simulator, "a") });
  expect(await pay(platform)).toBe("succeeded");
  await clientOf(world.simulator, "a").refunds.create({
    payment_intent: world.simulator.ledger.paymentIntents()[0]?.id ?? "",
  });
  world.heard.splice(0);
  await deliver(world, platform, isRefund, { account: "acct_connected" });
  expect(world.heard).toEqual([]);
  expect(await world.store.events.list({ ...OWNER, type: "charge.refunded", limit: 9 })).toEqual(
    [],
  );
  await deliver(world, platform, isRefund);
  expect([...world.heard].sort()).toEqual([
    "platform charge.refunded",
    "platform refunded order_1",
  ]);
});

test("of two installations on one store each hears of its own payments alone, whoever gets an event first", async () => {
  const world = owners();
  const stripe = clientOf(world.simulator, "a");
  const [one, two] = ["one", "two"].map((installation) =>
    world.server(installation, { stripe, installation }),
  );
  if (one === undefined || two === undefined) throw new Error("Two names make two servers.");
  expect([await pay(one), await pay(two)]).toEqual(["succeeded", "succeeded"]);
  expect(world.heard).toEqual(["one succeeded order_1", "two succeeded order_1"]);
  const [first] = world.simulator.ledger.paymentIntents();
  await stripe.refunds.create({ payment_intent: first?.id ?? "" });
  world.heard.splice(0);
  await deliver(world, two, isRefund);
  await deliver(world, one, isRefund);
  world.clock.advance({ hours: 2 });
  await Promise.all([two.reconcile(), one.reconcile()]);
  // `onPayment` hears of its own payments, `onEvent` of the account's events, which both have.
  expect([...world.heard].sort()).toEqual([
    "one charge.refunded",
    "one refunded order_1",
    "two charge.refunded",
  ]);
  expect(await two.find((await one.list())[0]?.id ?? "")).toBeNull();
});
