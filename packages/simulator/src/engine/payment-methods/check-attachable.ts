import type { PaymentMethodRecord } from "../objects.ts";
import { invalidRequest, StripeFailure } from "../stripe-failure.ts";
import { type Decline, INCORRECT_CVC } from "../test-cards.ts";

/**
 * Checks that a method may be attached to a customer; to the one that has it already it may.
 *
 * @throws StripeFailure 400 when it belongs to another customer or is used up, 402 when the issuer refuses.
 */
export function checkAttachable(method: PaymentMethodRecord, customer: string): void {
  const owner = method.object.customer;
  if (owner !== null && owner !== customer) {
    throw invalidRequest(
      "The payment method you provided has already been attached to a customer.",
    );
  }
  if (method.usedUp === "for_good") {
    throw invalidRequest(
      "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.",
    );
  }
  const refusal = refusalToSave(method);
  if (refusal) throw declineToSave(refusal);
}

/** Why the issuer does not let this card be saved; null when it does. */
export function refusalToSave({ card, cvcSent }: PaymentMethodRecord): Decline | null {
  if (card.savable) return null;
  // Without a security code there is nothing that could be incorrect.
  return card.decline === INCORRECT_CVC && !cvcSent ? null : card.decline;
}

function declineToSave({ code, declineCode, message, param }: Decline): StripeFailure {
  return new StripeFailure({
    status: 402,
    saved: true,
    error: {
      type: "card_error",
      code,
      ...(declineCode && { decline_code: declineCode }),
      message,
      ...(param && { param }),
    },
  });
}
