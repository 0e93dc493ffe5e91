import type { PaymentIntentRecord } from "../../engine/objects.ts";
import { chips, code, money, time } from "../format.ts";
import { type Html, html } from "../html.ts";
import { facts, fold } from "../table.ts";
import { HOME, type View, type Visit } from "../visit.ts";
import { chargeTable } from "./charges.ts";
import { eventTable } from "./events.ts";
import { missing } from "./missing.ts";
import { paymentActions } from "./payment-actions.ts";
import { chargesOf, eventsOf, requestsOf } from "./payment-parts.ts";
import { failureOf, statusOf } from "./payments.ts";
import { requestTable } from "./requests.ts";

/** One PaymentIntent with everything that happened to it. */
export function paymentView(visit: Visit, id: string): View {
  const { simulator } = visit;
  const { world } = simulator.engine;
  const record = world.paymentIntents.get(id);
  if (!record) return missing("payments", `There is no PaymentIntent ${id}.`);
  const charges = chargesOf(world, id);
  const events = eventsOf(world, id);
  const requests = requestsOf(simulator, id, events);
  const content = html`<p class="small back"><a href="${HOME}">All payments</a></p>
<div class="split"><div>
${summary(record)}
<section class="card flush"><h2>Charges <span class="soft">${charges.total}</span></h2>${chargeTable(world, charges.items)}</section>
<section class="card flush"><h2>Events <span class="soft">${events.total}</span></h2>${eventTable(visit, events.items)}</section>
<section class="card flush"><h2>API requests <span class="soft">${requests.total}</span></h2>${requestTable(requests.items)}</section>
<section class="card">${fold(`json-${id}`, "PaymentIntent as JSON", code(JSON.stringify(record.object, null, 2)))}</section>
</div><aside aria-label="Actions">${paymentActions(visit, record, charges.items)}</aside></div>`;
  return { section: "payments", title: `Payment ${id}`, content };
}

function summary(record: PaymentIntentRecord): Html {
  const { object } = record;
  return html`<section class="card"><div class="top"><p class="sum large">${money(object.amount, object.currency)}</p>${statusOf(record)}</div>
${failureOf(record)}
${facts([
  ["PaymentIntent", html`<code>${object.id}</code>`],
  ["Metadata", chips(object.metadata)],
  ["Description", object.description],
  ["Customer", object.customer && html`<code>${object.customer}</code>`],
  ["Payment method", object.payment_method && html`<code>${object.payment_method}</code>`],
  ["Capture", object.capture_method],
  ["Confirmation", object.confirmation_method],
  ["Received", money(object.amount_received, object.currency)],
  ["Client secret", html`<code>${object.client_secret}</code>`],
  ["Account", html`<code>${record.account}</code>`],
  ["Created", time(object.created * 1000)],
  ["Canceled", object.canceled_at === null ? null : time(object.canceled_at * 1000)],
])}</section>`;
}
