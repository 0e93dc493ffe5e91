import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, setUp } from "../stripe-client.ts";

async function story(seed: string): Promise<string> {
  const { clock, simulator, stripe } = setUp({ seed, baseUrl: "https://simulator.invalid" });
  const { id } = await stripe.paymentIntents.create(CARD_ONLY, { idempotencyKey: "k1" });
  await errorOf(
    stripe.paymentIntents.confirm(
      id,
      { payment_method: "pm_card_chargeDeclined" },
      { idempotencyKey: "k2" },
    ),
  );
  clock.ms += 5000;
  await stripe.paymentIntents.confirm(
    id,
    { payment_method: "pm_card_threeDSecure2Required" },
    { idempotencyKey: "k3" },
  );
  simulator.authenticate(id, "complete");
  clock.ms += 5000;
  simulator.prune();
  return JSON.stringify([
    simulator.events.list(),
    simulator.ledger.charges(),
    simulator.requests,
    simulator.webhooks.secret,
  ]);
}

test("one seed and one clock give one history, to the byte", async () => {
  expect(await story("a")).toBe(await story("a"));
});

test("another seed gives other ids", async () => {
  const first = setUp({ seed: 1 });
  const second = setUp({ seed: 2 });
  const a = await first.stripe.paymentIntents.create(CARD_ONLY);
  const b = await second.stripe.paymentIntents.create(CARD_ONLY);
  expect(b.id).not.toBe(a.id);
});

test("every answer has a request id of its own", async () => {
  const { simulator, stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY);
  await errorOf(stripe.paymentIntents.retrieve("pi_x"));
  await stripe.events.list();
  const ids = simulator.requests.map(({ requestId }) => requestId);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^req_[A-Za-z0-9]{14}$/);
});
