import { expect, test } from "vitest";
import { createSimulator } from "../../packages/simulator/src/index.ts";
import { type Begun, live } from "../torture/soak/histories.ts";
import { readTruth } from "../torture/soak/truth.ts";

const ONCE = { least: 1, most: 1 };
const PERHAPS = { least: 0, most: 1 };

/** The n-th history from its first part to its last, of a payment of 1000 called `p`, as the soak reads it afterwards. */
async function truthOf(n: number, { holds = false } = {}) {
  const simulator = createSimulator({ seed: 1 });
  const { body } = simulator.engine.handle({
    method: "POST",
    path: "/v1/payment_intents",
    query: "",
    headers: { authorization: `Bearer ${simulator.keys.secretKey}` },
    body: new URLSearchParams({
      amount: "1000",
      currency: "usd",
      "automatic_payment_methods[enabled]": "true",
      "automatic_payment_methods[allow_redirects]": "never",
      "metadata[payment_id]": "p",
      ...(holds && { capture_method: "manual" }),
    }).toString(),
  });
  const { id, client_secret } = JSON.parse(body);
  const begun: Begun = { intentId: id, secret: client_secret, amount: 1000 };
  live(simulator, n, begun)?.();
  await simulator.advance(0.01);
  const { payments, duties, pairs } = readTruth(simulator);
  // The ids that Stripe draws are named by what they are.
  const named = (name: string) => name.replace(/ (ch|re|du|dp)_\w+/, " $1");
  return {
    payment: payments.get("p"),
    duties: Object.fromEntries([...duties].map(([name, duty]) => [named(name), duty])),
    pairs: pairs.map((pair) => pair.map(named)),
  };
}

test("a decline before the payment is one failure, by its charge", async () => {
  const { payment, duties } = await truthOf(1);

  expect(payment).toMatchObject({ status: "succeeded", amountRefunded: 0, disputes: {} });
  expect(duties).toEqual({ "succeeded p": ONCE, "failed p ch": PERHAPS });
});

test("a failed authentication is one failure without a charge", async () => {
  const { duties } = await truthOf(4);

  expect(duties).toEqual({ "succeeded p": ONCE, "failed p": PERHAPS });
});

test("what a partial capture released was not given back", async () => {
  const { payment, duties } = await truthOf(8, { holds: true });

  expect(payment).toMatchObject({ status: "succeeded", amountRefunded: 100 });
  expect(duties).toEqual({
    "succeeded p": ONCE,
    "authorized p": PERHAPS,
    "refunded p re": ONCE,
  });
});

test("a refund that failed gives nothing back, and is told with its end or not at all", async () => {
  const { payment, duties, pairs } = await truthOf(12);

  expect(payment).toMatchObject({ status: "succeeded", amountRefunded: 0 });
  expect(duties).toEqual({
    "succeeded p": ONCE,
    "refunded p re": PERHAPS,
    "refunded p re failed": PERHAPS,
  });
  expect(pairs).toEqual([["refunded p re", "refunded p re failed"]]);
});

test.each([
  [14, "won"],
  [15, "lost"],
])("the %i-th payment's dispute is told when it begins and when it is %s", async (n, end) => {
  const { payment, duties } = await truthOf(n);

  expect(Object.values(payment?.disputes ?? {})).toEqual([end]);
  const [began, ended] = Object.keys(duties).filter((name) => name.startsWith("disputed p"));
  expect(ended).toBe(`${began} ${end}`);
});
