import type { Caller } from "../api-types.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { exclusive } from "../parameters.ts";
import { invalidRequest, type StripeFailure } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { createPaymentMethod } from "./create.ts";
import { methodByParameter } from "./find.ts";
import type { PaymentMethodData } from "./parameters.ts";

/** Refuses in the name of the object that the method is for, which comes along in the body if it exists already. */
export type Refuse = (message: string, fields?: { code?: string; param?: string }) => StripeFailure;

/** For which object a method is wanted. */
export interface Purpose {
  /** Whom that object belongs to; only this customer's methods, or nobody's, will do. */
  readonly customer: string | null;
  readonly intent: "PaymentIntent" | "SetupIntent";
  readonly refuse: Refuse;
}

export interface SentMethod {
  readonly payment_method?: string | null | undefined;
  readonly payment_method_data?: PaymentMethodData | undefined;
}

/**
 * The method that a request names or brings along.
 *
 * @returns Null when it does neither.
 * @throws StripeFailure 400 when there is none, when it is used up or belongs to another customer; 402 for a card that
 *   cannot be right.
 */
export function sentMethod(
  world: World,
  caller: Caller,
  sent: SentMethod,
  purpose: Purpose,
): PaymentMethodRecord | null {
  const { payment_method, payment_method_data } = sent;
  if (payment_method !== undefined && payment_method_data !== undefined) {
    throw exclusive(["payment_method", "payment_method_data"]);
  }
  if (payment_method_data) return createPaymentMethod(world, caller, payment_method_data);
  return payment_method ? usePaymentMethod(world, caller, payment_method, purpose) : null;
}

/** Like `sentMethod`, of one id. */
export function usePaymentMethod(
  world: World,
  caller: Caller,
  id: string,
  purpose: Purpose,
): PaymentMethodRecord {
  const method = methodByParameter(world, caller, id);
  checkOwner(method, purpose);
  if (method.usedUp === "no") return method;
  throw invalidRequest(
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
  );
}

/** @throws StripeFailure 400 when the method belongs to a customer and the object does not belong to the same one. */
export function checkOwner(
  { object: { id, customer: owner } }: PaymentMethodRecord,
  { customer, intent, refuse }: Purpose,
): void {
  if (owner === null || owner === customer) return;
  if (customer !== null) {
    throw refuse(
      `The PaymentMethod ${id} does not belong to the Customer you supplied ${customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
      { param: "payment_method" },
    );
  }
  if (intent === "SetupIntent") {
    throw refuse(
      `The payment method supplied (${id}) belongs to the Customer ${owner}. Please include the Customer in the \`customer\` parameter on the SetupIntent.`,
      { param: "payment_method" },
    );
  }
  throw refuse(
    `The \`payment_method\` parameter supplied ${id} belongs to the Customer ${owner}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
    // As recorded, odd as the parameter's name is.
    { code: "parameter_missing", param: "source" },
  );
}
