import type { Delivery, DeliveryAttempt } from "../../webhooks/deliveries.ts";
import { badge, code, shorten, statusBadge, time, wait } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { newest, pageOf } from "../newest.ts";
import { facts, fold, table } from "../table.ts";
import { actionForm, eventPath, pager, SECTIONS, type View, type Visit } from "../visit.ts";
import { endpoints } from "./connection.ts";
import { missing } from "./missing.ts";

/** A delivery with its place in the log, which names it. */
interface Numbered {
  readonly number: number;
  readonly delivery: Delivery;
}

const numbered = (visit: Visit): Numbered[] =>
  visit.simulator.webhooks.deliveries.map((delivery, number) => ({ number, delivery }));

export const deliveriesOf = (visit: Visit, eventId: string): readonly Numbered[] =>
  newest(
    numbered(visit).filter(({ delivery }) => delivery.eventId === eventId),
    1,
  ).items;

/** What went to the webhook endpoints, newest first. */
export function webhooksView(visit: Visit): View {
  const { webhooks } = visit.simulator;
  const found = newest(numbered(visit), pageOf(visit.query));
  const waiting = webhooks.pending().length;
  const content = html`<div class="split"><div>
<section class="card flush"><div class="card-top"><h2>Deliveries <span class="soft">${found.total}</span></h2>
${waiting > 0 && actionForm(visit, "deliver", html`<span class="small soft">${waiting} not finished</span> <button class="first">Deliver now</button>`)}</div>
${deliveryTable(visit, found.items)}
${pager(visit, found)}</section>
</div><aside aria-label="Endpoints">${endpoints(visit.simulator)}</aside></div>`;
  return { section: "webhooks", title: "Webhooks", content };
}

export function deliveryTable(visit: Visit, deliveries: readonly Numbered[]): Html {
  if (deliveries.length === 0) {
    return visit.simulator.webhooks.endpoints.length === 0
      ? html`<p>Nothing is delivered: there is no endpoint. Start with <code>--webhook http://127.0.0.1:3000/webhook</code>.</p>`
      : html`<p>Nothing yet. Events are delivered as they happen.</p>`;
  }
  const now = visit.simulator.engine.world.now();
  return table(
    "Deliveries, newest first",
    ["Event", "State", "Tries", "Again"],
    deliveries.map(({ number, delivery }) => [
      html`<a id="delivery-${number}" href="${SECTIONS.webhooks.path}/${number}">${delivery.type}</a><p class="small soft">${shorten(delivery.url, 120)}</p>`,
      stateOf(delivery, now),
      lastAnswer(delivery),
      actionForm(
        visit,
        "resend",
        html`<input type="hidden" name="event" value="${delivery.eventId}"><button>Resend</button>`,
      ),
    ]),
  );
}

function stateOf({ status, dueAt }: Delivery, now: number): Html {
  return html`${badge(status)}${dueAt !== null && html`<p class="small soft">next try ${wait(dueAt, now)}</p>`}`;
}

function lastAnswer({ attempts }: Delivery): Content {
  const last = attempts.at(-1);
  if (!last) return html`<span class="soft">none</span>`;
  return html`${attempts.length}, last ${answerOf(last)}`;
}

const answerOf = ({ response }: DeliveryAttempt) =>
  response ? statusBadge(response.status) : badge("no answer", "bad");

/** One delivery with every try: what was sent, and what came back. */
export function deliveryView(visit: Visit, name: string): View {
  const number = Number(name);
  const delivery = visit.simulator.webhooks.deliveries[number];
  if (!delivery) return missing("webhooks", "There is no such delivery.");
  const { attempts, dueAt, eventId } = delivery;
  const now = visit.simulator.engine.world.now();
  const content = html`<p class="small back"><a href="${SECTIONS.webhooks.path}">All deliveries</a></p>
<section class="card"><div class="top"><h2>${delivery.type}</h2>${badge(delivery.status)}</div>
${facts([
  ["Event", html`<a class="mono" href="${eventPath(eventId)}">${eventId}</a>`],
  ["Endpoint", shorten(delivery.url, 2000)],
  ["Next try", dueAt !== null && html`${time(dueAt)} (${wait(dueAt, now)})`],
])}
<div class="after">${actionForm(visit, "resend", html`<input type="hidden" name="event" value="${eventId}"><button>Resend</button>`)}${delivery.status === "pending" && actionForm(visit, "deliver", html`<button>Deliver now</button>`)}</div></section>
${attempts.map((attempt, index) => tryCard(`${number}-${index}`, index + 1, attempt))}
${attempts.length === 0 && html`<section class="card"><p>No try yet.</p></section>`}`;
  return { section: "webhooks", title: `Delivery of ${delivery.type}`, content };
}

function tryCard(id: string, count: number, attempt: DeliveryAttempt): Html {
  const { request, response, error } = attempt;
  return html`<section class="card"><div class="top"><h2>Try ${count}</h2><span>${time(attempt.at)} ${answerOf(attempt)}</span></div>
${error !== null && html`<p class="why">${shorten(error, 500)}</p>`}
${fold(`request-headers-${id}`, "Request headers", code(headerLines(request.headers)))}
${fold(`request-body-${id}`, "Request body", code(request.body))}
${response && fold(`answer-${id}`, "Answer", response.body === "" ? html`<p class="small soft">The body is empty.</p>` : code(response.body))}</section>`;
}

const headerLines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
