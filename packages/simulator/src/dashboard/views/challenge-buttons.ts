import type { PaymentIntentRecord } from "../../engine/objects.ts";
import { type Html, html } from "../html.ts";
import { actionForm, type Visit } from "../visit.ts";

/** For a payment whose customer has to authenticate. */
export function challengeButtons(
  visit: Visit,
  { object, challenge }: PaymentIntentRecord,
): Html | null {
  if (!challenge) return null;
  return actionForm(visit, "authenticate", [
    html`<input type="hidden" name="payment_intent" value="${object.id}"><button name="outcome" value="complete">Complete 3-D Secure</button><button name="outcome" value="fail">Fail 3-D Secure</button>`,
  ]);
}
