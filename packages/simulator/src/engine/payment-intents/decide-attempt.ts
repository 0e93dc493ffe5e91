import { type Decline, GENERIC_DECLINE, INCORRECT_CVC, type TestCard } from "../test-cards.ts";

/** On what it depends whether the customer has to authenticate. */
export interface AuthenticationFacts {
  readonly card: TestCard;
  /** The customer is not there to authenticate. */
  readonly offSession: boolean;
  /** The customer has authenticated this attempt. */
  readonly authenticated: boolean;
  /** The method was set up for payments without the customer. */
  readonly setUp: boolean;
  /** `any` or `challenge` asks for authentication where the card only offers it. */
  readonly requestThreeDSecure: string | null | undefined;
}

export interface AttemptFacts extends AuthenticationFacts {
  readonly cvcSent: boolean;
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

/** Whether 3-D Secure cannot even begin. */
export function lookupFails(facts: AuthenticationFacts): boolean {
  const { threeDSecure } = facts.card;
  return threeDSecure === "broken" || (threeDSecure === "broken_on_request" && asksForIt(facts));
}

export function needsAuthentication(facts: AuthenticationFacts): boolean {
  if (facts.authenticated) return false;
  switch (facts.card.threeDSecure) {
    case "always":
      return true;
    case "until_set_up":
      return !(facts.offSession && facts.setUp);
    case "on_session":
      return !facts.offSession;
    case "on_request":
      return asksForIt(facts);
    default:
      return false;
  }
}

function asksForIt({ requestThreeDSecure }: AuthenticationFacts): boolean {
  return requestThreeDSecure === "any" || requestThreeDSecure === "challenge";
}
