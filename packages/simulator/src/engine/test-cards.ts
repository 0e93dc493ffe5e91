import type { DisputeReason } from "./disputes/reason.ts";

/** How an attempt to charge a card ends when the issuer refuses it. */
export interface Decline {
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
  readonly param?: string;
  /** Refused by Stripe's own rules before it reached the issuer. */
  readonly blocked?: boolean;
}

/**
 * When the customer must authenticate:
 * `always` on and off session; `until_set_up` the same, but off session no more once it was set up for that;
 * `on_session` because it was set up before; `on_request` only if `request_three_d_secure` asks for it; `broken`
 * because the lookup fails; `broken_on_request` because it fails if it is asked for.
 */
export type ThreeDSecure =
  | "never"
  | "always"
  | "until_set_up"
  | "on_session"
  | "on_request"
  | "broken"
  | "broken_on_request";

export type CardCheck = "address_line1_check" | "address_postal_code_check" | "cvc_check";

/** How a cardholder disputes what was taken. */
export interface CardDispute {
  readonly reason: DisputeReason;
  readonly status: "needs_response" | "warning_needs_response";
}

export interface TestCard {
  readonly number: string;
  readonly aliases: readonly string[];
  readonly brand: "visa" | "mastercard" | "amex" | "discover";
  readonly funding: "credit" | "debit" | "prepaid";
  readonly country: string;
  readonly threeDSecure: ThreeDSecure;
  /** Charged in vain, also after a passed authentication. */
  readonly decline: Decline | null;
  /** Whether the issuer lets it be saved. When not, `decline` answers the attempt. */
  readonly savable: boolean;
  readonly failingChecks: readonly CardCheck[];
  readonly riskLevel: "normal" | "elevated" | "highest";
  /** What comes right after the money was taken; several share the amount. */
  readonly disputes: readonly CardDispute[];
  readonly earlyFraudWarning: boolean;
  /** Whether a refund is through at once, only later, or only seems to be. */
  readonly refunds: "succeed" | "succeed_later" | "fail_later";
}

const MESSAGE = "Your card was declined.";

const decline = (declineCode: string, message = MESSAGE): Decline => ({
  code: "card_declined",
  declineCode,
  message,
});

export const GENERIC_DECLINE = decline("generic_decline");
const INSUFFICIENT_FUNDS = decline("insufficient_funds", "Your card has insufficient funds.");
export const INCORRECT_CVC: Decline = {
  code: "incorrect_cvc",
  message: "Your card's security code is incorrect.",
  param: "cvc",
};

type Traits = Partial<Omit<TestCard, "number" | "aliases">>;

function card(number: string, aliases: string, traits: Traits = {}): TestCard {
  return {
    number,
    aliases: aliases === "" ? [] : aliases.split(" ").map((name) => `pm_card_${name}`),
    brand: "visa",
    funding: "credit",
    country: "US",
    threeDSecure: "never",
    decline: null,
    savable: true,
    failingChecks: [],
    riskLevel: "normal",
    disputes: [],
    earlyFraudWarning: false,
    refunds: "succeed",
    ...traits,
  };
}

/** Older alias spellings without `visa_` work as well. */
const declined = (
  number: string,
  name: string,
  reason: Decline,
  failingChecks: readonly CardCheck[] = [],
): TestCard =>
  card(number, `visa_chargeDeclined${name} chargeDeclined${name}`, {
    decline: reason,
    savable: false,
    failingChecks,
  });

const secured = (
  number: string,
  alias: string,
  threeDSecure: ThreeDSecure,
  reason: Decline | null = null,
): TestCard => card(number, alias, { threeDSecure, decline: reason, country: "DE" });

const FRAUD: CardDispute = { reason: "fraudulent", status: "needs_response" };

const TEST_CARDS: readonly TestCard[] = [
  card("4242424242424242", "visa"),
  card("4000056655665556", "visa_debit", { funding: "debit" }),
  card("5555555555554444", "mastercard", { brand: "mastercard" }),
  card("2223003122003222", "", { brand: "mastercard" }),
  card("5200828282828210", "mastercard_debit", { brand: "mastercard", funding: "debit" }),
  card("5105105105105100", "mastercard_prepaid", { brand: "mastercard", funding: "prepaid" }),
  card("378282246310005", "amex amex_threeDSecureNotSupported", { brand: "amex" }),
  card("371449635398431", "", { brand: "amex" }),
  card("6011111111111117", "discover", { brand: "discover" }),

  declined("4000000000000002", "", GENERIC_DECLINE),
  declined("4000000000009995", "InsufficientFunds", INSUFFICIENT_FUNDS),
  declined("4000000000009987", "LostCard", decline("lost_card")),
  declined("4000000000009979", "StolenCard", decline("stolen_card")),
  declined("4000000000006975", "VelocityLimitExceeded", decline("card_velocity_exceeded")),
  declined("4000000000000069", "ExpiredCard", {
    code: "expired_card",
    declineCode: "expired_card",
    message: "Your card has expired.",
    param: "exp_month",
  }),
  declined("4000000000000127", "IncorrectCvc", INCORRECT_CVC, ["cvc_check"]),
  declined("4000000000000119", "ProcessingError", {
    code: "processing_error",
    message: "An error occurred while processing your card. Try again in a little bit.",
  }),
  card("4000000000000341", "chargeCustomerFail", { decline: GENERIC_DECLINE }),
  card("4100000000000019", "radarBlock", {
    decline: { ...decline("fraudulent"), blocked: true },
    riskLevel: "highest",
  }),

  secured("4000002500003155", "authenticationRequiredOnSetup", "until_set_up"),
  secured("4000002760003184", "authenticationRequired", "always"),
  secured("4000003800000446", "authenticationRequiredSetupForOffSession", "on_session"),
  secured(
    "4000008260003178",
    "authenticationRequiredChargeDeclinedInsufficientFunds",
    "always",
    INSUFFICIENT_FUNDS,
  ),
  secured("4000000000003220", "threeDSecure2Required", "always"),
  secured("4000008400001629", "threeDSecureRequiredChargeDeclined", "always", GENERIC_DECLINE),
  secured("4000008400001280", "threeDSecureRequiredProcessingError", "broken", GENERIC_DECLINE),
  secured("4000000000003055", "threeDSecureOptional", "on_request"),
  secured("4000000000003097", "threeDSecureOptionalProcessingError", "broken_on_request"),
  // The four kinds of challenge of the mobile SDKs: out of band, a passcode, one choice, several choices.
  secured("4000582600000094", "", "always"),
  secured("4000582600000045", "", "always"),
  secured("4000582600000102", "", "always"),
  secured("4000582600000110", "", "always"),

  card("4000000000000259", "createDispute", { disputes: [FRAUD] }),
  card("4000000000002685", "createDisputeProductNotReceived", {
    disputes: [{ reason: "product_not_received", status: "needs_response" }],
  }),
  card("4000000000001976", "createDisputeInquiry", {
    disputes: [{ reason: "fraudulent", status: "warning_needs_response" }],
  }),
  card("4000000404000079", "createMultipleDisputes", { disputes: [FRAUD, FRAUD] }),
  card("4000000000005423", "createIssuerFraudRecord", { earlyFraudWarning: true }),
  card("4000000000007726", "pendingRefund", { refunds: "succeed_later" }),
  card("4000000000005126", "refundFail", { refunds: "fail_later" }),
  // There is no balance here that money could be pending in.
  card("4000000000000077", "bypassPending"),
  card("4000003720000278", "bypassPendingInternational", { country: "IE" }),
  card("4000000000004954", "riskLevelHighest", { riskLevel: "highest" }),
  card("4000000000009235", "riskLevelElevated", { riskLevel: "elevated" }),
  card("4000000000000101", "cvcCheckFail", { failingChecks: ["cvc_check"] }),
  card("4000000000000036", "avsZipFail", { failingChecks: ["address_postal_code_check"] }),
  card("4000000000000028", "avsLine1Fail", { failingChecks: ["address_line1_check"] }),
  card("4000000000000010", "avsFail", {
    failingChecks: ["address_line1_check", "address_postal_code_check"],
  }),
];

const byAlias = new Map(TEST_CARDS.flatMap((entry) => entry.aliases.map((name) => [name, entry])));
const byNumber = new Map(TEST_CARDS.map((entry) => [entry.number, entry]));

export const findCardByAlias = (alias: string): TestCard | undefined => byAlias.get(alias);
export const findCardByNumber = (number: string): TestCard | undefined => byNumber.get(number);
