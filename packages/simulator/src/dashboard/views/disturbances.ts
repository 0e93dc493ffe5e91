import type { Disturbance } from "../../webhooks/disturbances.ts";
import { DISTURBANCES } from "../disturbance-actions.ts";
import { badge } from "../format.ts";
import { type Html, html } from "../html.ts";
import { table } from "../table.ts";
import { actionForm, type Visit } from "../visit.ts";

/** Switches for what goes wrong on the way to the webhook endpoints. */
export function disturbanceSections(visit: Visit): Html {
  const on = visit.simulator.webhooks.disturbances.toReversed();
  return html`<section class="card"><h2>Disturb webhooks</h2>
<p class="small soft">From now on, for events of one type or of a pattern such as <code>payment_intent.*</code>.</p>
${actionForm(visit, "disturb", [
  html`<div class="field wide"><label for="kind">What happens</label><select id="kind" name="kind">${Object.entries(DISTURBANCES).map(([kind, what]) => html`<option value="${kind}">${kind}: ${what}</option>`)}</select></div>`,
  html`<div class="field wide"><label for="type">Type of event</label><input id="type" name="type" placeholder="any"></div>`,
  html`<div class="field short"><label for="disturbance-times">Times</label><input id="disturbance-times" name="times" inputmode="numeric" pattern="[0-9]*" placeholder="1"></div>`,
  html`<div class="field short"><label for="seconds">Delay, seconds</label><input id="seconds" name="seconds" inputmode="numeric" pattern="[0-9]*" placeholder="60"></div>`,
  html`<button class="first">Disturb</button>`,
])}</section>
<section class="card flush"><div class="card-top"><h2>Webhook switches <span class="soft">${on.length}</span></h2>${on.length > 0 && actionForm(visit, "disturbances-off", html`<button>Stop all</button>`)}</div>
${on.length === 0 ? html`<p>None is on. Duplicate <code>payment_intent.succeeded</code> to see whether your backend ships twice.</p>` : switchTable(visit, on)}</section>`;
}

function switchTable(visit: Visit, switches: readonly Disturbance[]): Html {
  return table(
    "Webhook switches, newest first",
    ["Switch", "Strikes", "State", "Change"],
    switches.map((one) => [
      html`<code>${one.kind}</code>`,
      whereOf(one),
      html`${badge("on", "warn")}<p class="small soft">struck ${one.struck}, ${one.remaining === null ? "no limit" : `${one.remaining} to come`}</p>`,
      actionForm(
        visit,
        "disturbance-off",
        html`<input type="hidden" name="id" value="${one.id}"><button>Stop</button>`,
      ),
    ]),
  );
}

function whereOf({ type = "any event", endpoint, share, delayMs, order }: Disturbance): string {
  return [
    type,
    endpoint !== undefined && `to ${endpoint}`,
    share !== undefined && `${share * 100} % of them`,
    delayMs !== undefined && `${delayMs / 1000} s later`,
    order,
  ]
    .filter(Boolean)
    .join(", ");
}
