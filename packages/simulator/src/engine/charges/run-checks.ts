import type Stripe from "stripe";
import type { PaymentMethodRecord } from "../objects.ts";

type Checks = Stripe.PaymentMethod.Card.Checks;

/**
 * The issuer compares what was typed in with what it knows. The result stays on the method, as at Stripe.
 *
 * What was not sent is not compared; only the test cards for failing addresses fail without one.
 */
export function runChecks({ object, card, cvcSent }: PaymentMethodRecord): Checks {
  const { address } = object.billing_details;
  const fails = (check: keyof Checks) => card.failingChecks.includes(check);
  const compare = (check: keyof Checks, sent: boolean) => {
    if (fails(check)) return "fail";
    return sent ? "pass" : null;
  };
  const checks: Checks = {
    address_line1_check: compare("address_line1_check", Boolean(address?.line1)),
    address_postal_code_check: compare("address_postal_code_check", Boolean(address?.postal_code)),
    cvc_check: cvcSent ? compare("cvc_check", true) : null,
  };
  if (object.card) object.card.checks = { ...checks };
  return checks;
}
