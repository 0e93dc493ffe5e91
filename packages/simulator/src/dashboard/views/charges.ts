import type { ChargeRecord } from "../../engine/objects.ts";
import type { World } from "../../engine/world.ts";
import { badge, money, time } from "../format.ts";
import { type Html, html } from "../html.ts";
import { table } from "../table.ts";

/** The attempts to charge, with what was given back of them and what the cardholder disputes. */
export function chargeTable(world: World, charges: readonly ChargeRecord[]): Html {
  if (charges.length === 0)
    return html`<p>No charge yet: it comes when the payment is confirmed.</p>`;
  return table(
    "Charges, newest first",
    ["Amount", "Status", "Charge", "Created"],
    charges.map(({ object }) => {
      const { amount_refunded: refunded, currency, outcome } = object;
      const held = object.status === "succeeded" && !object.captured;
      return [
        html`<span class="sum">${money(object.amount, currency)}</span>${refunded > 0 && html`<p class="small soft">${money(refunded, currency)} given back</p>`}`,
        held ? badge("held", "warn") : badge(object.status),
        html`<code>${object.id}</code>${object.failure_message && html`<p class="small why">${object.failure_message} <span class="mono">${outcome?.reason}</span></p>`}${partsOf(world, object.id)}`,
        time(object.created * 1000),
      ];
    }),
  );
}

function partsOf(world: World, chargeId: string): Html[] {
  const parts: Html[] = [];
  for (const { object } of world.refunds.oldestFirst({ charge: chargeId })) {
    parts.push(
      html`<p class="small">Refund of ${money(object.amount, object.currency)} ${badge(object.status ?? "pending")} <span class="mono soft">${object.id}</span></p>`,
    );
  }
  for (const { object } of world.disputes.oldestFirst({ charge: chargeId })) {
    parts.push(
      html`<p class="small">Dispute over ${money(object.amount, object.currency)}, ${object.reason.replaceAll("_", " ")} ${badge(object.status)} <span class="mono soft">${object.id}</span></p>`,
    );
  }
  return parts.slice(-20);
}
