import { expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

const HOUR_MS = 60 * 60 * 1000;
const KEY = { idempotencyKey: "order-1" };

/** A plain request, for what the client hides: headers and bytes. */
function post(
  fetchFace: typeof fetch,
  path: string,
  { key, body = "" }: { key?: string; body?: string },
) {
  return fetchFace(`https://api.stripe.com${path}`, {
    method: "POST",
    body,
    headers: {
      authorization: "Bearer sk_test_simulator",
      "content-type": "application/x-www-form-urlencoded",
      ...(key !== undefined && { "idempotency-key": key }),
    },
  });
}

test("the same key and parameters give the first answer byte for byte, and create one PaymentIntent", async () => {
  const { simulator } = setUp();
  const body = "amount=1099&currency=usd";
  const first = await post(simulator.fetch, "/v1/payment_intents", { key: "k", body });
  const again = await post(simulator.fetch, "/v1/payment_intents", { key: "k", body });

  expect(await again.text()).toBe(await first.text());
  expect(first.headers.get("idempotent-replayed")).toBeNull();
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(again.headers.get("original-request")).toBe(first.headers.get("request-id"));
  expect(again.headers.get("request-id")).not.toBe(first.headers.get("request-id"));
  expect(again.headers.get("idempotency-key")).toBe("k");
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
  expect(simulator.requests.map(({ replayed }) => replayed)).toEqual([false, true]);
});

test("the order of the parameters does not matter", async () => {
  const { simulator } = setUp();
  await post(simulator.fetch, "/v1/payment_intents", {
    key: "k",
    body: "amount=1099&currency=usd",
  });
  const again = await post(simulator.fetch, "/v1/payment_intents", {
    key: "k",
    body: "currency=usd&amount=1099",
  });
  expect(again.headers.get("idempotent-replayed")).toBe("true");
});

test("without a key the same request creates another PaymentIntent", async () => {
  const { simulator } = setUp();
  const body = "amount=1099&currency=usd";
  await post(simulator.fetch, "/v1/payment_intents", { body });
  await post(simulator.fetch, "/v1/payment_intents", { body });
  expect(simulator.ledger.paymentIntents()).toHaveLength(2);
});

test("the same key with other parameters is refused", async () => {
  const { simulator, stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY, KEY);
  const error = await errorOf(stripe.paymentIntents.create({ ...CARD_ONLY, amount: 2000 }, KEY));
  expect(error).toMatchObject({
    type: "StripeIdempotencyError",
    statusCode: 400,
    message:
      "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'order-1' if you meant to execute a different request.",
  });
  expect(error.code).toBeUndefined();
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("the same key at another endpoint is refused", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY, KEY);
  const error = await errorOf(stripe.paymentIntents.cancel(id, {}, KEY));
  expect(error.type).toBe("StripeIdempotencyError");
});

test("a key that is executing is in use, and afterwards it replays", async () => {
  const { simulator, stripe } = setUp();
  const hang = simulator.faults.next("hang");
  const first = stripe.paymentIntents.create(CARD_ONLY, KEY);
  await hang.struck;

  const error = await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  expect(error).toMatchObject({
    type: "StripeAPIError",
    statusCode: 409,
    code: "idempotency_key_in_use",
    message:
      "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): order-1. Please try again later.",
  });

  hang.release();
  const { id } = await first;
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).id).toBe(id);
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("a decline is saved: the same key declines again without a second attempt", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  const decline = { payment_method: "pm_card_chargeDeclined" };
  const first = await errorOf(stripe.paymentIntents.confirm(id, decline, KEY));
  const again = await errorOf(stripe.paymentIntents.confirm(id, decline, KEY));
  expect(again).toMatchObject({ statusCode: 402, charge: first.charge });
  expect(again.headers?.["idempotent-replayed"]).toBe("true");
  expect(simulator.ledger.charges()).toHaveLength(1);
});

test("an unexpected state is saved, even when the state has changed since", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  await errorOf(stripe.paymentIntents.confirm(id, {}, KEY));
  await stripe.paymentIntents.update(id, { payment_method: "pm_card_visa" });
  const again = await errorOf(stripe.paymentIntents.confirm(id, {}, KEY));
  expect(again.code).toBe("payment_intent_unexpected_state");
});

test.each([
  ["a missing parameter", { amount: 1099 }],
  ["an unknown currency", { amount: 1099, currency: "euro" }],
  ["an amount that is too small", { amount: 1, currency: "usd" }],
  ["an unknown method", { amount: 1099, currency: "usd", payment_method: "pm_x" }],
])("%s is not saved: the key is free for the corrected request", async (_what, wrong) => {
  const { stripe } = setUp();
  const error = await errorOf(stripe.paymentIntents.create(wrong as typeof CARD_ONLY, KEY));
  expect(error.statusCode).toBe(400);
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).amount).toBe(1099);
});

test("a request without a valid key of the API does not use up its idempotency key", async () => {
  const { simulator, stripe } = setUp();
  const stranger = clientOf(simulator, "sk_test_wrong");
  await errorOf(stranger.paymentIntents.create(CARD_ONLY, KEY));
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).status).toBe(
    "requires_payment_method",
  );
});

test("a result is kept for 24 hours and not longer", async () => {
  const { clock, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY, KEY);
  clock.ms += 24 * HOUR_MS;
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).id).toBe(id);
  clock.ms += 1;
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).id).not.toBe(id);
});

test("a key of 256 characters or of none is refused, one of 255 is not", async () => {
  const { simulator, stripe } = setUp();
  const long = { idempotencyKey: "k".repeat(256) };
  expect(await errorOf(stripe.paymentIntents.create(CARD_ONLY, long))).toMatchObject({
    statusCode: 400,
    message:
      "Idempotent key length is 256, which is outside accepted lengths. Idempotent Keys must be 1-255 characters long. If you're looking for a decent generator, try using a UUID defined by IETF RFC 4122.",
  });
  const empty = await post(simulator.fetch, "/v1/payment_intents", {
    key: "",
    body: "amount=1099&currency=usd",
  });
  expect(empty.status).toBe(400);
  expect(simulator.ledger.paymentIntents()).toEqual([]);
  const fits = { idempotencyKey: "k".repeat(255) };
  expect((await stripe.paymentIntents.create(CARD_ONLY, fits)).object).toBe("payment_intent");
});

test("a key on a read has no effect", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  const read = () =>
    simulator.fetch(`https://api.stripe.com/v1/payment_intents/${id}`, {
      headers: { authorization: "Bearer sk_test_simulator", "idempotency-key": "k" },
    });
  await read();
  await stripe.paymentIntents.cancel(id);
  expect(await (await read()).json()).toMatchObject({ status: "canceled" });
});

test("a key on a deletion has no effect, whatever it was used for before", async () => {
  const { simulator, stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY, KEY);
  const answer = await simulator.fetch("https://api.stripe.com/v1/payment_intents/pi_x", {
    method: "DELETE",
    headers: { authorization: "Bearer sk_test_simulator", "idempotency-key": "order-1" },
  });
  expect(answer.status).toBe(404);
  expect(answer.headers.get("idempotency-key")).toBeNull();
});
