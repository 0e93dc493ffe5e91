import { expect, test } from "vitest";
import { errorOf, type Setup, setUp } from "../stripe-client.ts";

const create = ({ stripe }: Setup, amount: number, currency: string) =>
  stripe.paymentIntents.create({ amount, currency });

test.each([
  ["usd", 50, "Amount must be at least $0.50 usd"],
  ["eur", 50, "Amount must be at least €0.50 eur"],
  ["gbp", 30, "Amount must be at least £0.30 gbp"],
  ["jpy", 50, "Amount must be at least ¥50 jpy"],
  ["czk", 1500, "Amount must be at least 15.00 czk"],
  ["huf", 17_500, "Amount must be at least 175.00 huf"],
])("%s takes %i and nothing less", async (currency, minimum, message) => {
  const setup = setUp();
  expect((await create(setup, minimum, currency)).amount).toBe(minimum);
  expect(await errorOf(create(setup, minimum - 1, currency))).toMatchObject({
    statusCode: 400,
    code: "amount_too_small",
    param: "amount",
    message,
  });
});

/** Every published minimum, in minor units. */
const MINIMUMS =
  "usd 50 aed 200 ars 50 aud 50 bgn 100 brl 50 cad 50 chf 50 cop 50 czk 1500 dkk 250 eur 50 gbp 30 hkd 400 huf 17500 idr 50 ils 50 inr 50 jpy 50 krw 50 mxn 1000 myr 200 nok 300 nzd 50 php 50 pln 200 ron 200 rub 50 sek 300 sgd 50 thb 1000 zar 50";

test("every published minimum holds, and where none is published one unit is enough", async () => {
  const setup = setUp();
  const rows = MINIMUMS.matchAll(/([a-z]{3}) (\d+)/g);
  for (const [, currency = "", minimum = ""] of rows) {
    expect((await create(setup, Number(minimum), currency)).currency).toBe(currency);
    const error = await errorOf(create(setup, Number(minimum) - 1, currency));
    expect([currency, error.code]).toEqual([currency, "amount_too_small"]);
  }
  expect((await create(setup, 1, "uah")).amount).toBe(1);
});

test.each([
  ["bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf", "99,999,999"],
  ["bhd jod kwd omr tnd", "99,999.999"],
  ["isk ugx huf twd cop", "999,999.99"],
])("%s end at %s, which shows their decimals", async (currencies, most) => {
  const setup = setUp();
  for (const currency of currencies.split(" ")) {
    const error = await errorOf(create(setup, 100_000_000, currency));
    expect(error.code).toBe("amount_too_large");
    expect(error.message.replace("¥", "")).toBe(`Amount must be no more than ${most}`);
  }
});

test.each([0, -5])("an amount of %i is no amount", async (amount) => {
  const error = await errorOf(create(setUp(), amount, "usd"));
  expect(error).toMatchObject({ code: "parameter_invalid_integer", param: "amount" });
  expect(error.message).toContain("The amount must be greater than or equal to the minimum charge");
});

test("eight digits are the most, and twelve of rupiah", async () => {
  const setup = setUp();
  expect((await create(setup, 99_999_999, "usd")).amount).toBe(99_999_999);
  expect(await errorOf(create(setup, 100_000_000, "usd"))).toMatchObject({
    statusCode: 400,
    code: "amount_too_large",
    param: "amount",
    message: "Amount must be no more than $999,999.99",
  });
  expect((await create(setup, 999_999_999_999, "idr")).amount).toBe(999_999_999_999);
  expect(await errorOf(create(setup, 1_000_000_000_000, "idr"))).toMatchObject({
    message: "Amount must be no more than 9,999,999,999.99",
  });
});

test("accounts that take more take more in just those currencies, and to the last unit", async () => {
  const setup = setUp({ maxAmount: { huf: 999_999_999_999, VND: 120_000_000 } });
  expect((await create(setup, 999_999_999_999, "huf")).amount).toBe(999_999_999_999);
  expect((await create(setup, 120_000_000, "vnd")).amount).toBe(120_000_000);
  expect(await errorOf(create(setup, 120_000_001, "vnd"))).toMatchObject({
    code: "amount_too_large",
    message: "Amount must be no more than 120,000,000",
  });
  expect((await errorOf(create(setup, 100_000_000, "cop"))).code).toBe("amount_too_large");
  const { id } = await create(setup, 1_000, "vnd");
  expect((await setup.stripe.paymentIntents.update(id, { amount: 120_000_000 })).amount).toBe(
    120_000_000,
  );
});

test.each([
  [{ xau: 999_999_999 }, "maxAmount names 'xau', which Stripe does not charge in."],
  [{ huf: 10_000 }, "maxAmount.huf must be from 99999999 to 999999999999."],
  [{ huf: 1_000_000_000_000 }, "maxAmount.huf must be from 99999999 to 999999999999."],
  [{ idr: 99_999_999 }, "maxAmount.idr must be from 999999999999 to 999999999999."],
])("%j is refused at start", (maxAmount, message) => {
  expect(() => setUp({ maxAmount })).toThrow(new TypeError(message));
});

test.each([
  ["bhd", 1230, 1235],
  ["jod", 1230, 1235],
  ["kwd", 1230, 1235],
  ["omr", 1230, 1235],
  ["tnd", 1230, 1235],
  ["isk", 500, 550],
  ["ugx", 500, 550],
])("%s takes %i and refuses %i, which is no multiple", async (currency, right, wrong) => {
  const setup = setUp();
  expect((await create(setup, right, currency)).amount).toBe(right);
  expect(await errorOf(create(setup, wrong, currency))).toMatchObject({
    statusCode: 400,
    param: "amount",
  });
});

test("an unknown currency is answered with the known ones", async () => {
  const error = await errorOf(create(setUp(), 1099, "euro"));
  expect(error).toMatchObject({ statusCode: 400, param: "currency" });
  expect(error.code).toBeUndefined();
  expect(error.message).toMatch(
    /^Invalid currency: euro\. Stripe currently supports these currencies: usd, aed, afn, /,
  );
});

test("a currency in capitals is stored in lower case", async () => {
  expect((await create(setUp(), 1099, "USD")).currency).toBe("usd");
});

test("an update is held to the same rules", async () => {
  const setup = setUp();
  const { id } = await create(setup, 1099, "usd");
  const update = setup.stripe.paymentIntents.update(id, { currency: "czk" });
  expect((await errorOf(update)).code).toBe("amount_too_small");
  expect(await setup.stripe.paymentIntents.retrieve(id)).toMatchObject({
    amount: 1099,
    currency: "usd",
  });
});
