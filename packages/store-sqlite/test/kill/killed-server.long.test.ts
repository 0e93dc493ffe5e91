import { expect, test } from "vitest";
import { pay } from "./customer.ts";
import { inLanes } from "./in-lanes.ts";
import { expectInvariants } from "./invariants.ts";
import { LATER_MS, letWorkerFinish } from "./let-worker-finish.ts";
import type { Kill, Life } from "./life.ts";
import { shopOpener } from "./shop-opener.ts";

const TIMEOUT_MS = 240_000;
const LANES = 2;
const ORDER = { id: "order_1", amount: 1050, currency: "usd" };

/** Ways to get an order paid. Every `stride`-th port call kills; core's own explorer, in one process, leaves none out. */
const SCENARIOS = [
  { name: "a good card", cards: ["pm_card_visa"], stride: 1, atLeast: 30, waysHome: 2 },
  {
    name: "3-D Secure",
    cards: ["pm_card_threeDSecure2Required"],
    stride: 5,
    atLeast: 8,
    waysHome: 1,
  },
  {
    name: "a decline, then a good card",
    cards: ["pm_card_visa_chargeDeclined", "pm_card_visa"],
    stride: 5,
    atLeast: 8,
    waysHome: 1,
  },
] as const;

/** Who is left after the kill: the customer, who tries again; or nobody but Stripe's webhooks, or but our worker. */
type Aftermath = "customer" | "webhooks" | "worker";

interface Execution {
  readonly cards: readonly string[];
  readonly kill: Kill;
  readonly aftermath: Aftermath;
}

const IN_PEACE: Life = { kill: null, worker: false, aheadMs: 0 };
const NEXT_LIFE: Readonly<Record<Aftermath, Life>> = {
  customer: { kill: null, worker: true, aheadMs: 0 },
  webhooks: IN_PEACE,
  worker: { kill: null, worker: true, aheadMs: LATER_MS },
};

const open = shopOpener();

test.for(SCENARIOS)(
  "$name: at whichever step a server is killed, the next start finishes the payment",
  {
    timeout: TIMEOUT_MS,
  },
  async ({ cards, stride, atLeast, waysHome }, { annotate }) => {
    const executions = killEach(cards, await countCalls(cards), stride);
    expect(executions.length).toBeGreaterThanOrEqual(atLeast);
    await annotate(`${executions.length} kills`);
    const leftCharged = new Set<Aftermath>();
    await inLanes(LANES, executions, async (execution) => {
      if ((await run(execution)) === "left charged") leftCharged.add(execution.aftermath);
    });
    // Money that Stripe took and nobody came back for was among them.
    expect(leftCharged.size).toBeGreaterThanOrEqual(waysHome);
  },
);

/** The port calls of a server that nobody kills, from the first tap to the last webhook. */
async function countCalls(cards: readonly string[]): Promise<number> {
  const shop = await open([IN_PEACE]);
  expect(await pay({ shop, name: "ann", cards, comesBack: true }, ORDER)).toBe("succeeded");
  shop.openForWebhooks();
  await shop.deliverWebhooks();
  expect(expectInvariants(shop, "nobody killed")).toEqual(["order_1"]);
  const server = await shop.server();
  return server.end();
}

/** "Before a call" and "after the last one" are the same on disk and at Stripe: so each has half of the aftermaths. */
function killEach(cards: readonly string[], calls: number, stride: number): Execution[] {
  const executions: Execution[] = [];
  for (let at = 1; at <= calls; at += stride) {
    const alone = executions.length % 4 === 0 ? "webhooks" : "worker";
    executions.push(
      { cards, kill: { at, when: "before" }, aftermath: "customer" },
      { cards, kill: { at, when: "after" }, aftermath: alone },
    );
  }
  return executions;
}

async function run({
  cards,
  kill,
  aftermath,
}: Execution): Promise<"paid" | "left charged" | "left"> {
  const name = `killed ${kill.when} call ${kill.at}, then ${aftermath}`;
  const shop = await open([{ ...IN_PEACE, kill }, NEXT_LIFE[aftermath]]);
  const comesBack = aftermath === "customer";
  const told = await pay({ shop, name: "ann", cards, comesBack }, ORDER);
  if (told === "gone" && aftermath === "worker") await letWorkerFinish(shop);
  else {
    shop.openForWebhooks();
    await shop.deliverWebhooks();
  }
  expect(shop.deaths(), name).toBe(1);
  if (comesBack) expect(told, name).toBe("succeeded");
  const charged = expectInvariants(shop, name);
  if (told === "succeeded") expect(charged, name).toEqual(["order_1"]);
  await shop.close();
  if (told === "succeeded") return "paid";
  return charged.length > 0 ? "left charged" : "left";
}
