import { expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, type Setup, START_MS, setUp } from "../stripe-client.ts";

const START = 1_795_435_200;

async function createAt({ clock, stripe }: Setup, ...seconds: number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const second of seconds) {
    clock.ms = START_MS + second * 1000;
    ids.push((await stripe.paymentIntents.create(CARD_ONLY)).id);
  }
  return ids;
}

const paid = ({ stripe }: Setup) =>
  stripe.paymentIntents.create({ ...CARD_ONLY, payment_method: "pm_card_visa", confirm: true });

test("a cursor of what the filters keep out is refused, but in the list of events", async () => {
  const setup = setUp();
  const { paymentIntents, events } = setup.stripe;
  const [old = "", , fresh = ""] = await createAt(setup, 0, 10, 20);
  const since = { created: { gte: START + 10 } };
  const refused = await errorOf(paymentIntents.list({ ...since, ending_before: old }));
  expect(refused).toMatchObject({ code: "resource_missing", param: "ending_before" });
  expect((await paymentIntents.list({ ...since, starting_after: fresh })).data).toHaveLength(1);
  const [oldest] = (await events.list()).data.slice(-1);
  const newer = await events.list({ ...since, limit: 1, ending_before: oldest?.id ?? "" });
  expect(newer).toMatchObject({ has_more: true, data: [{ created: START + 10 }] });
});

test("no list goes both ways at once", async () => {
  const setup = setUp();
  const [one = "", two = ""] = await createAt(setup, 0, 1);
  const both = setup.stripe.paymentIntents.list({ starting_after: two, ending_before: one });
  expect((await errorOf(both)).code).toBe("parameters_exclusive");
});

test("filters by time hold after the clock was put back", async () => {
  const setup = setUp();
  const [one, two, three, four] = await createAt(setup, 10, 30, 20, 40);
  const ids = async (created: { gte?: number; lte?: number }) =>
    (await setup.stripe.paymentIntents.list({ created })).data.map(({ id }) => id);
  expect(await ids({ gte: START + 25 })).toEqual([four, two]);
  expect(await ids({ lte: START + 25 })).toEqual([three, one]);
  expect(await ids({ gte: START + 15, lte: START + 25 })).toEqual([three]);
});

const keys = (name: string) => ({
  id: `acct_${name}`,
  secretKey: `sk_test_${name}`,
  publishableKey: `pk_test_${name}`,
});

test("a list by charge and by PaymentIntent has what is of both, of one account alone", async () => {
  const setup = setUp({ accounts: [keys("one"), keys("two")] });
  const own = { ...setup, stripe: clientOf(setup.simulator, "sk_test_one") };
  const [first, second] = [await paid(own), await paid(own)];
  const charge = String(first.latest_charge);
  const small = await own.stripe.refunds.create({ charge, amount: 1 });
  const refunds = async (params: { charge?: string; payment_intent?: string }, { stripe } = own) =>
    (await stripe.refunds.list(params)).data.map(({ id }) => id);
  expect(await refunds({ charge, payment_intent: first.id })).toEqual([small.id]);
  expect(await refunds({ charge, payment_intent: second.id })).toEqual([]);
  expect(await refunds({ charge: "acct_one" })).toEqual([]);
  const other = { ...setup, stripe: clientOf(setup.simulator, "sk_test_two") };
  expect(await refunds({ charge }, other)).toEqual([]);
  const stolen = other.stripe.refunds.list({ starting_after: small.id });
  expect((await errorOf(stolen)).code).toBe("resource_missing");
});

test("a search does not go on after another account's object", async () => {
  const setup = setUp({ accounts: [keys("one"), keys("two")], searchLagMs: 0 });
  const one = clientOf(setup.simulator, "sk_test_one");
  const two = clientOf(setup.simulator, "sk_test_two");
  const foreign = await two.paymentIntents.create(CARD_ONLY);
  const search = one.paymentIntents.search({ query: "amount>1", page: btoa(foreign.id) });
  expect((await errorOf(search)).param).toBe("page");
});
