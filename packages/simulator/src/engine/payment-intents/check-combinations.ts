import { checkMethodChoice } from "../method-choice.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { CreateParameters } from "./parameters.ts";

const ONLY_WITH_CONFIRM = ["return_url", "off_session", "error_on_requires_action"] as const;

/** @throws StripeFailure When parameters are sent together that exclude each other, or one without the other it needs. */
export function checkCombinations(params: CreateParameters): void {
  checkMethodChoice(params);
  if (params.confirm) return;
  for (const name of ONLY_WITH_CONFIRM) {
    if (params[name] === undefined) continue;
    throw invalidRequest(
      `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
      { param: name },
    );
  }
}
