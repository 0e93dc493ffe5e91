import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { OWNER } from "../kit/owner.ts";
import { clientOf, deliver, owners, pay } from "../kit/servers-of-owners.ts";

/** An organisation's key, which says by a header whose account it means; and what was asked with which header. */
function organisation(simulator: ReturnType<typeof owners>["simulator"], context: unknown) {
  const contexts: (string | null)[] = [];
  const accounts: (string | null)[] = [];
  const stripe = new Stripe("sk_org_test_x", {
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((async (url: string, init: RequestInit) => {
      const headers = new Headers(init.headers);
      const named = headers.get("stripe-context");
      contexts.push(named);
      accounts.push(headers.get("stripe-account"));
      headers.delete("stripe-context");
      headers.set("authorization", `Bearer sk_test_${named?.slice(-1)}`);
      return simulator.fetch(url, { ...init, headers });
    }) as typeof fetch),
    // The SDK takes its own StripeContext, too.
    stripeContext: context as string,
  });
  return { stripe, contexts, accounts };
}

describe("an organisation's key", () => {
  test("two servers told apart by stripeContext share no payment, and each asks in its own context", async () => {
    const world = owners();
    const a = organisation(world.simulator, "acct_a");
    const b = organisation(world.simulator, "acct_b");
    expect(await pay(world.server("a", { stripe: a.stripe }))).toBe("succeeded");
    expect(await pay(world.server("b", { stripe: b.stripe }))).toBe("succeeded");
    expect(world.simulator.ledger.succeededCharges()).toHaveLength(2);
    expect(new Set(a.contexts)).toEqual(new Set(["acct_a"]));
    expect(new Set(a.accounts)).toEqual(new Set([null]));
    expect(new Set(b.contexts)).toEqual(new Set(["acct_b"]));
    const payments = await world.store.payments.list({ ...OWNER, account: "acct_b", limit: 9 });
    expect(payments.map(({ account }) => account)).toEqual(["acct_b"]);
  });

  test("a context is a path, and its last account is the one that takes the payments", async () => {
    const world = owners();
    const { stripe, contexts } = organisation(
      world.simulator,
      Stripe.StripeContext.parse("acct_platform/acct_a"),
    );
    const server = world.server("a", { stripe });
    expect(await pay(server)).toBe("succeeded");
    expect((await server.list()).map(({ account }) => account)).toEqual(["acct_a"]);
    expect(new Set(contexts)).toEqual(new Set(["acct_platform/acct_a"]));
  });

  test.each([
    { says: "its context", change: { context: "acct_a" }, hears: true },
    { says: "a path that ends with it", change: { context: "acct_platform/acct_a" }, hears: true },
    { says: "nothing, as an endpoint of the account's own", change: {}, hears: true },
    { says: "another member's context", change: { context: "acct_b" }, hears: false },
    {
      says: "a connected account",
      change: { context: "acct_a/acct_x", account: "acct_x" },
      hears: false,
    },
  ])("an event that names $says is heard: $hears", async ({ change, hears }) => {
    const world = owners();
    const { stripe } = organisation(world.simulator, "acct_a");
    const server = world.server("a", { stripe });
    expect(await pay(server)).toBe("succeeded");
    const [intent] = world.simulator.ledger.paymentIntents();
    await clientOf(world.simulator, "a").refunds.create({ payment_intent: intent?.id ?? "" });
    world.heard.splice(0);
    await deliver(world, server, (type) => type === "charge.refunded", change);
    expect(world.heard.includes("a charge.refunded")).toBe(hears);
  });
});

test("a Stripe object that names two accounts is refused at start, in a sentence", () => {
  const world = owners();
  const stripe = new Stripe("sk_test_a", { stripeAccount: "acct_a", stripeContext: "acct_b" });
  expect(() => world.server("a", { stripe })).toThrow(
    "Two accounts are named, stripeAccount acct_a and stripeContext acct_b: name the one that takes the payments.",
  );
  const connected = clientOf(world.simulator, "a", { stripeAccount: "acct_a" });
  expect(() => world.server("a", { stripe: connected, account: "acct_b" })).toThrow(
    "Two accounts are named, stripeAccount acct_a and account acct_b: name the one that takes the payments.",
  );
});

test("an account that the option names is the payment's, sends no header, and hears its own endpoint's events", async () => {
  const world = owners();
  const sent: Headers[] = [];
  const stripe = new Stripe("sk_test_a", {
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((async (url: string, init: RequestInit) => {
      sent.push(new Headers(init.headers));
      return world.simulator.fetch(url, init);
    }) as typeof fetch),
  });
  const server = world.server("a", { stripe, account: "acct_a" });
  expect(await pay(server)).toBe("succeeded");
  expect((await server.list()).map(({ account }) => account)).toEqual(["acct_a"]);
  expect(
    sent.every((headers) => !headers.has("stripe-account") && !headers.has("stripe-context")),
  ).toBe(true);
  const [intent] = world.simulator.ledger.paymentIntents();
  await stripe.refunds.create({ payment_intent: intent?.id ?? "" });
  world.heard.splice(0);
  await deliver(world, server, (type) => type === "charge.refunded");
  expect(world.heard).toContain("a refunded order_1");
});
