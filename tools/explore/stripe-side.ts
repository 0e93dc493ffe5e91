import type {
  Admission,
  AdmittedRequest,
  ApiRequest,
  ApiResponse,
  Simulator,
} from "@chargeonce/simulator";
import { describeArrival } from "./describe.ts";
import type { CarriedFacts, Cause, History, Sent } from "./history.ts";

/** A request that is still on its way, or a copy of one. */
export interface HeldRequest {
  readonly sent: Sent;
  readonly request: ApiRequest;
  /** Not null when Stripe has let it in, with its key in use and its object locked, and has not executed it yet. */
  readonly admitted: AdmittedRequest | null;
}

/** Stripe, watched: who made it do what. */
export interface StripeSide {
  readonly simulator: Simulator;
  /** Requests that nobody waits for any more and that may yet arrive. */
  readonly held: HeldRequest[];
  /** A server's request arrives. */
  arrive(sent: Sent, request: ApiRequest): ApiResponse;
  /** It is let in and not executed yet. */
  admit(sent: Sent, request: ApiRequest): Admission;
  execute(
    sent: Sent,
    admitted: AdmittedRequest,
    mode?: "error_500_before" | "error_500_after",
  ): ApiResponse;
  /** A held request arrives, too late for whoever sent it. */
  arriveLate(held: HeldRequest): void;
  /** Somebody beside the servers does something at Stripe. */
  act<Result>(cause: Cause, work: () => Result): Result;
  /** Asks with the shop's own key, beside the library. */
  ask(
    secretKey: string,
    path: string,
    form?: Record<string, string>,
  ): { status: number; body: StripeObject };
  intent(id: string): StripeObject | null;
}

/** An object of Stripe's, as the simulator keeps it. */
// biome-ignore lint/suspicious/noExplicitAny: Stripe's JSON, whose shape the simulator's own tests hold
export type StripeObject = any;

export function createStripeSide(
  simulator: Simulator,
  history: History,
  now: () => number,
): StripeSide {
  const { engine } = simulator;
  const { world } = engine;
  const held: HeldRequest[] = [];
  /** For whom an intent was made. */
  const makers = new Map<string, string | undefined>();
  /** Who opened the challenge that an intent waits for. */
  const openers = new Map<string, Cause>();

  /** What is new at Stripe after `work` is put down to `cause`; a passed challenge to whoever opened it. */
  function act<Result>(cause: Cause, work: () => Result): Result {
    const known = world.charges.size;
    const result = work();
    noteStatuses();
    if (world.charges.size > known) {
      let fresh = world.charges.size - known;
      for (const { object } of world.charges.newestFirst({})) {
        if (fresh-- === 0) break;
        if (object.status === "succeeded") noteCharge(cause, object);
      }
    }
    return result;
  }

  function noteStatuses(): void {
    for (const { object } of world.paymentIntents.values()) {
      const changes = history.statuses.get(object.id) ?? [];
      if (changes.at(-1)?.status === object.status) continue;
      changes.push({ order: history.next(), status: object.status });
      history.statuses.set(object.id, changes);
    }
  }

  function noteCharge(cause: Cause, charge: StripeObject): void {
    const intentId = String(charge.payment_intent);
    const intent = world.paymentIntents.get(intentId)?.object;
    if (intent === undefined) return;
    const passed = cause.by === "shop" && cause.what === "challenge";
    const owner = passed ? (openers.get(intentId) ?? cause) : cause;
    const order = history.next();
    history.charges.push({
      order,
      at: now(),
      id: charge.id,
      intentId,
      method: String(charge.payment_method),
      cause: owner,
      carried: carriedBy(intent),
    });
    history.say(
      "Stripe",
      () => `** takes ${charge.amount} on ${intentId} with ${charge.payment_method}`,
    );
  }

  /** Remembers whose confirm began a challenge. */
  function noteChallenge(
    cause: Cause,
    intentId: string | null,
    work: () => ApiResponse,
  ): ApiResponse {
    const record = intentId === null ? undefined : world.paymentIntents.get(intentId);
    const before = record?.challenge ?? null;
    const response = act(cause, work);
    if (intentId !== null && record?.challenge && record.challenge !== before) {
      openers.set(intentId, cause);
    }
    return response;
  }

  function done(
    sent: Sent,
    request: ApiRequest | null,
    response: ApiResponse,
    how = "",
  ): ApiResponse {
    const method = new URLSearchParams(request?.body ?? "").get("payment_method");
    if (method !== null) {
      const id = sent.intentId ?? JSON.parse(response.body).id;
      history.named.add(`${id}:${method}`);
    }
    history.say("Stripe", () => describeArrival(sent, response, how));
    noteReached(sent, response);
    if (response.headers["idempotent-replayed"] === "true") {
      history.reached.add(
        response.status >= 500 ? "Stripe replays a 500" : "Stripe replays an answer",
      );
    }
    return response;
  }

  /** The states that a run must have been in to say anything. */
  function noteReached({ route, intentId, call }: Sent, { status, body }: ApiResponse): void {
    if (status !== 200) return;
    if (route === "create") makers.set(JSON.parse(body).id, call?.tap.caller);
    if (route === "cancel" && call !== null && makers.get(intentId ?? "") !== call.tap.caller) {
      history.reached.add("another caller's intent canceled");
    }
  }

  const side: StripeSide = {
    simulator,
    held,
    arrive: (sent, request) => {
      const cause = { by: "server", sent } as const;
      return done(
        sent,
        request,
        noteChallenge(cause, sent.intentId, () => engine.handle(request)),
      );
    },
    admit: (_sent, request) => engine.admit(request),
    execute: (sent, admitted, mode) => {
      const cause = { by: "server", sent } as const;
      const response = noteChallenge(cause, sent.intentId, () =>
        admitted.execute(mode ?? "normal"),
      );
      return done(sent, null, response, mode === undefined ? "" : ` (${mode})`);
    },
    arriveLate({ sent, request, admitted }) {
      const cause = { by: "server", sent } as const;
      const response = noteChallenge(cause, sent.intentId, () =>
        admitted === null ? engine.handle(request) : admitted.execute(),
      );
      done(sent, request, response, " LATE");
      if (sent.route === "confirm") {
        const isFenced =
          side.intent(sent.intentId ?? "")?.status === "canceled" && response.status === 400;
        const came =
          response.headers["idempotent-replayed"] === "true"
            ? "replayed"
            : response.status === 200
              ? "executed"
              : "refused";
        history.reached.add(`late confirm ${isFenced ? "fenced by a cancel" : came}`);
      }
    },
    act(cause, work) {
      const opens = cause.by === "app";
      const before = new Map<string, unknown>();
      if (opens)
        for (const { object, challenge } of world.paymentIntents.values())
          before.set(object.id, challenge);
      const result = act(cause, work);
      if (opens) {
        for (const { object, challenge } of world.paymentIntents.values()) {
          if (challenge && challenge !== before.get(object.id)) openers.set(object.id, cause);
        }
      }
      return result;
    },
    ask(secretKey, path, form) {
      const response = engine.handle({
        method: form === undefined ? "GET" : "POST",
        path,
        query: "",
        headers: { authorization: `Bearer ${secretKey}` },
        body: form === undefined ? "" : new URLSearchParams(form).toString(),
      });
      return { status: response.status, body: JSON.parse(response.body) };
    },
    intent: (id) => world.paymentIntents.get(id)?.object ?? null,
  };
  return side;
}

export function carriedBy(intent: StripeObject): CarriedFacts {
  const {
    payment_id: _payment,
    order_id: _order,
    installation: _installation,
    ...metadata
  } = intent.metadata;
  return {
    amount: intent.amount,
    customer: intent.customer,
    receiptEmail: intent.receipt_email,
    description: intent.description,
    metadata,
    shippingTo: intent.shipping?.address?.line1 ?? null,
    saveCard: intent.setup_future_usage !== null,
  };
}
