import { StripeFailure } from "../stripe-failure.ts";
import { findCardByNumber, type TestCard } from "../test-cards.ts";
import type { PaymentMethodData } from "./parameters.ts";

/**
 * Checks what was typed and finds the test card behind it.
 *
 * @throws StripeFailure 402 for a number, date or security code that cannot be right.
 */
export function checkCard(sent: PaymentMethodData["card"], nowMs: number): TestCard {
  const number = sent.number.replace(/[\s-]/g, "");
  if (!/^\d{12,19}$/.test(number)) {
    throw cardError(
      "invalid_number",
      "The card number is not a valid credit card number.",
      "number",
    );
  }
  if (!passesLuhn(number)) {
    throw cardError("incorrect_number", "Your card number is incorrect.", "number");
  }
  checkExpiry(sent, nowMs);
  const found = findCardByNumber(number);
  if (sent.cvc !== undefined && !hasCvcLength(sent.cvc, found?.brand === "amex")) {
    throw cardError("invalid_cvc", "Your card's security code is invalid.", "cvc");
  }
  if (!found) {
    throw cardError(
      "card_declined",
      "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.",
      "number",
      "test_mode_live_card",
    );
  }
  return found;
}

/** @throws StripeFailure 402 for a month that does not exist, or is over. */
export function checkExpiry(
  sent: Pick<PaymentMethodData["card"], "exp_month" | "exp_year">,
  nowMs: number,
): void {
  if (sent.exp_month < 1 || sent.exp_month > 12) {
    throw cardError(
      "invalid_expiry_month",
      "Your card's expiration month is invalid.",
      "exp_month",
    );
  }
  const now = new Date(nowMs);
  const year = fullYear(sent.exp_year);
  if (year < now.getUTCFullYear() || year > now.getUTCFullYear() + 50) {
    throw cardError("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year");
  }
  if (year === now.getUTCFullYear() && sent.exp_month < now.getUTCMonth() + 1) {
    throw cardError(
      "invalid_expiry_month",
      "Your card's expiration month is invalid.",
      "exp_month",
    );
  }
}

/** `26` and `2026` are the same year. */
export function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

function hasCvcLength(cvc: string, amex: boolean): boolean {
  return (amex ? /^\d{3,4}$/ : /^\d{3}$/).test(cvc);
}

function passesLuhn(number: string): boolean {
  let sum = 0;
  [...number].reverse().forEach((character, index) => {
    const doubled = Number(character) * (index % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return sum % 10 === 0;
}

function cardError(code: string, message: string, param: string, declineCode?: string) {
  return new StripeFailure({
    status: 402,
    saved: true,
    error: {
      type: "card_error",
      code,
      ...(declineCode && { decline_code: declineCode }),
      message,
      param,
    },
  });
}
