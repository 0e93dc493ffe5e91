import { expect, test } from "vitest";
import { createSimulator } from "../src/index.ts";
import { CARD_ONLY, clientOf, setUp } from "./stripe-client.ts";

test("what comes due while the clock is put forward happens at its own time", async () => {
  const { simulator, stripe } = setUp();
  await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    capture_method: "manual",
    confirm: true,
  });
  await simulator.advance(7 * 24 + 5);
  expect(simulator.events.list().at(-1)).toMatchObject({
    type: "payment_intent.canceled",
    created: 1_795_435_200 + 7 * 24 * 60 * 60,
  });
  const later = await stripe.paymentIntents.create(CARD_ONLY);
  expect(later.created).toBe(1_795_435_200 + (7 * 24 + 5) * 60 * 60);
});

test("webhooks that fail are tried again on the way, each at its time, while it listens", async () => {
  const tried: number[] = [];
  const clock = { ms: 1_795_435_200_000 };
  const simulator = createSimulator({
    seed: "test",
    now: () => clock.ms,
    webhookEndpoints: [{ url: "https://shop.example/webhook" }],
    fetch: async (_url, init) => {
      const sent = new Headers(init?.headers).get("stripe-signature") ?? "";
      tried.push(Number(/t=(\d+)/.exec(sent)?.[1]) - 1_795_435_200);
      return new Response("no", { status: 500 });
    },
  });
  await clientOf(simulator).paymentIntents.create(CARD_ONLY);
  await simulator.advance(1);
  expect(tried).toEqual([]);

  const server = await simulator.listen();
  await simulator.advance(4);
  await server.close();
  // The first try, late because nothing listened; then after 5 minutes, 30 minutes and 3 hours.
  expect(tried).toEqual([3600, 3900, 5700, 16_500]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  "the clock does not go forward by %s hours",
  async (hours) => {
    const { simulator } = setUp();
    await expect(simulator.advance(hours)).rejects.toThrow("The clock goes forward only");
  },
);
