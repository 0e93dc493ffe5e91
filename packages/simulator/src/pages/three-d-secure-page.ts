import { createHash } from "node:crypto";
import type { ApiRequest, ApiResponse } from "../engine/api-types.ts";
import { formatAmount } from "../engine/currencies.ts";
import {
  findIntent,
  finishChallenge,
  type IntentRecord,
  isSetup,
} from "../engine/finish-challenge.ts";
import type { PaymentIntentRecord } from "../engine/objects.ts";
import type { World } from "../engine/world.ts";
import { escapeHtml } from "./escape-html.ts";
import { DONE_SCRIPT, renderPage } from "./render-page.ts";

const PATH = /^\/3ds\/(src_[A-Za-z0-9]+)$/;

/** The page where a person passes or fails 3-D Secure. Null when the path is not the page's. */
export function serveThreeDSecurePage(world: World, request: ApiRequest): ApiResponse | null {
  const source = PATH.exec(request.path)?.[1];
  if (source === undefined) return null;
  const record = findIntent(world, world.challenges.get(source) ?? "");
  if (!record) return page(404, message("There is no such authentication."));
  if (record.challenge?.source !== source) {
    return page(410, message("This authentication is over. You can close this page."));
  }
  if (request.method === "GET") return page(200, question(record));
  if (request.method === "POST") return finish(world, record, request.body);
  return page(405, message("This page answers to GET and POST."), { allow: "GET, POST" });
}

function question(record: IntentRecord): string {
  return `${isSetup(record) ? SAVES_CARD : paysAmount(record)}
<form method="post">
<button name="outcome" value="complete">Complete authentication</button>
<button name="outcome" value="fail" class="quiet">Fail authentication</button>
</form>`;
}

const SAVES_CARD = `<p>Your bank wants to know that it is you who saves this card</p>
<p>Nothing is charged now.</p>`;

function paysAmount({ object }: PaymentIntentRecord): string {
  const amount = `${formatAmount(object.amount, object.currency)} ${object.currency.toUpperCase()}`;
  return `<p>Your bank wants to know that it is you who pays</p>
<p class="amount">${escapeHtml(amount)}</p>`;
}

function finish(world: World, record: IntentRecord, body: string): ApiResponse {
  const outcome = new URLSearchParams(body).get("outcome");
  if (outcome !== "complete" && outcome !== "fail") {
    return page(400, message("Press one of the two buttons."));
  }
  const returnUrl = record.challenge?.returnUrl ?? null;
  finishChallenge(world, record, outcome);
  const { id, client_secret } = record.object;
  if (returnUrl !== null) {
    const target = new URL(returnUrl);
    const name = isSetup(record) ? "setup_intent" : "payment_intent";
    target.searchParams.set(name, id);
    target.searchParams.set(`${name}_client_secret`, client_secret ?? "");
    target.searchParams.set("source_type", "card");
    return { status: 303, headers: { location: target.href, ...BASE_HEADERS }, body: "" };
  }
  const done = `<p role="status">Authentication ${outcome === "complete" ? "completed" : "failed"}. You can close this page.</p>
<script id="result" type="application/json">${JSON.stringify({ ...(isSetup(record) ? { setupIntent: id } : { paymentIntent: id }), outcome })}</script>
<script>${DONE_SCRIPT}</script>`;
  return page(200, done);
}

const message = (text: string) => `<p role="status">${escapeHtml(text)}</p>`;

const BASE_HEADERS = { "cache-control": "no-store", "referrer-policy": "no-referrer" };
const SCRIPT_HASH = createHash("sha256").update(DONE_SCRIPT).digest("base64");

function page(status: number, content: string, headers: Record<string, string> = {}): ApiResponse {
  return {
    status,
    headers: {
      ...BASE_HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'; base-uri 'none'`,
      ...headers,
    },
    body: renderPage(content),
  };
}
