import { expect, test } from "vitest";
import { CARD_ONLY, type Setup, setUp } from "../stripe-client.ts";

async function find({ stripe }: Setup, query: string) {
  return (await stripe.paymentIntents.search({ query })).data;
}

const create = ({ stripe }: Setup) =>
  stripe.paymentIntents.create({ ...CARD_ONLY, metadata: { order: "1" } });

test("what is new is not found for a minute", async () => {
  const setup = setUp();
  await create(setup);
  setup.clock.ms += 59_999;
  expect(await find(setup, "amount>1")).toEqual([]);
  setup.clock.ms += 1;
  expect(await find(setup, "amount>1")).toHaveLength(1);
});

test("what changed is found by its former value for a minute, and shown as it is", async () => {
  const setup = setUp();
  const { id } = await create(setup);
  setup.clock.ms += 60_000;
  await setup.stripe.paymentIntents.update(id, { metadata: { order: "2" } });
  setup.clock.ms += 59_999;
  expect(await find(setup, "metadata['order']:'2'")).toEqual([]);
  expect(await find(setup, "metadata['order']:'1'")).toMatchObject([{ metadata: { order: "2" } }]);
  setup.clock.ms += 1;
  expect(await find(setup, "metadata['order']:'1'")).toEqual([]);
  expect(await find(setup, "metadata['order']:'2'")).toHaveLength(1);
});

test("of several changes within the lag each is found in its turn", async () => {
  const setup = setUp({ searchLagMs: 10_000 });
  const { id } = await create(setup);
  for (const order of ["2", "3"]) {
    setup.clock.ms += 4000;
    await setup.stripe.paymentIntents.update(id, { metadata: { order } });
  }
  const found = async (order: string) =>
    (await find(setup, `metadata['order']:'${order}'`)).length === 1;
  setup.clock.ms += 2000;
  expect([await found("1"), await found("2"), await found("3")]).toEqual([true, false, false]);
  setup.clock.ms += 4000;
  expect([await found("1"), await found("2"), await found("3")]).toEqual([false, true, false]);
  setup.clock.ms += 4000;
  expect([await found("1"), await found("2"), await found("3")]).toEqual([false, false, true]);
});

test("what the customer or time did is found as well as what a request did", async () => {
  const setup = setUp({ searchLagMs: 0 });
  const waiting = await setup.stripe.paymentIntents.create({
    ...CARD_ONLY,
    confirmation_method: "manual",
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
  });
  setup.simulator.authenticate(waiting.id, "complete");
  expect(await find(setup, "status:'requires_confirmation'")).toMatchObject([{ id: waiting.id }]);
  const held = await setup.stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "manual",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await setup.simulator.advance(7 * 24);
  expect(await find(setup, "status:'canceled'")).toMatchObject([{ id: held.id }]);
});
