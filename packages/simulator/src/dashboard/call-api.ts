import type Stripe from "stripe";
import type { Simulator } from "../simulator.ts";
import { ActionError } from "./action-error.ts";

/**
 * Does with the owner's secret key what a backend could do, past the faults that are switched on. It stands in the log
 * of requests as any other.
 *
 * @throws ActionError With Stripe's own sentence when the API refuses.
 */
export function callApi(
  { engine }: Simulator,
  paymentIntentId: string,
  { path, params }: { path: string; params: Readonly<Record<string, string>> },
): void {
  const { accounts, paymentIntents } = engine.world;
  const owner = paymentIntents.get(paymentIntentId)?.account;
  const key = accounts.find(({ id }) => id === owner)?.secretKey;
  if (key === undefined) throw new ActionError(`There is no PaymentIntent ${paymentIntentId}.`);
  const { status, body } = engine.handle({
    method: "POST",
    path,
    query: "",
    headers: { authorization: `Bearer ${key}` },
    body: new URLSearchParams(params).toString(),
  });
  if (status === 200) return;
  // What the engine answers with any other status.
  const { error } = JSON.parse(body) as { error: Pick<Stripe.StripeRawError, "message"> };
  throw new ActionError(error.message ?? `The API answered ${status}.`);
}
