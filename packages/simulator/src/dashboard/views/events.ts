import { renderEvent } from "../../engine/events/emit.ts";
import { matchesType } from "../../engine/events/read.ts";
import type { EventRecord } from "../../engine/objects.ts";
import { badge, code, time } from "../format.ts";
import { type Html, html } from "../html.ts";
import { newest, pageOf } from "../newest.ts";
import { facts, fold, table } from "../table.ts";
import {
  actionForm,
  eventPath,
  pager,
  requestPath,
  SECTIONS,
  type View,
  type Visit,
} from "../visit.ts";
import { deliveryTable } from "./deliveries.ts";
import { missing } from "./missing.ts";

/** What happened, newest first. */
export function eventsView(visit: Visit): View {
  const wanted = (visit.query.get("type") ?? "").trim();
  const { events } = visit.simulator.engine.world;
  const found = newest(
    wanted === ""
      ? events
      : [...events.oldestFirst({ fits: ({ type }) => matchesType(type, wanted) })],
    pageOf(visit.query),
  );
  const content = html`<section class="card flush"><div class="card-top"><h2>Events <span class="soft">${found.total}</span></h2>
<form method="get" action="${SECTIONS.events.path}" role="search" class="actions"><label for="type" class="unseen">Type, or a pattern</label><input id="type" name="type" type="search" value="${wanted}" placeholder="payment_intent.*"><button>Find</button></form></div>
${found.total === 0 && wanted !== "" ? html`<p>No event has the type “${wanted}”. <a href="${SECTIONS.events.path}">Show all</a></p>` : eventTable(visit, found.items)}
${pager(visit, found)}</section>`;
  return { section: "events", title: "Events", content };
}

export function eventTable(visit: Visit, events: readonly EventRecord[]): Html {
  if (events.length === 0) return html`<p>Nothing yet. Events come with the first payment.</p>`;
  return table(
    "Events, newest first",
    ["Event", "Deliveries", "Time", "Again"],
    events.map((event) => [
      html`<a id="${event.id}" href="${eventPath(event.id)}">${event.type}</a><p class="small mono soft">${event.id}</p>`,
      delivered(event),
      time(event.created * 1000),
      resendButton(visit, event),
    ]),
  );
}

function delivered(event: EventRecord): Html {
  return event.pendingWebhooks === 0
    ? badge("none pending", "none")
    : badge(`${event.pendingWebhooks} pending`, "wait");
}

function resendButton(visit: Visit, { id }: EventRecord): Html {
  if (visit.simulator.webhooks.endpoints.length === 0)
    return html`<span class="small soft">no endpoint</span>`;
  return actionForm(
    visit,
    "resend",
    html`<input type="hidden" name="event" value="${id}"><button>Resend</button>`,
  );
}

/** One event: its body, and where it went. */
export function eventView(visit: Visit, id: string): View {
  const { world } = visit.simulator.engine;
  const event = world.events.get(id);
  if (!event) return missing("events", `There is no event ${id}.`);
  const { request } = event;
  const content = html`<p class="small back"><a href="${SECTIONS.events.path}">All events</a></p>
<section class="card"><div class="top"><h2>${event.type}</h2>${resendButton(visit, event)}</div>
${facts([
  ["Event", html`<code>${id}</code>`],
  ["Time", time(event.created * 1000)],
  [
    "Caused by",
    request?.id
      ? html`<a class="mono" href="${requestPath(request.id)}">${request.id}</a>`
      : "nobody’s request",
  ],
  ["Idempotency key", request?.idempotency_key && html`<code>${request.idempotency_key}</code>`],
  ["Account", html`<code>${event.account}</code>`],
])}</section>
<section class="card flush"><h2>Deliveries</h2>${deliveryTable(visit, newest(visit.deliveries.of(id), 1).items)}</section>
<section class="card">${fold(`json-${id}`, "Event as JSON", code(JSON.stringify(renderEvent(event), null, 2)))}</section>`;
  return { section: "events", title: `${event.type} ${id}`, content };
}
