import type { Delivery, DeliveryAttempt } from "../../webhooks/deliveries.ts";
import type { LoggedDelivery } from "../../webhooks/delivery-log.ts";
import { badge, code, shorten, statusBadge, time, wait } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { newest, pageOf } from "../newest.ts";
import { facts, fold, table } from "../table.ts";
import { actionForm, eventPath, pager, SECTIONS, type View, type Visit } from "../visit.ts";
import { endpoints } from "./connection.ts";
import { missing } from "./missing.ts";

/** What went to the webhook endpoints, newest first. */
export function webhooksView(visit: Visit): View {
  const found = newest(visit.deliveries, pageOf(visit.query));
  const { waiting } = visit.deliveries;
  const content = html`<div class="split"><div>
<section class="card flush"><div class="card-top"><h2>Deliveries <span class="soft">${found.total}</span></h2>
${waiting > 0 && actionForm(visit, "deliver", html`<span class="small soft">${waiting} not finished</span> <button class="first">Deliver all now</button>`)}</div>
${deliveryTable(visit, found.items)}
${pager(visit, found)}</section>
</div><aside aria-label="Endpoints">${endpoints(visit.simulator)}</aside></div>`;
  return { section: "webhooks", title: "Webhooks", content };
}

export function deliveryTable(visit: Visit, deliveries: readonly LoggedDelivery[]): Html {
  if (deliveries.length === 0) {
    return visit.simulator.webhooks.endpoints.length === 0
      ? html`<p>Nothing is delivered: there is no endpoint. Start with <code>--webhook http://127.0.0.1:3000/webhook</code>.</p>`
      : html`<p>Nothing yet. Events are delivered as they happen.</p>`;
  }
  const now = visit.simulator.engine.world.now();
  return table(
    "Deliveries, newest first",
    ["Event", "State", "Tries", "Again"],
    deliveries.map(({ place, delivery }) => [
      html`<a id="delivery-${place}" href="${SECTIONS.webhooks.path}/${place}">${delivery.type}</a><p class="small soft">${shorten(delivery.url, 120)}</p>`,
      stateOf(delivery, now),
      lastAnswer(delivery),
      resendButton(visit, delivery),
    ]),
  );
}

function resendButton(visit: Visit, { eventId, endpointId }: Delivery): Html {
  return actionForm(
    visit,
    "resend",
    html`<input type="hidden" name="event" value="${eventId}"><input type="hidden" name="endpoint" value="${endpointId}"><button>Resend</button>`,
  );
}

/** Why it is sent, unless because the event happened. */
const originOf = ({ origin }: Delivery) => origin !== "event" && html` ${badge(origin, "none")}`;

function stateOf(delivery: Delivery, now: number): Html {
  const { status, dueAt } = delivery;
  return html`${badge(status)}${originOf(delivery)}${dueAt !== null && html`<p class="small soft">next try ${wait(dueAt, now)}</p>`}`;
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
  const place = /^\d{1,9}$/.test(name) ? Number(name) : -1;
  const [logged] = place < 0 ? [] : visit.deliveries.slice(place, place + 1);
  if (!logged) return missing("webhooks", "There is no such delivery.");
  const { delivery } = logged;
  const { attempts, dueAt, eventId } = delivery;
  const now = visit.simulator.engine.world.now();
  const content = html`<p class="small back"><a href="${SECTIONS.webhooks.path}">All deliveries</a></p>
<section class="card"><div class="top"><h2>${delivery.type}</h2><span>${badge(delivery.status)}${originOf(delivery)}</span></div>
${facts([
  ["Event", html`<a class="mono" href="${eventPath(eventId)}">${eventId}</a>`],
  ["Endpoint", shorten(delivery.url, 2000)],
  ["Next try", dueAt !== null && html`${time(dueAt)} (${wait(dueAt, now)})`],
])}
<div class="after">${resendButton(visit, delivery)}${delivery.status === "pending" && actionForm(visit, "deliver", html`<button>Deliver all now</button>`)}</div></section>
${attempts.map((attempt, index) => tryCard(`${place}-${index}`, index + 1, attempt))}
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
