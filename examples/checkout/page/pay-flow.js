import { keptPayment } from "./kept.js";
import { newKey, post } from "./server.js";

/** More rounds of 3-D Secure than any bank asks for. */
const MOST_ROUNDS = 5;
const ASKING_AGAIN = "No clear answer. Asking again, with the same key…";

/**
 * One tap of the button, from the card to the truth.
 *
 * Each request carries the tap's key, so that repeating it can never charge twice.
 *
 * @param {object} tap
 * @param {{ body: object, purchaseKey: string | null, placed: string | null }} tap.purchase What is bought. A purchase without an order is
 *   known by its key alone, which stays the same for every card that is tried.
 * @param {string} tap.key
 * @param {object} tap.collector
 * @param {(step: string, state: string, detail?: string) => void} tap.tell
 * @returns {Promise<{ kind: "settled" | "left", clientSecret: string, paymentId: string }>}
 */
export async function pay({ purchase, key, collector, tell }) {
  tell("collected", "active");
  const method = await collector.createPaymentMethod();
  tell("collected", "done", `${method.shown}. The shop gets only ${method.id}`);

  tell("processed", "active");
  const prepared = await post(
    "/payments/process",
    { ...purchase.body, payment_method_id: method.id, ...keptPayment(purchase).proof },
    {
      key: purchase.purchaseKey ?? key,
      onRetry: () => tell("processed", "active", ASKING_AGAIN),
    },
  );
  tell("processed", "done", prepared.status);
  const clientSecret = prepared.client_secret;
  keptPayment(purchase).keep(clientSecret);
  const answer = await confirm({ clientSecret, methodId: method.id, key, tell });
  return settle({ answer, clientSecret, collector, tell });
}

/** Lets the customer's bank have its say, then asks the server for the truth. */
export async function continueAtBank({ clientSecret, collector, tell }) {
  return settle({ answer: { next_step: "handle_next_action" }, clientSecret, collector, tell });
}

async function settle({ answer, clientSecret, collector, tell }) {
  let latest = answer;
  for (let round = 0; latest.next_step === "handle_next_action"; round += 1) {
    if (round === MOST_ROUNDS) throw new Error("Your bank keeps asking. Please use another card.");
    tell("confirmed", "next");
    tell("authenticated", "active", "Waiting for you and your bank");
    if ((await collector.handleNextAction(clientSecret)) === "left") {
      return { kind: "left", clientSecret, paymentId: latest.payment_id };
    }
    // Without a method: what the customer has just done is neither repeated nor undone.
    latest = await confirm({ clientSecret, key: newKey(), tell });
    if (latest.next_step !== "handle_next_action") tell("authenticated", "done", "passed");
  }
  tell("confirmed", latest.status === "succeeded" ? "done" : "active", latest.status);
  return { kind: "settled", clientSecret, paymentId: latest.payment_id };
}

function confirm({ clientSecret, methodId, key, tell }) {
  tell("confirmed", "active");
  const body = {
    payment_intent_client_secret: clientSecret,
    ...(methodId && { payment_method_id: methodId }),
  };
  const onRetry = () => tell("confirmed", "active", ASKING_AGAIN);
  return post("/payments/confirm", body, { key, onRetry });
}
