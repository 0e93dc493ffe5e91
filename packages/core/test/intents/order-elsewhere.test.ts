import { describe, expect, test } from "vitest";
import {
  clientOf,
  type Owners,
  owners,
  pay,
  type ServerOptions,
} from "../kit/servers-of-owners.ts";
import type { ShopContext } from "../kit/shop.ts";

const ORDER = { order_id: "order_1", amount: 1050, currency: "usd" };

interface Place {
  readonly options: ServerOptions;
  readonly context: ShopContext;
}
const at = (world: Owners, { tenant = "", account = "", installation = "" }): Place => ({
  options: {
    stripe: clientOf(world.simulator, "a"),
    ...(account === "" ? {} : { account }),
    ...(installation === "" ? {} : { installation }),
  },
  context: { user: "anna", ...(tenant === "" ? {} : { tenant }) },
});

const charges = ({ simulator }: Owners) => simulator.ledger.succeededCharges().length;

const DEPLOYS = [
  { deploy: "names a tenant", before: {}, after: { tenant: "t1" } },
  { deploy: "names no tenant any more", before: { tenant: "t1" }, after: {} },
  { deploy: "names an account", before: {}, after: { account: "acct_a" } },
  { deploy: "names no account any more", before: { account: "acct_a" }, after: {} },
  { deploy: "names an installation", before: {}, after: { installation: "shop" } },
  { deploy: "names no installation any more", before: { installation: "shop" }, after: {} },
  { deploy: "names both", before: {}, after: { tenant: "t1", account: "acct_a" } },
  {
    deploy: "names an account beside a tenant",
    before: { tenant: "t1" },
    after: { tenant: "t1", account: "acct_a" },
  },
];

describe.each(DEPLOYS)("a deploy that $deploy", ({ before, after }) => {
  test("charges no order again that is paid: it is refused and told", async () => {
    const world = owners();
    const old = at(world, before);
    expect(await pay(world.server("old", old.options), old.context)).toBe("succeeded");
    const { options, context } = at(world, after);
    const server = world.server("new", options);
    await expect(server.process(ORDER, { context })).rejects.toMatchObject({
      code: "order_already_paid",
      details: {},
    });
    expect(charges(world)).toBe(1);
    expect(world.simulator.ledger.paymentIntents()).toHaveLength(1);
    const [line] = world.shop.log.filter(({ fields }) => fields.event === "order_elsewhere");
    expect(line).toMatchObject({
      level: "error",
      fields: { order_ref: "order_1", status: "succeeded" },
    });
    const { problems } = await server.health({ askStripe: false });
    expect(problems.map(({ code }) => code)).toContain("orders_elsewhere");
  });

  test("makes no second intent of an order that is begun, until the first one was given up", async () => {
    const world = owners();
    const old = at(world, before);
    const oldServer = world.server("old", old.options);
    await oldServer.process(ORDER, { context: old.context });
    const { options, context } = at(world, after);
    const server = world.server("new", options);
    await expect(server.process(ORDER, { context })).rejects.toMatchObject({
      code: "payment_in_progress",
      retryable: true,
    });
    // Who has the order goes on with it: nothing is left of what was refused.
    world.shop.orders.set("order_1", { id: "order_1", amount: 2000, currency: "usd" });
    const dearer = await oldServer.process({ ...ORDER, amount: 2000 }, { context: old.context });
    expect(dearer.status).toBe("requires_payment_method");
    world.shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd" });
    await oldServer.cancel("order_1", { tenant: old.context.tenant ?? "" });
    expect(await pay(server, context)).toBe("succeeded");
    expect(charges(world)).toBe(1);
  });
});

describe.each(DEPLOYS)(
  "where the key is the purchase, a deploy that $deploy",
  ({ before, after }) => {
    const TAP = { amount: 1050, currency: "usd" };
    const key = "tap-0123456789abcdef";
    const BOUNDS = { currencies: ["usd"], min: 100, max: 5000 };
    const donate = async (world: Owners, place: Place, card: string) => {
      const options = {
        loadOrder: async () => "client-amount" as const,
        allowClientAmount: BOUNDS,
      };
      const server = world.server("any", { ...place.options, ...options });
      const tap = { context: place.context, idempotencyKey: key };
      const begun = await server.process({ ...TAP, payment_method_id: card }, tap);
      const shown = { payment_intent_client_secret: begun.client_secret };
      return server.confirm({ ...shown, payment_method_id: card }, tap);
    };

    test("charges a tap that is repeated no second time, with no card", async () => {
      const world = owners();
      const paid = await donate(world, at(world, before), "pm_card_visa");
      expect(paid.status).toBe("succeeded");
      for (const card of ["pm_card_visa", "pm_card_mastercard"]) {
        await expect(donate(world, at(world, after), card)).rejects.toMatchObject({
          code: "order_already_paid",
        });
      }
      expect(charges(world)).toBe(1);
    });

    test("makes no second intent while the first one is in a challenge", async () => {
      const world = owners();
      const card = "pm_card_threeDSecure2Required";
      const begun = await donate(world, at(world, before), card);
      expect(begun.status).toBe("requires_action");
      await expect(donate(world, at(world, after), card)).rejects.toMatchObject({
        code: "payment_in_progress",
      });
      expect(world.simulator.ledger.paymentIntents()).toHaveLength(1);
    });
  },
);

test("where the key is the purchase, two users' same key is two purchases, under a name and under none", async () => {
  const world = owners();
  const options = {
    loadOrder: async () => "client-amount" as const,
    allowClientAmount: { currencies: ["usd"], min: 100, max: 5000 },
  };
  for (const [user, place] of [
    ["anna", {}],
    ["bert", { tenant: "t1" }],
  ] as const) {
    const { options: named, context } = at(world, place);
    const server = world.server("any", { ...named, ...options });
    const tap = { context: { ...context, user }, idempotencyKey: "tap-0123456789abcdef" };
    const begun = await server.process({ amount: 1050, currency: "usd" }, tap);
    const shown = { payment_intent_client_secret: begun.client_secret };
    await server.confirm({ ...shown, payment_method_id: "pm_card_visa" }, tap);
  }
  expect(charges(world)).toBe(2);
});

test.each([
  { what: "tenants", one: { tenant: "t1" }, two: { tenant: "t2" } },
  { what: "accounts", one: { account: "acct_a" }, two: { account: "acct_x" } },
  {
    what: "tenants in two accounts",
    one: { tenant: "t1", account: "acct_a" },
    two: { tenant: "t2", account: "acct_x" },
  },
])("two $what that have a name have an order 1 each", async ({ one, two }) => {
  const world = owners();
  for (const [name, place] of [
    ["one", one],
    ["two", two],
  ] as const) {
    const { options, context } = at(world, place);
    expect(await pay(world.server(name, options), context)).toBe("succeeded");
  }
  expect(charges(world)).toBe(2);
  expect(world.shop.log.filter(({ fields }) => fields.event === "order_elsewhere")).toEqual([]);
});

test("a shop that says so pays an order of the same id under a tenant and under none", async () => {
  const world = owners();
  const { options } = at(world, {});
  const server = world.server("both", { ...options, sameOrderElsewhere: "allow" });
  expect(await pay(server)).toBe("succeeded");
  expect(await pay(server, { tenant: "t1" })).toBe("succeeded");
  expect(charges(world)).toBe(2);
});

test("an order that is paid in the other mode is paid in this one, and the log says so", async () => {
  const world = owners();
  const { options } = at(world, {});
  expect(await pay(world.server("test", options))).toBe("succeeded");
  const live = world.server("live", { ...options, livemode: true });
  await live.process(ORDER, { context: { user: "anna" } }).catch(() => undefined);
  const [line] = world.shop.log.filter(({ fields }) => fields.event === "order_elsewhere");
  expect(line).toMatchObject({ level: "warn", fields: { reason: "other_mode" } });
});

test("of an old and a new server that begin one order at once at most one gets an intent", async () => {
  const world = owners();
  const old = at(world, {});
  const next = at(world, { tenant: "t1" });
  const begun = await Promise.allSettled([
    world.server("old", old.options).process(ORDER, { context: old.context }),
    world.server("new", next.options).process(ORDER, { context: next.context }),
  ]);
  expect(begun.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
  expect(world.simulator.ledger.paymentIntents().length).toBeLessThanOrEqual(1);
});

test.each([
  { deploy: "that named an installation is rolled back", left: { installation: "shop" }, runs: {} },
  { deploy: "that named an account is rolled back", left: { account: "acct_a" }, runs: {} },
  {
    deploy: "names the installation otherwise",
    left: { installation: "shop" },
    runs: { installation: "store" },
  },
])("a deploy $deploy: money of which nobody is told is an alarm", async ({ left, runs }) => {
  const world = owners();
  const begun = at(world, left);
  const before = world.server("before", begun.options);
  const { client_secret: secret } = await before.process(ORDER, { context: begun.context });
  const running = world.server("running", at(world, runs).options);
  const codes = async () =>
    (await running.health({ askStripe: false })).problems.map(({ code }) => code);
  expect(await codes()).not.toContain("payments_unattended");
  world.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa" });
  world.clock.advance({ hours: 1 });
  await running.reconcile();
  expect(charges(world)).toBe(1);
  expect(world.heard).toEqual([]);
  expect(await codes()).toContain("payments_unattended");
  await before.reconcile();
  expect(world.heard).toEqual(["before succeeded order_1"]);
  expect(await codes()).not.toContain("payments_unattended");
});

test("payments that nobody looks after since an account or installation was named are told by health, until they have ended", async () => {
  const world = owners();
  const { options, context } = at(world, {});
  const old = world.server("old", options);
  await old.process(ORDER, { context });
  for (const named of [{ account: "acct_a" }, { installation: "shop" }]) {
    const server = world.server("new", { ...options, ...named });
    const codes = async () =>
      (await server.health({ askStripe: false })).problems.map(({ code }) => code);
    expect(await codes()).not.toContain("payments_unattended");
    world.clock.advance({ hours: 13 });
    expect(await codes()).toContain("payments_unattended");
    await old.reconcile();
    expect(await codes()).not.toContain("payments_unattended");
  }
});
