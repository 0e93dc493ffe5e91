import Stripe from "stripe";
import { expect, test } from "vitest";
import { clientOf, owners, pay } from "../kit/servers-of-owners.ts";
import type { ShopContext } from "../kit/shop.ts";

const ORDER = { order_id: "order_1", amount: 1050, currency: "usd" };
const asTwo: ShopContext = { user: "berta", tenant: "two" };
const problemsOf = async (server: ReturnType<ReturnType<typeof owners>["server"]>) =>
  (await server.health()).problems.map(({ code }) => code);

/** Two accounts on their own, a tenant each, and the second one's first create is lost. */
async function lostCreate() {
  const world = owners();
  const one = world.server("one", { stripe: clientOf(world.simulator, "a") });
  const two = world.server("two", { stripe: clientOf(world.simulator, "b") });
  world.simulator.faults.next("lose_request", { route: "create" });
  await expect(two.process(ORDER, { context: asTwo })).rejects.toMatchObject({ retryable: true });
  world.clock.advance({ minutes: 2 });
  return { world, one, two };
}
const intents = ({ simulator }: ReturnType<typeof owners>) => simulator.ledger.paymentIntents();

test("one account's reconcile makes no intent for a payment that was reserved with another's key", async () => {
  const { world, one, two } = await lostCreate();
  await one.reconcile();
  expect(intents(world)).toEqual([]);
  const begun = await two.process(ORDER, { context: asTwo });
  const paid = await two.confirm(
    { payment_intent_client_secret: begun.client_secret, payment_method_id: "pm_card_visa" },
    { context: asTwo },
  );
  expect(paid.status).toBe("succeeded");
  const { data } = await clientOf(world.simulator, "b").paymentIntents.list();
  expect(data.map(({ status }) => status)).toEqual(["succeeded"]);
});

test("an order that was reserved with a key of which nothing is known is paid by a payment of its own", async () => {
  const { world, one } = await lostCreate();
  const [reserved] = await one.list();
  const context = { ...asTwo };
  const begun = await one.process(ORDER, { context });
  expect(begun.payment_id).not.toBe(reserved?.id);
  expect((await one.find(reserved?.id ?? ""))?.status).toBe("canceled");
  expect(intents(world).map(({ metadata }) => metadata.payment_id)).toEqual([begun.payment_id]);
});

test("two accounts that are not named and share a store are noticed on both sides, and neither moves the reading mark", async () => {
  const world = owners();
  const one = world.server("one", { stripe: clientOf(world.simulator, "a") });
  const two = world.server("two", { stripe: clientOf(world.simulator, "b") });
  await pay(one, { tenant: "one" });
  await pay(two, { tenant: "two" });
  for (const server of [one, two]) {
    expect((await server.reconcile()).problems).toMatchObject([
      { part: "feed", code: "stripe_misconfigured" },
    ]);
    expect(await problemsOf(server)).toContain("other_account");
  }
  const lines = world.shop.log.filter(({ fields }) => fields.event === "other_account");
  expect(lines.length).toBeGreaterThan(0);
});

test("two accounts that are named share a store without a word", async () => {
  const world = owners();
  const servers = ["a", "b"].map((name) =>
    world.server(name, { stripe: clientOf(world.simulator, name), account: `acct_${name}` }),
  );
  for (const server of servers) await pay(server);
  for (const server of servers) {
    expect((await server.reconcile()).problems).toEqual([]);
    expect(await problemsOf(server)).toEqual([]);
  }
  expect(world.simulator.ledger.succeededCharges()).toHaveLength(2);
});

/** Any key reaches account a: it was rolled. */
function rolledKey(simulator: ReturnType<typeof owners>["simulator"], key: string): Stripe {
  return new Stripe(key, {
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((async (url: string, init: RequestInit) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", "Bearer sk_test_a");
      return simulator.fetch(url, { ...init, headers });
    }) as typeof fetch),
  });
}

const PART = "51OgtcCLCGAkvlIlN";
test.each([
  { kind: "says nothing of its account", old: "sk_test_old", rolled: "rk_test_new" },
  {
    kind: "shows its account",
    old: `sk_test_${PART}${"x".repeat(82)}`,
    rolled: `sk_test_${PART}${"y".repeat(82)}`,
  },
  {
    kind: "shows what the old one did not",
    old: "sk_test_old",
    rolled: `sk_test_${PART}${"y".repeat(82)}`,
  },
])(
  "a rolled key that $kind goes on with everything that the old one began",
  async ({ old, rolled }) => {
    const world = owners();
    const before = world.server("old", { stripe: rolledKey(world.simulator, old) });
    const begun = await before.process(ORDER, { context: { user: "anna" } });
    world.simulator.faults.next("lose_request", { route: "create" });
    const other = { order_id: "order_2", amount: 2000, currency: "eur" };
    await before.process(other, { context: { user: "anna" } }).catch(() => undefined);
    world.clock.advance({ minutes: 2 });
    const after = world.server("new", { stripe: rolledKey(world.simulator, rolled) });
    expect((await after.reconcile()).problems).toEqual([]);
    expect((await after.process(other, { context: { user: "anna" } })).status).toBe(
      "requires_payment_method",
    );
    const paid = await after.confirm(
      { payment_intent_client_secret: begun.client_secret, payment_method_id: "pm_card_visa" },
      { context: { user: "anna" } },
    );
    expect(paid.status).toBe("succeeded");
    expect(world.heard).toEqual(["new succeeded order_1"]);
    expect(await problemsOf(after)).toEqual([]);
  },
);

test("a rolled key that no intent bears witness of closes what was only reserved, and the order is paid", async () => {
  const world = owners();
  const before = world.server("old", { stripe: rolledKey(world.simulator, "sk_test_old") });
  world.simulator.faults.next("lose_request", { route: "create" });
  await before.process(ORDER, { context: { user: "anna" } }).catch(() => undefined);
  const after = world.server("new", { stripe: rolledKey(world.simulator, "sk_test_new") });
  world.clock.advance({ minutes: 2 });
  expect((await after.reconcile()).problems).toEqual([]);
  expect(await pay(after)).toBe("succeeded");
  expect(world.simulator.ledger.succeededCharges()).toHaveLength(1);
});
