import { type Decline, GENERIC_DECLINE, INCORRECT_CVC, type TestCard } from "../test-cards.ts";

export interface AttemptFacts {
  readonly card: TestCard;
  readonly cvcSent: boolean;
  /** The customer is not there to authenticate. */
  readonly offSession: boolean;
  /** The customer has authenticated this attempt. */
  readonly authenticated: boolean;
  /** `any` or `challenge` asks for authentication where the card only offers it. */
  readonly requestThreeDSecure: string | null | undefined;
}

export type AttemptDecision =
  | { readonly kind: "charge" }
  | { readonly kind: "challenge" }
  | { readonly kind: "authentication_required" }
  | { readonly kind: "decline"; readonly decline: Decline };

/** What an attempt to pay with a card comes to. */
export function decideAttempt(facts: AttemptFacts): AttemptDecision {
  if (lookupFails(facts)) return { kind: "decline", decline: GENERIC_DECLINE };
  if (needsAuthentication(facts)) {
    return { kind: facts.offSession ? "authentication_required" : "challenge" };
  }
  const { decline } = facts.card;
  // Without a security code there is nothing that could be incorrect.
  if (decline && (decline !== INCORRECT_CVC || facts.cvcSent)) return { kind: "decline", decline };
  return { kind: "charge" };
}

function lookupFails(facts: AttemptFacts): boolean {
  const { threeDSecure } = facts.card;
  return threeDSecure === "broken" || (threeDSecure === "broken_on_request" && asksForIt(facts));
}

function asksForIt({ requestThreeDSecure }: AttemptFacts): boolean {
  return requestThreeDSecure === "any" || requestThreeDSecure === "challenge";
}

function needsAuthentication(facts: AttemptFacts): boolean {
  if (facts.authenticated) return false;
  switch (facts.card.threeDSecure) {
    case "always":
      return true;
    case "on_session":
      return !facts.offSession;
    case "on_request":
      return asksForIt(facts);
    default:
      return false;
  }
}
