import { pickKind } from "../cards.ts";
import type { Chance } from "../chance.ts";
import type { Answer, Tap } from "../history.ts";
import type { CallerPlan } from "../plan.ts";
import type { Shop } from "../world.ts";
import { ask } from "./ask.ts";
import type { CallerParts, CallerState } from "./caller-state.ts";
import { passChallenge } from "./challenge.ts";
import { confirmInApp } from "./confirm-in-app.ts";

export function createCaller(
  { world, wallet, chance }: CallerParts,
  plan: CallerPlan,
  shop: Shop,
): CallerState {
  const kind = pickKind(chance, world.plan);
  return {
    plan,
    shop,
    principal: plan.identity === "user" ? plan.name : null,
    secret: null,
    secrets: [],
    status: "",
    card: wallet.card(shop, plan.name, kind),
    taps: [],
  };
}

/** A caller mostly does what the answers say, and now and then anything else. */
export async function playCaller(parts: CallerParts, caller: CallerState): Promise<void> {
  const { world, chance } = parts;
  for (let asked = 0; asked < caller.plan.requests; asked += 1) {
    await world.scheduler.turn();
    if (caller.plan.identity === "logs in" && chance.happens(0.3))
      caller.principal = caller.plan.name;
    const { repeats, wanders } = caller.plan;
    if (caller.taps.length > 0 && chance.happens(repeats))
      await repeat(parts, caller, oldTap(caller, chance));
    else if (chance.happens(wanders)) await anything(parts, caller);
    else await nextThing(parts, caller);
  }
}

/** Mostly a confirm: that is what may be charged. */
function oldTap({ taps }: CallerState, chance: Chance): Tap {
  const confirms = taps.filter(({ operation }) => operation === "confirm");
  return chance.pick(confirms.length > 0 && chance.happens(0.8) ? confirms : taps);
}

async function repeat(parts: CallerParts, caller: CallerState, tap: Tap): Promise<void> {
  hear(parts, caller, await ask(parts.world, caller.shop, tap, parts.chance));
}

async function nextThing(parts: CallerParts, caller: CallerState): Promise<void> {
  const { chance } = parts;
  const last = caller.taps.at(-1);
  const unanswered = last?.answers.at(-1)?.retryable === true;
  if (last !== undefined && unanswered && chance.happens(caller.plan.insists))
    return repeat(parts, caller, last);
  // When the server does not answer, some apps fall back to confirming by themselves, and some customers to another card.
  if (unanswered && chance.happens(0.3)) return confirmInApp(parts, caller);
  if (unanswered && chance.happens(0.4)) changeCard(parts, caller);
  if (caller.secret === null) return process(parts, caller);
  switch (caller.status) {
    case "requires_action":
      await passChallenge(parts, caller);
      return confirm(parts, caller);
    case "succeeded":
    case "requires_capture":
      // He is content, and mostly leaves it at that.
      if (chance.happens(0.6)) return;
      return chance.happens(0.5)
        ? process(parts, caller)
        : repeat(parts, caller, chance.pick(caller.taps));
    default:
      return caller.plan.cardComes === "with the app"
        ? confirmInApp(parts, caller)
        : confirm(parts, caller);
  }
}

async function anything(parts: CallerParts, caller: CallerState): Promise<void> {
  const { chance } = parts;
  switch (
    chance.pick(["process", "confirm", "card", "app", "challenge", "status", "new key"] as const)
  ) {
    case "process":
      return process(parts, caller);
    case "confirm":
      return caller.secret === null ? process(parts, caller) : confirm(parts, caller);
    case "card":
      changeCard(parts, caller);
      return caller.secret === null ? process(parts, caller) : confirm(parts, caller);
    case "app":
      return confirmInApp(parts, caller);
    case "challenge":
      return passChallenge(parts, caller);
    case "status":
      return caller.secret === null
        ? undefined
        : send(parts, caller, "status", { payment_intent_client_secret: caller.secret }, null);
    default:
      return process(parts, caller);
  }
}

function process(parts: CallerParts, caller: CallerState): Promise<void> {
  const { chance } = parts;
  const { shop, plan, card } = caller;
  const facts = shop.factsFor(caller.principal);
  const names = plan.cardComes === "on process" || plan.cardComes === "on both";
  const shows = caller.secret !== null && chance.happens(0.4);
  const body = {
    order_id: shop.orderId,
    amount: facts.amount,
    currency: facts.currency,
    ...(names && { payment_method_id: card.id }),
    ...(shows && { payment_intent_client_secret: caller.secret }),
  };
  return send(parts, caller, "process", body, names ? card.id : null);
}

function confirm(parts: CallerParts, caller: CallerState): Promise<void> {
  const { chance } = parts;
  const { plan, card, secret } = caller;
  if (secret === null) return process(parts, caller);
  const names = plan.cardComes === "on process" ? chance.happens(0.3) : chance.happens(0.85);
  const body = {
    payment_intent_client_secret: secret,
    ...(names && { payment_method_id: card.id }),
  };
  return send(parts, caller, "confirm", body, names ? card.id : null);
}

async function send(
  parts: CallerParts,
  caller: CallerState,
  operation: Tap["operation"],
  body: Tap["body"],
  method: string | null,
): Promise<void> {
  const { history } = parts.world;
  const id = history.taps.length + 1;
  const keyed = caller.plan.keys && operation !== "status";
  const tap: Tap = {
    id,
    shop: caller.shop.name,
    caller: caller.plan.name,
    operation,
    key: keyed ? `${caller.plan.name}-${operation}-${id}` : null,
    body,
    method,
    principal: caller.principal,
    answers: [],
  };
  history.taps.push(tap);
  if (operation !== "status") caller.taps.push(tap);
  hear(parts, caller, await ask(parts.world, caller.shop, tap, parts.chance));
}

/** What the app makes of an answer. */
function hear(parts: CallerParts, caller: CallerState, answer: Answer): void {
  const { chance } = parts;
  if (answer.secret !== null) {
    caller.secret = answer.secret;
    if (!caller.secrets.includes(answer.secret)) caller.secrets.push(answer.secret);
  }
  if (answer.status !== null) caller.status = answer.status;
  switch (answer.code) {
    case "payment_canceled":
    case "payment_not_found":
    case "order_amount_mismatch":
    case "order_not_found":
    case "order_not_payable":
      if (chance.happens(0.9)) caller.secret = null;
      return;
    case "card_declined":
    case "authentication_failed":
    case "payment_method_invalid":
    case "payment_method_required":
      if (chance.happens(0.7)) changeCard(parts, caller);
      return;
    default:
  }
}

function changeCard({ world, wallet, chance }: CallerParts, caller: CallerState): void {
  const kind = pickKind(chance, world.plan);
  caller.card = wallet.card(caller.shop, caller.plan.name, kind);
}
