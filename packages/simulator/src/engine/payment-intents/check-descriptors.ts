import { invalidRequest } from "../stripe-failure.ts";

const SUFFIX_PARAM = "statement_descriptor_suffix";

/**
 * Checks what is to stand on the card statement.
 *
 * @throws StripeFailure For a full descriptor, which cards do not take, or a suffix that breaks the rules.
 */
export function checkDescriptors(params: {
  statement_descriptor?: string | undefined;
  statement_descriptor_suffix?: string | undefined;
}): void {
  if (params.statement_descriptor !== undefined) {
    throw invalidRequest(
      "The `statement_descriptor` parameter is not supported for card PaymentIntents. Use `statement_descriptor_suffix` instead.",
      { param: "statement_descriptor" },
    );
  }
  const suffix = params.statement_descriptor_suffix;
  if (suffix === undefined) return;
  if (suffix.length > 22) {
    throw invalidRequest("The statement descriptor suffix must be at most 22 characters.", {
      param: SUFFIX_PARAM,
    });
  }
  if (!/[A-Za-z]/.test(suffix)) {
    throw invalidRequest("The statement descriptor suffix must contain at least one letter.", {
      param: SUFFIX_PARAM,
    });
  }
  if (/[<>\\'"*]/.test(suffix)) {
    throw invalidRequest(
      `The statement descriptor suffix must not contain any of these characters: < > \\ ' " *`,
      { param: SUFFIX_PARAM },
    );
  }
}
