import { createSimulator, type Simulator } from "@chargeonce/simulator";
import { expect, it } from "vitest";
import { checkChargeable, currencyExponent, readMaxAmounts } from "../../src/values/money.ts";

/** What the simulator answers to a create, past SDK and network. */
function create(simulator: Simulator, amount: number, currency: string) {
  const { status, body } = simulator.engine.handle({
    method: "POST",
    path: "/v1/payment_intents",
    query: "",
    headers: { authorization: `Bearer ${simulator.keys.secretKey}` },
    body: `amount=${amount}&currency=${currency}`,
  });
  const message: string = JSON.parse(body).error?.message ?? "";
  return { taken: status === 200, message };
}

/** Around every bound and multiple that either table may know. */
const AMOUNTS = [
  ...[1, 10, 29, 30, 49, 50, 99, 100, 101, 105, 150, 199, 200, 249, 250, 299, 300, 399, 400],
  ...[999, 1_000, 1_005, 1_499, 1_500, 17_499, 17_500, 17_550, 20_000],
  ...[99_999_900, 99_999_990, 99_999_999, 100_000_000, 120_000_000, 120_000_001, 999_999_999],
  ...[999_999_999_900, 999_999_999_990, 999_999_999_999, 1_000_000_000_000],
];

/** Every code that there can be. */
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
const CODES = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c)));

const CHARGED = CODES.filter((code) => currencyExponent(code) !== null);

it("library and simulator charge in the same currencies", () => {
  const { message } = create(createSimulator({ seed: 1 }), 1_000, "xxx");
  const [, list = ""] = /supports these currencies: (.*)$/.exec(message) ?? [];
  expect(list.split(", ").sort()).toEqual(CHARGED);
  expect(CHARGED.length).toBeGreaterThan(130);
});

it.each([{}, { huf: 999_999_999_999, vnd: 120_000_000, kwd: 999_999_999_990 }])(
  "they take and refuse the same amounts, in every currency, with %j",
  (maxAmount) => {
    const simulator = createSimulator({ seed: 1, maxAmount });
    const maxAmounts = readMaxAmounts(maxAmount);
    for (const currency of CHARGED) {
      for (const amount of AMOUNTS) {
        const refusal = checkChargeable(amount, currency, maxAmounts);
        const { taken, message } = create(simulator, amount, currency);
        expect([currency, amount, taken], refusal ?? message).toEqual([
          currency,
          amount,
          refusal === null,
        ]);
      }
    }
  },
);

it("they count the same decimals, which the simulator shows in the most that it takes", () => {
  const simulator = createSimulator({ seed: 1 });
  for (const currency of CHARGED) {
    const { message } = create(simulator, 1_000_000_000_000, currency);
    const [, decimals = ""] = /(?:\.(\d+))?$/.exec(message) ?? [];
    expect([currency, decimals.length]).toEqual([currency, currencyExponent(currency)]);
  }
});
