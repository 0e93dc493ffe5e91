import { createHash } from "node:crypto";
import type { ApiResponse } from "../engine/api-types.ts";
import { time } from "./format.ts";
import { type Html, html, toMarkup } from "./html.ts";
import { LIVE_SCRIPT } from "./live-script.ts";
import type { Notice } from "./notices.ts";
import { STYLE } from "./style.ts";
import { actionForm, SECTIONS, type View, type Visit } from "./visit.ts";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

export const SECURITY_HEADERS = {
  "cache-control": "no-store",
  // Under `no-referrer` a browser would send the buttons with `Origin: null`, and be refused.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "content-security-policy": `default-src 'none'; img-src data:; style-src ${hash(STYLE)}; script-src ${hash(LIVE_SCRIPT)}; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
};

/** The whole document around a view. */
export function renderDocument(visit: Visit, view: View, notice: Notice | null): ApiResponse {
  return {
    status: view.status ?? 200,
    headers: { ...SECURITY_HEADERS, "content-type": "text/html; charset=utf-8" },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${toMarkup(view.title)} · Simulated Stripe</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${toMarkup(frame(visit, view, notice))}
<script>${LIVE_SCRIPT}</script>
</body>
</html>
`,
  };
}

function frame(visit: Visit, { section, title, content }: View, notice: Notice | null): Html {
  return html`<a class="skip" href="#main">Skip to content</a>
<header><div class="bar">
<p class="brand">Simulated Stripe</p><span id="live" hidden></span>
${clock(visit)}
<nav class="tabs" aria-label="Dashboard">
${Object.entries(SECTIONS).map(
  ([name, { name: text, path }]) =>
    html`<a href="${path}"${name === section && html` aria-current="page"`}>${text}</a>\n`,
)}</nav>
</div></header>
${notice && html`<div class="notice ${notice.good ? "good" : "bad"}" role="${notice.good ? "status" : "alert"}"><p>${notice.text}</p></div>`}
<main id="main" tabindex="-1">
<h1 class="unseen">${title}</h1>
${content}
</main>`;
}

function clock(visit: Visit): Html {
  const now = visit.simulator.engine.world.now();
  return html`<details class="clock"><summary><span class="unseen">Clock: </span><span id="now">${time(now)}</span><span class="utc"> UTC</span></summary>
<div><h2>Put the clock forward</h2>
<p class="small soft">What comes due meanwhile happens in order: retries of webhooks, late results, expired keys and holds.</p>
${actionForm(visit, "advance", [
  html`<button name="preset" value="1">1 hour</button><button name="preset" value="24">24 hours</button><button name="preset" value="168">7 days</button>`,
])}
${actionForm(visit, "advance", [
  html`<div class="field wide"><label for="hours">Hours</label><input id="hours" name="hours" inputmode="decimal" required></div><button class="first">Advance</button>`,
])}</div></details>`;
}
