import { isPaymentsError } from "@chargeonce/core";
import { ask } from "./actors/ask.ts";
import { createCaller } from "./actors/caller.ts";
import type { CallerParts, CallerState } from "./actors/caller-state.ts";
import { passOpenChallenges } from "./actors/challenge.ts";
import { confirmWith } from "./actors/confirm-in-app.ts";
import { finishDeploy } from "./actors/deploy.ts";
import { arriveLate, executeAdmitted } from "./actors/late-requests.ts";
import { tidyUp } from "./actors/operator.ts";
import { makePayable } from "./actors/order-changes.ts";
import { pass } from "./actors/time.ts";
import { deliverAll } from "./actors/webhooks.ts";
import type { Answer, Tap } from "./history.ts";
import type { Server, Shop, World } from "./world.ts";

/** What became of one shop once all was over. */
export interface Ending {
  readonly shop: Shop;
  /** What the last customer was told in the end. */
  readonly told: string;
  /** Everything that a person would look at, as text. */
  readonly forPersons: string;
  /** What is in review, as text. */
  readonly reviews: string;
  /** Intents that could still be paid after days in which nobody came. */
  readonly leftOpen: readonly string[];
}

const ENDS = [
  "succeeded",
  "requires_capture",
  "processing",
  "order_already_paid",
  "payment_in_review",
];
const MOST_REQUESTS = 60;

/** Faults end. What was slow arrives at one time or another; webhooks come, the databases are compared, and one more customer comes. */
export async function settle(
  parts: CallerParts,
  callers: readonly CallerState[],
): Promise<Ending[]> {
  const { world, chance } = parts;
  world.calm();
  world.history.say("explorer", () => "-- the faults end --");
  executeAdmitted(world);
  finishDeploy(world);
  // Who was told "no" is repeated and finds out nothing new; what was slow for him must not take his money now that he has some.
  if (chance.happens(0.5)) await repeatOld(parts, callers);
  if (chance.happens(0.6)) {
    parts.wallet.fillFickle();
    arriveLate(world, chance, 0.999);
    if (chance.happens(0.6)) for (const caller of callers) passOpenChallenges(world, caller);
  }
  await recover(parts, 0.2);
  await repeatOld(parts, callers);
  const leftOpen = world.plan.nobodyComes ? await waitForNobody(parts) : [];
  const endings: Ending[] = [];
  for (const shop of world.shops) {
    if (world.plan.actors.operator > 0) await tidyUp(world, shop, chance);
    makePayable(shop);
    for (const { payments } of shop.old) await cancelUnpaid(payments, shop);
    endings.push({ shop, told: await payLast(parts, shop), forPersons: "", reviews: "", leftOpen });
  }
  // What is still on its way arrives at last, and apps that were asleep wake up.
  arriveLate(world, chance, 0.999);
  for (const caller of callers) {
    for (const secret of caller.secrets) {
      const { id: method } = parts.wallet.card(caller.shop, caller.plan.name, "good");
      if (chance.happens(0.5)) confirmWith({ world, caller, secret, method });
    }
  }
  await repeatOld(parts, callers);
  await recover(parts, 2);
  return Promise.all(
    endings.map(async (ending) => ({
      ...ending,
      ...(await whatPersonsSee(parts, ending.shop)),
    })),
  );
}

async function recover({ world, chance }: CallerParts, hours: number): Promise<void> {
  pass(world, hours * 3_600);
  await deliverAll(world, chance);
  for (const shop of world.shops) {
    for (const { payments } of [serverWithHandlers(shop, chance), ...shop.old])
      await payments.reconcile();
  }
}

/** Days pass, and only the worker comes. */
async function waitForNobody(parts: CallerParts): Promise<string[]> {
  for (let days = 0; days < 4; days += 1) await recover(parts, 25);
  parts.world.history.reached.add("nobody came for days");
  const { paymentIntents } = parts.world.stripe.simulator.engine.world;
  return [...paymentIntents.values()]
    .filter(({ object }) => CANCELABLE.has(object.status))
    .map(({ object }) => object.id);
}

const CANCELABLE: ReadonlySet<string> = new Set([
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
]);

/** Old taps are repeated by apps that have slept: what they hear is judged. */
async function repeatOld(
  { world, chance }: CallerParts,
  callers: readonly CallerState[],
): Promise<void> {
  for (const caller of callers) {
    const keyed = caller.taps.filter(
      ({ key, operation }) => key !== null && operation === "confirm",
    );
    for (const tap of keyed) if (chance.happens(0.4)) await ask(world, caller.shop, tap, chance);
  }
}

/** Somebody with a good card comes and wants to pay. */
async function payLast(parts: CallerParts, shop: Shop): Promise<string> {
  const { world, wallet, chance } = parts;
  const guests = world.plan.callers.every(({ identity }) => identity === "guest");
  const keys = world.plan.callers.some((caller) => caller.keys);
  const last = createCaller(
    parts,
    {
      name: "last",
      identity: guests ? "guest" : "user",
      keys,
      cardComes: "on both",
      requests: 0,
      repeats: 0,
      insists: 0,
      wanders: 0,
    },
    shop,
  );
  let told = "";
  for (let requests = 0; requests < MOST_REQUESTS; requests += 1) {
    const card = wallet.card(shop, "last", "good");
    const { amount, currency } = shop.facts;
    const processing = tap(world, last, {
      operation: "process",
      method: card.id,
      body: { order_id: shop.orderId, amount, currency, payment_method_id: card.id },
    });
    const processed = await ask(world, shop, processing, chance);
    told = endOf(processed);
    if (ENDS.includes(told)) return told;
    if (processed.secret === null) {
      pass(world, processed.retryable ? 61 : 5);
      continue;
    }
    const confirming = tap(world, last, {
      operation: "confirm",
      method: card.id,
      body: { payment_intent_client_secret: processed.secret, payment_method_id: card.id },
    });
    for (let tries = 0; tries < 12; tries += 1) {
      const confirmed = await ask(world, shop, confirming, chance);
      requests += 1;
      told = endOf(confirmed);
      if (ENDS.includes(told)) return told;
      if (!confirmed.retryable) break;
      pass(world, 61);
    }
  }
  return `never, at last ${told}`;
}

function endOf({ code, status }: Answer): string {
  return code === "ok" ? (status ?? "") : code;
}

function tap(
  world: World,
  caller: CallerState,
  asked: Pick<Tap, "operation" | "method" | "body">,
): Tap {
  const id = world.history.taps.length + 1;
  const made: Tap = {
    id,
    shop: caller.shop.name,
    caller: caller.plan.name,
    key: caller.plan.keys ? `last-${asked.operation}-${id}` : null,
    principal: caller.principal,
    answers: [],
    ...asked,
  };
  world.history.taps.push(made);
  return made;
}

/** What a deploy left behind unpaid is canceled by its operator: the order is refused until then. */
async function cancelUnpaid(payments: Server["payments"], shop: Shop): Promise<void> {
  try {
    await payments.cancel(shop.orderId);
  } catch (error) {
    // There is none, or its money has moved.
    if (!isPaymentsError(error)) throw error;
  }
}

/** Reviews, health and the report: where a person looks. */
async function whatPersonsSee(
  { chance }: CallerParts,
  shop: Shop,
): Promise<Pick<Ending, "forPersons" | "reviews">> {
  let forPersons = "";
  let listed = "";
  for (const { payments } of [serverWithHandlers(shop, chance), ...shop.old]) {
    const report = await payments.reconcile();
    const reviews = await payments.reviews();
    const health = await payments.health({ askStripe: false });
    listed += JSON.stringify(reviews);
    forPersons += JSON.stringify({ report, reviews, problems: health.problems });
  }
  return { forPersons, reviews: listed };
}

function serverWithHandlers(shop: Shop, chance: CallerParts["chance"]) {
  for (let tries = 0; tries < 100; tries += 1) {
    const server = shop.anyServer(chance);
    if (server.hearsAll) return server;
  }
  throw new Error("No server of the shop has handlers.");
}
