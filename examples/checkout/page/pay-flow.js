import { post } from "./server.js";

/** More rounds of 3-D Secure than any bank asks for. */
const MOST_ROUNDS = 5;

/**
 * One tap of the button, from the card to the truth.
 *
 * Each request carries the tap's key, so that repeating it can never charge twice.
 *
 * @param {object} tap
 * @param {{ body: object, purchaseKey: string | null }} tap.purchase What is bought. A purchase without an order is
 *   known by its key alone, which stays the same for every card that is tried.
 * @param {string} tap.key
 * @param {object} tap.collector
 * @param {(step: string, state: string, detail?: string) => void} tap.tell
 * @returns {Promise<{ kind: "settled" | "left", clientSecret: string, status: string, paymentId: string }>}
 */
export async function pay({ purchase, key, collector, tell }) {
  tell("collected", "active");
  const method = await collector.createPaymentMethod();
  tell("collected", "done", `${method.shown}, now ${method.id}: all that the shop gets`);

  tell("processed", "active");
  const onRetry = () =>
    tell("processed", "active", "No clear answer. Asking again, with the same key…");
  const prepared = await post(
    "/payments/process",
    { ...purchase.body, payment_method_id: method.id },
    { key: purchase.purchaseKey ?? key, onRetry },
  );
  tell("processed", "done", prepared.status);
  return confirm({
    clientSecret: prepared.client_secret,
    methodId: method.id,
    key,
    collector,
    tell,
  });
}

/** Confirms, and lets the customer's bank have its say, until the payment has moved on. */
export async function confirm({ clientSecret, methodId, key, collector, tell }) {
  const body = {
    payment_intent_client_secret: clientSecret,
    ...(methodId && { payment_method_id: methodId }),
  };
  const onRetry = () =>
    tell("confirmed", "active", "No clear answer. Asking again, with the same key…");
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    tell("confirmed", "active");
    const answer = await post("/payments/confirm", body, { key, onRetry });
    const { status, payment_id: paymentId } = answer;
    if (round > 0 && !answer.requires_action) tell("authenticated", "done", "passed");
    if (!answer.requires_action) {
      tell("confirmed", status === "succeeded" ? "done" : "active", status);
      return { kind: "settled", clientSecret, status, paymentId };
    }
    tell("confirmed", "next");
    tell("authenticated", "active", "Waiting for you and your bank");
    if ((await collector.handleNextAction(clientSecret)) === "left") {
      return { kind: "left", clientSecret, status, paymentId };
    }
  }
  throw new Error("Your bank keeps asking. Please use another card.");
}
