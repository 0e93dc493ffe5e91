import type { RequestLogEntry } from "../../engine/exchange.ts";
import type { FormHash } from "../../engine/form-decoding.ts";
import { badge, code, statusBadge, time } from "../format.ts";
import { type Html, html } from "../html.ts";
import { newest, pageOf } from "../newest.ts";
import { facts, table } from "../table.ts";
import { pager, requestPath, SECTIONS, type View, type Visit } from "../visit.ts";
import { firstRequest } from "./connection.ts";
import { missing } from "./missing.ts";

/** What was asked of the API, newest first. */
export function requestsView(visit: Visit): View {
  const found = newest(visit.simulator.requests, pageOf(visit.query));
  const content = html`<section class="card flush"><h2>API requests <span class="soft">${found.total}</span></h2>
${found.total === 0 ? firstRequest(visit) : requestTable(found.items)}
${pager(visit, found)}</section>`;
  return { section: "requests", title: "API requests", content };
}

export function requestTable(requests: readonly RequestLogEntry[]): Html {
  if (requests.length === 0) return html`<p>None: it came about without a request of the API.</p>`;
  return table(
    "API requests, newest first",
    ["Request", "Answer", "Idempotency key", "Time"],
    requests.map((entry) => [
      html`<a class="mono" id="${entry.requestId}" href="${requestPath(entry.requestId)}">${entry.method} ${entry.path.slice(0, 200)}</a><p class="small soft">${entry.key === "publishable" && "publishable key · "}${sentIn(entry.params)}</p>`,
      html`${statusBadge(entry.status)} ${entry.replayed && badge("replayed", "wait")}`,
      entry.idempotencyKey !== null &&
        html`<span class="mono">${entry.idempotencyKey.slice(0, 255)}</span>`,
      time(entry.at),
    ]),
  );
}

/** The first of what was sent, to tell requests of one endpoint apart. */
function sentIn(params: FormHash): string {
  let text = "";
  for (const [name, value] of pairsIn(params)) {
    if (name.startsWith("automatic_payment_methods")) continue;
    text += `${text === "" ? "" : " "}${name}=${value}`;
    if (text.length > LONGEST_LINE) return `${text.slice(0, LONGEST_LINE)}…`;
  }
  return text;
}

const LONGEST_LINE = 120;

/** As they were sent, each when it is asked for: there may be thousands. */
function* pairsIn(params: FormHash, above = ""): Iterable<[name: string, value: string]> {
  for (const part of Object.keys(params)) {
    const value = params[part] ?? "";
    const name = above === "" ? part : `${above}[${part}]`;
    if (typeof value === "string") yield [name, value];
    else yield* pairsIn(value, name);
  }
}

/** One request with its parameters. */
export function requestView(visit: Visit, id: string): View {
  const entry = visit.simulator.requests.findLast(({ requestId }) => requestId === id);
  if (!entry) return missing("requests", `There is no request ${id} in the log.`);
  const content = html`<p class="small back"><a href="${SECTIONS.requests.path}">All requests</a></p>
<section class="card"><div class="top"><h2 class="mono">${entry.method} ${entry.path.slice(0, 500)}</h2>${statusBadge(entry.status)}</div>
${facts([
  ["Request", html`<code>${entry.requestId}</code>`],
  ["Idempotency key", entry.idempotencyKey !== null && html`<code>${entry.idempotencyKey}</code>`],
  ["Time", time(entry.at)],
  ["Replayed", entry.replayed ? "yes, the first answer was sent again" : "no"],
  ["Key", entry.key ?? "none that is known"],
  ["Account", entry.account !== null && html`<code>${entry.account}</code>`],
])}</section>
<section class="card"><h2>Parameters</h2>${
    Object.keys(entry.params).length === 0
      ? html`<p class="small soft">None.</p>`
      : code(JSON.stringify(entry.params, null, 2))
  }</section>`;
  return { section: "requests", title: `${entry.method} ${entry.path}`, content };
}
