import { ROUTES } from "../../engine/routes.ts";
import type { FaultDescription } from "../../faults/fault.ts";
import { describeFault, FAULT_CHOICES } from "../fault-choices.ts";
import { badge } from "../format.ts";
import { type Html, html } from "../html.ts";
import { table } from "../table.ts";
import { actionForm, type View, type Visit } from "../visit.ts";
import { disturbanceSections } from "./disturbances.ts";

/** Switches for what goes wrong. */
export function faultsView(visit: Visit): View {
  const faults = visit.simulator.faults.list().toReversed();
  const on = faults.some(({ remaining }) => remaining !== 0);
  const content = html`<section class="card"><h2>Let API requests fail</h2>
<p class="small soft">It strikes the next requests of the API. Faults strike in the order in which they were switched on, one per request; nothing on this dashboard meets them.</p>
${actionForm(visit, "fault", [faultField(), routeField(), timesField(), msField(), html`<button class="first">Switch on</button>`])}</section>
<section class="card flush"><div class="card-top"><h2>API faults <span class="soft">${faults.length}</span></h2>${on && actionForm(visit, "faults-off", html`<button>Switch all off</button>`)}</div>
${faults.length === 0 ? html`<p>None is on. Switch on <code>lose_response</code> for <code>payment_intents.confirm</code> to see whether your backend charges twice.</p>` : faultTable(visit, faults)}</section>
${disturbanceSections(visit)}`;
  return { section: "faults", title: "Faults", content };
}

function faultField(): Html {
  return html`<div class="field wide"><label for="fault">Fault</label><select id="fault" name="fault">${Object.entries(FAULT_CHOICES).map(([name, what]) => html`<option value="${name}">${name}: ${what}</option>`)}</select></div>`;
}

function routeField(): Html {
  return html`<div class="field wide"><label for="route">Endpoint</label><select id="route" name="route"><option value="">any</option>${ROUTES.map(({ name }) => html`<option>${name}</option>`)}</select></div>`;
}

const timesField = (): Html =>
  html`<div class="field short"><label for="times">Times</label><input id="times" name="times" inputmode="numeric" pattern="[0-9]*" placeholder="1"></div>`;

const msField = (): Html =>
  html`<div class="field short"><label for="ms">Milliseconds</label><input id="ms" name="ms" inputmode="numeric" pattern="[0-9]*" aria-describedby="ms-hint" placeholder="slow, late"></div><p class="unseen" id="ms-hint">For slow and late alone</p>`;

function faultTable(visit: Visit, faults: readonly FaultDescription[]): Html {
  return table(
    "Faults, newest first",
    ["Fault", "Strikes", "State", "Change"],
    faults.map((fault) => [
      html`<code>${describeFault(fault.fault)}</code>`,
      where(fault),
      state(fault),
      buttons(visit, fault),
    ]),
  );
}

function where({
  id,
  fault,
  nth,
  share,
  when,
  seen,
  strikes,
  remaining,
  held,
  ...filter
}: FaultDescription): string {
  const parts = Object.entries(filter).map(([name, value]) =>
    name === "route"
      ? String(value)
      : `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  if (nth > 1) parts.push(`from request ${nth} on`);
  if (share < 1) parts.push(`${share * 100} % of them`);
  if (when) parts.push("as the process decides");
  return parts.length === 0 ? "any request" : parts.join(", ");
}

function state({ strikes, remaining, held }: FaultDescription): Html {
  const left = remaining === null ? "no limit" : `${remaining} to come`;
  return html`${remaining === 0 ? badge("spent", "none") : badge("on", "warn")}<p class="small soft">struck ${strikes}${remaining !== 0 && `, ${left}`}${held > 0 && `, holds ${held}`}</p>`;
}

function buttons(visit: Visit, { id, remaining, held }: FaultDescription): Html {
  const button = (action: string, name: string) =>
    actionForm(
      visit,
      action,
      html`<input type="hidden" name="id" value="${id}"><button>${name}</button>`,
    );
  return html`${held > 0 && button("fault-release", "Release")}${remaining !== 0 && button("fault-off", "Switch off")}`;
}
