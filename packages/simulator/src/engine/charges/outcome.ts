import type Stripe from "stripe";
import type { Decline, TestCard } from "../test-cards.ts";

const RISK_SCORES = { normal: 30, elevated: 65, highest: 90 } as const;

/** Why a payment was accepted. */
export function acceptedOutcome({ riskLevel }: TestCard): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: "approved_by_network",
    reason: null,
    risk_level: riskLevel,
    risk_score: RISK_SCORES[riskLevel],
    seller_message: "Payment complete.",
    type: "authorized",
  };
}

/** Why the issuer, or Radar, refused one. */
export function refusedOutcome({ riskLevel }: TestCard, decline: Decline): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: decline.blocked ? "not_sent_to_network" : "declined_by_network",
    reason: decline.blocked ? "highest_risk_level" : (decline.declineCode ?? decline.code),
    risk_level: riskLevel,
    risk_score: RISK_SCORES[riskLevel],
    seller_message: decline.blocked
      ? "Stripe blocked this payment as too risky."
      : "The bank did not return any further details with this decline.",
    type: decline.blocked ? "blocked" : "issuer_declined",
  };
}
