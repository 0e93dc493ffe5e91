import type { Store, Taken } from "@chargeonce/core";
import { raiseAmount } from "../raise-amount.ts";
import { freshEvent, freshKey, freshPayment, minute, OWNER } from "../samples.ts";
import { freshStray, seenTo } from "../stray-samples.ts";
import { together } from "../together.ts";
import type { RaceAnswer, RaceTask } from "./racer.ts";

/** One call of one entrant. @param n Unique among all calls of the race. */
type Call = <Tx>(store: Store<Tx>, n: number) => Promise<RaceAnswer>;

const CALLS: Readonly<Record<RaceTask["kind"], Call>> = {
  reserve: async ({ payments }, n) => {
    const { payment, inserted } = await payments.reserve(freshPayment({ id: `pay_${n}` }));
    return { won: inserted, told: payment.id };
  },
  claim: async ({ idempotency }, n) => {
    const { record, inserted } = await idempotency.claim(freshKey({ paymentId: `pay_${n}` }));
    return { won: inserted, told: record.paymentId };
  },
  repoint: async ({ idempotency }, n) => {
    const { scopeKey, paymentId } = freshKey();
    return { won: await idempotency.repoint(scopeKey, paymentId, `pay_${n}`), told: `pay_${n}` };
  },
  record: async ({ events }, n) => {
    const { event, inserted } = await events.record(freshEvent({ receivedAt: minute(n) }));
    return { won: inserted, told: event.receivedAt.toISOString() };
  },
  update: async ({ events }, n) => ({
    won: await events.update(freshEvent({ attempts: n, version: 2 })),
    told: `${n}`,
  }),
  handle: async ({ transaction }) => {
    if (transaction === undefined) throw new Error("The racer's store has no transaction.");
    return transaction(async ({ events }) => {
      const read = await events.findById(OWNER, freshEvent().id);
      if (read?.status !== "pending") return { won: false, told: null };
      // Room for the others, who must wait all the same.
      await new Promise((resolve) => setImmediate(resolve));
      const written = await events.update({ ...read, status: "done", version: read.version + 1 });
      return { won: true, told: written ? "written" : "refused" };
    });
  },
  raise: async ({ payments }) => {
    await raiseAmount(payments, freshPayment().id);
    return { won: true, told: null };
  },
  take: async ({ payments }) => toldOf(await payments.takeDue(TAKE)),
  "take turns": async ({ events }) => {
    const taken = await events.takeDue({ ...TAKE, limit: 1 });
    const read = taken[0]?.item;
    if (read === undefined) return toldOf([]);
    // Handled while others ask for the next one.
    const due = await events.listDue({ ...TAKE, limit: 100 });
    const first = due.find(({ paymentIntentId }) => paymentIntentId === read.paymentIntentId);
    await events.update({ ...read, status: "done", version: read.version + 1 });
    return first?.id === read.id
      ? toldOf(taken)
      : { won: true, told: `${read.id}:before-${first?.id}` };
  },
  advance: async ({ feed }, n) => {
    await feed.advance(OWNER, { readUntil: minute(n), readAt: minute(40 - n) });
    return { won: true, told: `${n}` };
  },
  note: async ({ strays }, n) => {
    const { stray, inserted } = await strays.record(freshStray({ amount: n + 1 }));
    return { won: inserted, told: `${stray.amount}` };
  },
  "keep and die": async ({ strays }, n) => {
    const id = `pi_${n}`;
    const { inserted } = await strays.record(freshStray({ id }));
    return { won: inserted && (await strays.update(seenTo(id))), told: id };
  },
};

const TAKE = { ...OWNER, now: minute(5), limit: 3, takenUntil: minute(10) };

function toldOf(taken: readonly Taken<{ readonly id: string }>[]): RaceAnswer {
  return { won: taken.length > 0, told: taken.map(({ item }) => item.id).join(" ") };
}

/** Does the entrant's calls, all at once. */
export function runTask<Tx>(
  store: Store<Tx>,
  { kind, calls, entrant }: RaceTask,
): Promise<RaceAnswer[]> {
  return together(calls, (n) => CALLS[kind](store, entrant * calls + n));
}
