import { describe, expect, test } from "vitest";
import { OWNER } from "../../kit/owner.ts";
import { createShop, type Shop } from "../../kit/shop.ts";
import { type CrashingServer, crashingServer } from "./crashing-server.ts";
import { createCustomer } from "./customer.ts";

/** Every way a customer gets one order paid; the last card is a good one. */
const SCENARIOS = [
  { name: "a good card", cards: ["pm_card_visa"], confirmationMethod: "automatic" },
  {
    name: "3-D Secure, automatic",
    cards: ["pm_card_threeDSecure2Required"],
    confirmationMethod: "automatic",
  },
  {
    name: "3-D Secure, manual",
    cards: ["pm_card_threeDSecure2Required"],
    confirmationMethod: "manual",
  },
  {
    name: "a decline, then a good card",
    cards: ["pm_card_visa_chargeDeclined", "pm_card_visa"],
    confirmationMethod: "automatic",
  },
] as const;

type Scenario = (typeof SCENARIOS)[number];

interface Run {
  readonly shop: Shop;
  readonly told: string;
  /** Port calls that each crashing server lived through. */
  readonly calls: readonly number[];
}

/** One order from the first tap to the end of all faults: servers die in turn, the last one stays. */
async function run(
  scenario: Scenario,
  deaths: readonly { at: number; when: "before" | "after" }[],
  transactions: boolean,
): Promise<Run> {
  const shop = createShop({
    confirmationMethod: scenario.confirmationMethod,
    onPayment: {
      succeeded: async ({ payment, tx }) => {
        shop.effects.push(`succeeded:${payment.orderRef}`);
        tx?.onRollback(() => shop.effects.pop());
      },
    },
  });
  if (!transactions) Reflect.deleteProperty(shop.store, "transaction");
  const mortal: CrashingServer[] = deaths.map(({ at, when }) => crashingServer(shop, at, when));
  const survivor = shop.another();
  const customer = createCustomer(shop, [...mortal, survivor]);
  const reply = await customer.pay(
    { id: "order_1", amount: 1050, currency: "usd" },
    scenario.cards,
  );
  // The faults have ended: webhooks come, the reconciler runs, time passes.
  for (let hour = 0; hour < 3; hour += 1) {
    await shop.deliver();
    await survivor.reconcile();
    shop.clock.advance({ hours: 1 });
  }
  const calls = mortal.map((server) => server.calls());
  return { shop, told: String(reply.body.status ?? reply.body.error?.code), calls };
}

function expectInvariants({ shop, told }: Run, transactions: boolean): void {
  expect(told).toBe("succeeded");
  expect(shop.simulator.ledger.succeededCharges()).toHaveLength(1);
  const effects = new Set(shop.effects);
  expect([...effects]).toEqual(["succeeded:order_1"]);
  if (transactions) expect(shop.effects).toEqual(["succeeded:order_1"]);
}

async function statusOf(shop: Shop): Promise<string | undefined> {
  const live = await shop.store.payments.findLive({
    tenant: "",
    ...OWNER,
    orderRef: "order_1",
  });
  return live?.status;
}

describe.each(SCENARIOS)("$name", (scenario) => {
  test.each([
    { transactions: true, store: "with transactions" },
    { transactions: false, store: "without transactions" },
  ])("is charged once wherever one server dies, $store", async ({ transactions }) => {
    const whole = await run(scenario, [{ at: 0, when: "before" }], transactions);
    expectInvariants(whole, transactions);
    const calls = whole.calls[0] ?? 0;
    expect(calls).toBeGreaterThan(8);
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const crashed = await run(scenario, [{ at, when }], transactions);
        expectInvariants(crashed, transactions);
        expect(await statusOf(crashed.shop)).toBe("succeeded");
      }
    }
  });

  test("is charged once wherever two servers die, one after the other", async () => {
    const whole = await run(scenario, [{ at: 0, when: "before" }], true);
    const calls = whole.calls[0] ?? 0;
    let executions = 0;
    for (let first = 1; first <= calls; first += 1) {
      for (let second = 1; second <= calls; second += 3) {
        const when = (first + second) % 2 === 0 ? "before" : "after";
        const crashed = await run(
          scenario,
          [
            { at: first, when: "after" },
            { at: second, when },
          ],
          true,
        );
        expectInvariants(crashed, true);
        executions += 1;
      }
    }
    expect(executions).toBeGreaterThan(30);
  });
});
