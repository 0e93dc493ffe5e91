import type { PaymentIntentRecord } from "../../engine/objects.ts";
import { badge, chips, money, time } from "../format.ts";
import { type Html, html } from "../html.ts";
import { newest, pageOf } from "../newest.ts";
import { table } from "../table.ts";
import { HOME, pager, paymentPath, type View, type Visit } from "../visit.ts";
import { challengeButtons } from "./challenge-buttons.ts";
import { connection, firstRequest } from "./connection.ts";

/** The first page: what was paid, and how to reach the simulator. */
export function paymentsView(visit: Visit): View {
  const { world } = visit.simulator.engine;
  const wanted = (visit.query.get("find") ?? "").trim();
  const found = newest(
    wanted === ""
      ? world.paymentIntents
      : [...world.paymentIntents.oldestFirst({ fits: (record) => mentions(record, wanted) })],
    pageOf(visit.query),
  );
  const content = html`<div class="split"><div>
<section class="card flush"><div class="card-top"><h2>PaymentIntents <span class="soft">${found.total}</span></h2>${world.paymentIntents.size > 0 && search(wanted)}</div>
${
  found.total > 0 &&
  table(
    "PaymentIntents, newest first",
    ["Amount", "Status", "Payment", "Created"],
    found.items.map((record) => row(visit, record)),
  )
}
${found.total === 0 && (wanted === "" ? firstRequest(visit) : html`<p>No PaymentIntent has “${wanted}” in its id, status, customer or metadata. <a href="${HOME}">Show all</a></p>`)}
${pager(visit, found)}</section>
</div>${connection(visit)}</div>`;
  return { section: "payments", title: "Payments", content };
}

function search(wanted: string): Html {
  return html`<form method="get" action="${HOME}" role="search" class="actions"><label for="find" class="unseen">Find by id, status, customer or metadata</label><input id="find" name="find" type="search" value="${wanted}" placeholder="id, status, order …"><button>Find</button></form>`;
}

function mentions({ object }: PaymentIntentRecord, wanted: string): boolean {
  return (
    object.id.includes(wanted) ||
    object.status.includes(wanted) ||
    object.customer === wanted ||
    Object.values(object.metadata).some((value) => value.includes(wanted))
  );
}

function row(visit: Visit, record: PaymentIntentRecord) {
  const { object } = record;
  const charge = visit.simulator.engine.world.charges.get(object.latest_charge ?? "")?.object;
  const refunded = charge?.amount_refunded ?? 0;
  return [
    html`<span class="sum">${money(object.amount, object.currency)}</span>`,
    html`${statusOf(record)}${
      refunded > 0 &&
      object.status === "succeeded" &&
      html`<p class="small soft">${refunded === object.amount ? "refunded" : `${money(refunded, object.currency)} refunded`}</p>`
    }${charge?.disputed && html`<p>${badge("disputed", "bad")}</p>`}`,
    html`<a class="mono" href="${paymentPath(object.id)}">${object.id}</a>${chips(object.metadata)}${failureOf(record)}${challengeButtons(visit, record)}`,
    time(object.created * 1000),
  ];
}

/** A payment that waits for a method after a decline is shown as one that failed. */
export function statusOf({ object }: PaymentIntentRecord): Html {
  return object.last_payment_error && object.status === "requires_payment_method"
    ? badge(object.status, "bad")
    : badge(object.status);
}

export function failureOf({ object }: PaymentIntentRecord): Html | null {
  const error = object.last_payment_error;
  if (!error) return null;
  const reason = [error.code, error.decline_code].filter(Boolean).join(", ");
  return html`<p class="small why">${error.message}${reason !== "" && html` <span class="mono">${reason}</span>`}</p>`;
}
