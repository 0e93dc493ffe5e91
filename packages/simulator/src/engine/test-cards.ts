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
 * `always` on and off session; `on_session` because it was set up before; `on_request` only if `request_three_d_secure`
 * asks for it; `broken` because the lookup fails.
 */
export type ThreeDSecure = "never" | "always" | "on_session" | "on_request" | "broken";

export interface TestCard {
  readonly number: string;
  readonly aliases: readonly string[];
  readonly brand: "visa" | "mastercard" | "amex" | "discover";
  readonly funding: "credit" | "debit" | "prepaid";
  readonly country: string;
  readonly threeDSecure: ThreeDSecure;
  /** Charged in vain, also after a passed authentication. */
  readonly decline: Decline | null;
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
    ...traits,
  };
}

/** Older alias spellings without `visa_` work as well. */
const declined = (number: string, name: string, reason: Decline): TestCard =>
  card(number, `visa_chargeDeclined${name} chargeDeclined${name}`, { decline: reason });

const secured = (
  number: string,
  alias: string,
  threeDSecure: ThreeDSecure,
  reason: Decline | null = null,
): TestCard => card(number, alias, { threeDSecure, decline: reason, country: "DE" });

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
  declined("4000000000000127", "IncorrectCvc", INCORRECT_CVC),
  declined("4000000000000119", "ProcessingError", {
    code: "processing_error",
    message: "An error occurred while processing your card. Try again in a little bit.",
  }),
  card("4000000000000341", "chargeCustomerFail", { decline: GENERIC_DECLINE }),
  card("4100000000000019", "radarBlock", {
    decline: { ...decline("fraudulent"), blocked: true },
  }),

  secured("4000002500003155", "authenticationRequiredOnSetup", "always"),
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
  secured("4000000000003097", "threeDSecureOptionalProcessingError", "on_request"),
];

const byAlias = new Map(TEST_CARDS.flatMap((entry) => entry.aliases.map((name) => [name, entry])));
const byNumber = new Map(TEST_CARDS.map((entry) => [entry.number, entry]));

export const findCardByAlias = (alias: string): TestCard | undefined => byAlias.get(alias);
export const findCardByNumber = (number: string): TestCard | undefined => byNumber.get(number);
