import { advance } from "./advance.ts";
import { createClock, earliest } from "./clock.ts";
import { confirmOnClient } from "./confirm-on-client.ts";
import { createControl } from "./control/control.ts";
import { createDashboard } from "./dashboard/dashboard.ts";
import type { Account, ApiRequest } from "./engine/api-types.ts";
import { disputePayment } from "./engine/disputes/dispute-payment.ts";
import { createEngine } from "./engine/engine.ts";
import { renderEvent } from "./engine/events/emit.ts";
import { findIntent, finishChallenge, isSetup } from "./engine/finish-challenge.ts";
import { createFetchFace } from "./faces/fetch.ts";
import { startHttpServer } from "./faces/http-server.ts";
import { createFaults } from "./faults/faults.ts";
import { createLedger } from "./ledger.ts";
import { serve } from "./serve.ts";
import type { Simulator, SimulatorOptions } from "./simulator.ts";
import { createPump, type Pump } from "./webhooks/pump.ts";
import { createWebhooks } from "./webhooks/webhooks.ts";

/** The keys of the default account. Fixed, and of no use anywhere else. */
export const SECRET_KEY = "sk_test_simulator";
export const PUBLISHABLE_KEY = "pk_test_simulator";

const DEFAULT_ACCOUNT: Account = {
  id: "acct_1SimulatorAccount",
  secretKey: SECRET_KEY,
  publishableKey: PUBLISHABLE_KEY,
  livemode: false,
};

const WEBHOOK_TIMEOUT_MS = 20_000;

/** Reachable through no network: the fetch and msw faces answer for it. */
const DEFAULT_BASE_URL = "https://simulator.invalid";

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const clock = createClock(options.now ?? Date.now);
  const { now } = clock;
  const accounts = (options.accounts ?? [DEFAULT_ACCOUNT]).map((account) => ({
    livemode: false,
    ...account,
  }));
  const [first = DEFAULT_ACCOUNT] = accounts;
  let baseUrl = options.baseUrl;
  const seed = String(options.seed ?? now());
  const engine = createEngine({
    accounts,
    seed,
    now,
    baseUrl: () => baseUrl ?? DEFAULT_BASE_URL,
    ...(options.searchLagMs !== undefined && { searchLagMs: options.searchLagMs }),
    ...(options.maxAmount !== undefined && { maxAmount: options.maxAmount }),
  });
  const { world } = engine;
  const faults = createFaults({ world, seed: `${seed} faults` });
  const webhooks = createWebhooks({
    engine,
    endpoints: options.webhookEndpoints ?? [],
    secret: `whsec_${world.ids.text(32)}`,
    seed,
    timeoutMs: options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS,
    decoys: options.decoySignatures ?? true,
    send: (input, init) => (options.fetch ?? globalThis.fetch)(input, init),
  });
  const pumps = new Set<Pump>();
  const serveRequest = (request: ApiRequest) =>
    serve({ engine, faults, hook: () => simulator.onRequest, dashboard, control }, request);

  const simulator: Simulator = {
    engine,
    fetch: createFetchFace(serveRequest),
    keys: { secretKey: first.secretKey, publishableKey: first.publishableKey },
    ledger: createLedger(world),
    requests: engine.requests,
    clearRequests: () => void engine.requests.splice(0),
    events: { list: () => [...world.events.values()].map((event) => renderEvent(event)) },
    webhooks,
    faults,
    onRequest: null,
    authenticate(id, outcome) {
      const record = findIntent(world, id);
      if (!record) throw new Error(`The simulator knows no PaymentIntent or SetupIntent '${id}'.`);
      const after = finishChallenge(world, record, outcome);
      if (after) return structuredClone(after);
      const kind = isSetup(record) ? "SetupIntent" : "PaymentIntent";
      throw new Error(
        `${kind} '${id}' waits for no authentication; its status is ${record.object.status}.`,
      );
    },
    dispute: (paymentIntentId, wish = {}) => disputePayment(world, paymentIntentId, wish),
    confirmOnClient: (clientSecret, wish) => confirmOnClient(engine, { clientSecret, ...wish }),
    prune: engine.tick,
    async advance(hours) {
      await advance({ engine, clock, webhooks: pumps.size > 0 ? webhooks : null }, hours);
      for (const pump of pumps) pump.wake();
    },
    async listen({ deliverWebhooks = true, ...listenOptions } = {}) {
      const nextDueAt = () => earliest(webhooks.nextDueAt(), world.schedule.nextAt());
      const pump = createPump({ now, nextDueAt, deliverDue: webhooks.deliverDue });
      const wake = () => pump.wake();
      const server = await startHttpServer(
        (request) => serveRequest(request).finally(() => deliverWebhooks && wake()),
        listenOptions,
      );
      baseUrl = options.baseUrl ?? server.url;
      if (deliverWebhooks) {
        pumps.add(pump);
        world.eventListeners.add(wake);
        wake();
      }
      return {
        ...server,
        close() {
          world.eventListeners.delete(wake);
          pumps.delete(pump);
          pump.stop();
          return server.close();
        },
      };
    },
  };
  const dashboard = createDashboard(simulator, webhooks.log);
  const control = createControl(simulator);
  return simulator;
}
