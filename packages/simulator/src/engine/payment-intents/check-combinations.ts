import { exclusive } from "../parameters.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { CreateParameters } from "./parameters.ts";

const METHOD_CHOICES = [
  "allowed_payment_method_types",
  "excluded_payment_method_types",
  "automatic_payment_methods",
] as const;

const ONLY_WITH_CONFIRM = ["return_url", "off_session", "error_on_requires_action"] as const;

/** @throws StripeFailure When parameters are sent together that exclude each other, or one without the other it needs. */
export function checkCombinations(params: CreateParameters): void {
  if (params.allowed_payment_method_types) {
    const both = METHOD_CHOICES.filter((name) => params[name] !== undefined);
    if (both.length > 1) throw exclusive(both);
  }
  if (params.confirm) return;
  for (const name of ONLY_WITH_CONFIRM) {
    if (params[name] === undefined) continue;
    throw invalidRequest(
      `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
      { param: name },
    );
  }
}
