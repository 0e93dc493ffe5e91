import type { ChargeRecord, PaymentIntentRecord } from "../../engine/objects.ts";
import { money } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { actionForm, type Visit } from "../visit.ts";
import { challengeButtons } from "./challenge-buttons.ts";

/** Methods that show what a backend has to deal with. */
export const CARDS = {
  pm_card_visa: "Visa, pays",
  pm_card_threeDSecure2Required: "asks for 3-D Secure",
  pm_card_chargeDeclined: "declined",
  pm_card_chargeDeclinedInsufficientFunds: "declined, insufficient funds",
} as const;

/** What the customer, the merchant and the bank can do with the payment as it is now. */
export function paymentActions(
  visit: Visit,
  record: PaymentIntentRecord,
  charges: readonly ChargeRecord[],
): Content {
  const { object } = record;
  const charge = charges.find(({ object }) => object.status === "succeeded")?.object;
  const left = charge ? charge.amount_captured - charge.amount_refunded : 0;
  const form = (action: string, content: Content) =>
    actionForm(visit, action, [
      html`<input type="hidden" name="payment_intent" value="${object.id}">`,
      content,
    ]);
  const offered = [
    record.challenge &&
      group(
        "3-D Secure",
        html`${challengeButtons(visit, record)}<p class="small"><a href="${challengeUrl(visit, record)}">The page that the customer sees</a></p>`,
      ),
    ["requires_payment_method", "requires_confirmation"].includes(object.status) &&
      group(
        "Pay as the customer",
        form(
          "pay",
          html`<div class="field wide"><label for="card">Card</label><select id="card" name="card">${Object.entries(CARDS).map(([name, what]) => html`<option value="${name}">${what}</option>`)}</select></div><button class="first">Pay</button>`,
        ),
      ),
    object.status === "requires_capture" &&
      group(
        "Capture",
        form(
          "capture",
          html`${amountField(`at most ${money(object.amount_capturable, object.currency)}`, object.amount_capturable)}<button class="first">Capture</button>`,
        ),
      ),
    object.status === "succeeded" &&
      left > 0 &&
      group(
        "Refund",
        form(
          "refund",
          html`${amountField(`${money(left, object.currency)} left`, left)}<button class="first">Refund</button>`,
        ),
      ),
    object.status === "succeeded" &&
      !charge?.disputed &&
      group(
        "Dispute",
        html`<p class="small soft">The cardholder asks the bank for the money back.</p>${form("dispute", html`<button>Open a dispute</button>`)}`,
      ),
    !["succeeded", "canceled", "processing"].includes(object.status) &&
      group("Cancel", form("cancel", html`<button>Cancel the payment</button>`)),
  ].filter((part) => part !== false && part !== null);
  return offered.length > 0
    ? offered
    : group("Actions", html`<p class="small">Nothing can be done with this payment any more.</p>`);
}

const group = (title: string, content: Content): Html =>
  html`<section class="card"><h2>${title}</h2>${content}</section>`;

function amountField(hint: string, all: number): Html {
  return html`<div class="field wide"><label for="amount">Minor units; empty for all (${hint})</label><input id="amount" name="amount" inputmode="numeric" pattern="[0-9]*" placeholder="${all}"></div>`;
}

const challengeUrl = ({ origin }: Visit, { challenge }: PaymentIntentRecord) =>
  `${origin}/3ds/${challenge?.source}`;
