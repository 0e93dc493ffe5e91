import { describe, expect, test } from "vitest";
import type { Simulator } from "../src/index.ts";
import { setUp } from "./stripe-client.ts";

const KEY = { authorization: "Bearer sk_test_simulator" };

function post(simulator: Simulator, body: string, headers: Record<string, string> = KEY) {
  const request = { method: "POST", path: "/v1/payment_intents", query: "", headers, body };
  const { status, body: text } = simulator.engine.handle(request);
  return { status, message: String(JSON.parse(text).error?.message) };
}

/** Processor time in milliseconds; the best of three, which a busy machine spoils least. */
function cost(work: () => void): number {
  const tries = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...tries);
}

const FORMS: [string, (count: number) => string][] = [
  ["letters", (count) => `x=${"z".repeat(28 * count)}`],
  ["items of a list", (count) => "payment_method_types[]=card&".repeat(count)],
  [
    "items of a list that Stripe takes",
    (count) => "excluded_payment_method_types[]=x&".repeat(count),
  ],
  ["brackets", (count) => `a${"[".repeat(20 * count)}=1`],
  ["empty brackets", (count) => `a${"[]".repeat(10 * count)}=1`],
  ["names in names", (count) => `a${"[b]".repeat(8 * count)}=1`],
  ["many deep names", (count) => `a${"[b]".repeat(14)}=1&`.repeat(count / 2)],
  ["paths to expand", (count) => "expand[]=latest_charge.payment_intent&".repeat(count / 2)],
  ["keys of metadata", (count) => fill(count, (at) => `metadata[k${at}]=v`)],
  ["names", (count) => fill(count, (at) => `k${at}=v`)],
  ["an address that is none", (count) => `receipt_email=a@${".".repeat(20 * count)}@`],
  ["percents", (count) => "%".repeat(20 * count)],
];

function fill(count: number, pair: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => pair(at)).join("&");
}

describe("a form costs what its length costs", () => {
  test.each(FORMS)("%s", (_, form) => {
    const { simulator } = setUp();
    const [long, short] = [form(16_000), form(2_000)].map(
      (body) => `amount=1&currency=usd&${body}`,
    );
    const send =
      (count: number, body = "") =>
      () => {
        for (let turn = 0; turn < count; turn += 1) expect(post(simulator, body).status).toBe(400);
      };
    send(1, long)();
    expect(Math.max(cost(send(1, long)), 5) / Math.max(cost(send(8, short)), 5)).toBeLessThan(4);
  });

  test.each(FORMS)("and next to nothing where the key is unknown: %s", (_, form) => {
    const { simulator } = setUp();
    const body = form(16_000);
    const nobody = { authorization: "Bearer sk_test_nobody" };
    const send = () => expect(post(simulator, body, nobody).status).toBe(401);
    expect(cost(send)).toBeLessThan(20);
    expect(simulator.requests.at(-1)?.params).toEqual({});
  });
});

test("a list keeps its order, and what stands in it", async () => {
  const { simulator } = setUp();
  post(simulator, "a[]=x&a[]=y&a[5]=z&a[]=w&b[0][c]=1&b[][c]=2&__proto__[]=1&__proto__[]=2");
  expect(simulator.requests[0]?.params).toEqual({
    a: { 0: "x", 1: "y", 5: "z", 3: "w" },
    b: { 0: { c: "1" }, 1: { c: "2" } },
    ["__proto__"]: { 0: "1", 1: "2" },
  });
});

test("a name that goes deeper than any of Stripe's is one that it does not know", () => {
  const { simulator } = setUp();
  const name = `a${"[b]".repeat(20)}`;
  expect(post(simulator, `${name}=1`)).toEqual({
    status: 400,
    message: `Received unknown parameter: ${name}`,
  });
});

test.each([
  ["a@b.test", 200],
  ["a.b+c@d.e.test", 200],
  ["a@b", 400],
  ["@b.test", 400],
  ["a@.test", 400],
  ["a@b.", 400],
  ["a@b@c.test", 400],
  ["a b@c.test", 400],
])("receipt_email %s is answered with %i", (email, status) => {
  const { simulator } = setUp();
  const form = new URLSearchParams({ amount: "1099", currency: "usd", receipt_email: email });
  expect(post(simulator, form.toString()).status).toBe(status);
});

test("what is expanded goes four levels deep, as at Stripe", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentIntents.create({
    amount: 1099,
    currency: "usd",
    confirm: true,
    payment_method: "pm_card_visa",
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  });
  const four = "latest_charge.payment_intent.latest_charge.payment_intent";
  const expanded = await stripe.paymentIntents.retrieve(id, { expand: [four, four] });
  expect(JSON.stringify(expanded)).toContain('"latest_charge":{');
  await expect(
    stripe.paymentIntents.retrieve(id, { expand: [`${four}.latest_charge`] }),
  ).rejects.toThrow(
    `You cannot expand more than 4 levels of a property. Property: ${four}.latest_charge`,
  );
});
