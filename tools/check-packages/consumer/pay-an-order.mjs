// Plain JavaScript, for old Nodes.
import assert from "node:assert/strict";

/** Declined, challenged, lost on the way, paid, told by Stripe, refunded. */
export async function payAnOrder({ simulator, settle }, post) {
  const order = { order_id: "order_1", amount: 1050, currency: "usd" };
  const declined = { ...order, payment_method_id: "pm_card_visa_chargeDeclined" };
  const { client_secret: secret } = await post("/process", declined, 200);
  const confirm = (body, status) =>
    post("/confirm", { payment_intent_client_secret: secret, ...body }, status);
  assert.equal((await confirm({}, 402)).error.code, "card_declined");

  const challenged = await confirm({ payment_method_id: "pm_card_threeDSecure2Required" }, 200);
  assert.equal(challenged.next_step, "handle_next_action");
  simulator.authenticate(secret.replace(/_secret_.*/, ""), "fail");
  assert.equal((await confirm({}, 402)).error.code, "authentication_failed");

  simulator.faults.next("lose_response", { route: "confirm" });
  const lost = await confirm({ payment_method_id: "pm_card_visa" }, 503);
  assert.equal(lost.error.code, "payment_outcome_unknown");
  assert.equal((await confirm({ payment_method_id: "pm_card_visa" }, 200)).status, "succeeded");

  const [intent] = simulator.ledger.paymentIntents();
  const paid = simulator.events.list().find(({ type }) => type === "payment_intent.succeeded");
  const signed = simulator.webhooks.signed(paid);
  assert.deepEqual(await post("/webhook", signed.body, 200, signed.headers), { received: true });
  await simulator.fetch("https://api.stripe.com/v1/refunds", {
    method: "POST",
    headers: {
      authorization: `Bearer ${simulator.keys.secretKey}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: `payment_intent=${intent.id}&amount=50`,
  });
  const { problems, heard } = await settle();
  assert.deepEqual(problems, []);
  assert.deepEqual(heard.sort(), ["payment_intent.succeeded", "refunded 50", "succeeded order_1"]);
  assert.equal(simulator.ledger.succeededCharges().length, 1);
}

/** A poster of JSON that expects a status. */
export const posterOf = (send) => async (path, body, status, headers) => {
  const response = await send(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, status, `${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
};
