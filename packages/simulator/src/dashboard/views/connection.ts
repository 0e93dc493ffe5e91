import type { Simulator } from "../../simulator.ts";
import { badge, shorten } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { facts } from "../table.ts";
import type { Visit } from "../visit.ts";

/** How a backend reaches the simulator, and where its events go. */
export function connection({ simulator, origin }: Visit): Html {
  const { accounts } = simulator.engine.world;
  const { hostname, port, protocol } = new URL(origin);
  const several = accounts.length > 1;
  return html`<aside aria-label="Connection">
${accounts.map(
  (account) => html`<section class="card"><h2>${several ? `Keys of ${account.id}` : "Keys"}</h2>
${facts([
  ["Secret key", mono(account.secretKey)],
  ["Publishable key", mono(account.publishableKey)],
  ["Mode", account.livemode ? "live" : null],
])}</section>`,
)}
<section class="card"><h2>Your backend</h2>
<p class="small">Give the <code>stripe</code> client this address:</p>
<pre><code>new Stripe("${accounts[0]?.secretKey}", {
  host: "${hostname}",
  port: ${port === "" ? "443" : port},
  protocol: "${protocol.slice(0, -1)}",
})</code></pre></section>
${endpoints(simulator)}
</aside>`;
}

export function endpoints({ webhooks }: Simulator): Html {
  return html`<section class="card"><h2>Webhook endpoints</h2>${endpointFacts(webhooks.endpoints)}</section>`;
}

function endpointFacts(all: Simulator["webhooks"]["endpoints"]): Content {
  if (all.length === 0) {
    return html`<p class="small">None, so events are delivered nowhere. Start with</p>
<pre><code>npx @chargeonce/simulator \\
  --webhook http://127.0.0.1:3000/webhook</code></pre>`;
  }
  return all.map(
    ({ url, secrets, enabledEvents, status, connect }) =>
      html`<div class="endpoint">${facts([
        ["URL", shorten(url, 300)],
        [
          secrets.length > 1 ? "Secrets, newest first" : "Secret",
          secrets.map((secret) => html`${mono(secret)}<br>`),
        ],
        ["Events", enabledEvents.includes("*") ? null : shorten(enabledEvents.join(", "), 300)],
        ["Of", connect && "connected accounts"],
        ["State", status === "disabled" && badge("disabled", "none")],
      ])}</div>`,
  );
}

const mono = (text: string) => html`<code>${text}</code>`;

/** What to do while nothing was paid. */
export function firstRequest(visit: Visit): Html {
  return html`<div class="empty"><p>Nothing yet. Send a request with this key:</p><pre><code>${curl(visit)}</code></pre>
<p class="small soft">It charges a test card at once. Or let your backend create one; it appears here by itself.</p></div>`;
}

function curl({ simulator, origin }: Visit): string {
  return `curl ${origin}/v1/payment_intents \\
  -u ${simulator.keys.secretKey}: \\
  -d amount=1099 -d currency=usd \\
  -d "metadata[order]=1" \\
  -d "automatic_payment_methods[enabled]=true" \\
  -d "automatic_payment_methods[allow_redirects]=never" \\
  -d payment_method=pm_card_visa \\
  -d confirm=true`;
}
