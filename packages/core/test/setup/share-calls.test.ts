import { expect, test } from "vitest";
import type { StepCall, StripeAnswer, StripeGateway } from "../../src/ports/stripe-gateway.ts";
import { shareCalls } from "../../src/setup/share-calls.ts";
import { OWNER } from "../kit/owner.ts";

/** A gateway whose answers wait until they are let go. */
function slowGateway() {
  const asked: string[] = [];
  const waiting: ((answer: StripeAnswer) => void)[] = [];
  const ask = (call: StepCall) => {
    asked.push(call.idempotencyKey);
    return new Promise<StripeAnswer>((resolve) => {
      waiting.push(resolve);
    });
  };
  const other = async () => ({ kind: "not_sent" }) as const;
  const gateway: StripeGateway = {
    apiVersion: "2026-10-28.endive",
    ...OWNER,
    createPaymentIntent: ask,
    confirmPaymentIntent: (_id, call) => ask(call),
    retrievePaymentIntent: other,
    updatePaymentIntent: other,
    cancelPaymentIntent: other,
    listPaymentIntents: other,
    listEvents: other,
    listRefunds: other,
    listDisputes: other,
    askTime: other,
    readPaymentIntent: () => null,
    accountOfEvent: () => "",
    timeAtStripe: () => null,
    keyMark: async () => "",
  };
  return { gateway, asked, answer: (kind: "not_sent") => waiting.shift()?.({ kind }) };
}

const callWith = (idempotencyKey: string): StepCall => ({
  idempotencyKey,
  request: { parameters: {}, apiVersion: "2026-10-28.endive", account: "" },
  deadlineAt: new Date("2026-11-23T12:00:20Z"),
});

test("who asks Stripe the same question meanwhile waits for the one answer", async () => {
  const { gateway, asked, answer } = slowGateway();
  const shared = shareCalls(gateway);
  const first = shared.createPaymentIntent(callWith("one"));
  const second = shared.createPaymentIntent(callWith("one"));
  expect(asked).toEqual(["one"]);
  answer("not_sent");
  expect(await Promise.all([first, second])).toEqual([{ kind: "not_sent" }, { kind: "not_sent" }]);
});

test("another question is asked at once, and the same one again after its answer", async () => {
  const { gateway, asked, answer } = slowGateway();
  const shared = shareCalls(gateway);
  const first = shared.confirmPaymentIntent("pi_1", callWith("one"));
  const other = shared.confirmPaymentIntent("pi_2", callWith("two"));
  expect(asked).toEqual(["one", "two"]);
  answer("not_sent");
  answer("not_sent");
  await Promise.all([first, other]);
  const again = shared.confirmPaymentIntent("pi_1", callWith("one"));
  expect(asked).toEqual(["one", "two", "one"]);
  answer("not_sent");
  await again;
});
