import { emit } from "../events/emit.ts";
import type { FlatPaymentIntent, PaymentIntentRecord } from "../objects.ts";
import { docUrl } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { performAttempt } from "./perform-attempt.ts";

export type AuthenticationOutcome = "complete" | "fail";

const FAILED = {
  code: "payment_intent_authentication_failure",
  message:
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
} as const;

/**
 * The customer finishes 3-D Secure. With automatic confirmation the charge follows at once; with manual confirmation
 * the server has to confirm again.
 *
 * @returns The PaymentIntent afterwards, or null when it waits for no authentication.
 */
export function authenticate(
  world: World,
  record: PaymentIntentRecord,
  outcome: AuthenticationOutcome,
): FlatPaymentIntent | null {
  const { object, account } = record;
  const method = world.paymentMethods.get(object.payment_method ?? "");
  if (object.status !== "requires_action" || !record.challenge || !method) return null;
  record.challenge = null;
  object.next_action = null;
  if (outcome === "fail") {
    object.status = "requires_payment_method";
    object.payment_method = null;
    object.last_payment_error = {
      ...FAILED,
      doc_url: docUrl(FAILED.code),
      payment_method: structuredClone(method.object),
      type: "invalid_request_error",
    };
    emit(world, { account, type: "payment_intent.payment_failed", object });
  } else if (object.confirmation_method === "manual") {
    object.status = "requires_confirmation";
    record.authenticatedMethod = method.object.id;
    world.search.note(object);
  } else {
    performAttempt(world, record, {
      method,
      authenticated: true,
      offSession: false,
      errorOnRequiresAction: false,
      useStripeSdk: true,
      returnUrl: null,
    });
  }
  return object;
}
