import { afterAll, beforeAll, expect, test } from "vitest";
import { explore } from "../explore/explore.ts";
import type { OpenedStore } from "../explore/opened-store.ts";
import { play } from "../explore/play.ts";
import { installQuickHashes } from "../explore/quick-hashes.ts";
import { openStore, storeOf } from "../explore/stores.ts";

const SEEDS = Number(process.env.CHARGEONCE_SEEDS ?? 150);
const FIRST_SEED = Number(process.env.CHARGEONCE_FIRST_SEED ?? 1);

let restore: () => void = () => undefined;
let opened: OpenedStore;

beforeAll(async () => {
  restore = installQuickHashes();
  opened = await openStore(storeOf(process.env.CHARGEONCE_STORE));
});
afterAll(async () => {
  await opened.close();
  restore();
});

test(`the invariants hold in ${SEEDS} worlds of several actors`, async () => {
  const { found, reached, text } = await explore({ seeds: SEEDS, firstSeed: FIRST_SEED, opened });
  const violations = found.flatMap(({ seed, violations }) =>
    violations.map(
      ({ rule, what }) => `CHARGEONCE_FIRST_SEED=${seed} CHARGEONCE_SEEDS=1: ${rule}: ${what}`,
    ),
  );
  expect(violations, text).toEqual([]);
  if (SEEDS >= 150) expect([...reached.keys()]).toEqual(expect.arrayContaining(INTERESTING));
}, 1_800_000);

/** What must have been reached, so that a run without a violation says something. */
const INTERESTING = [
  "Dashboard: amount",
  "Dashboard: refund",
  "Stripe replays an answer",
  "a confirm sent again",
  "a copy of a slow confirm was answered 400, not kept",
  "a handler failed",
  "a server died",
  "an event to the wrong server first",
  "an event twice",
  "an outdated write refused",
  "another caller's intent canceled",
  "challenge complete",
  "challenge fail",
  "confirm answered card_declined",
  "late confirm executed",
  "late confirm refused",
  "late confirm replayed",
  "process answered payment_in_progress",
  "the app confirmed by itself",
  "the order changed",
  "told review",
  "told succeeded",
];

test("one seed is one world", async () => {
  const trace = async () => (await play(7, await opened.empty(), { trace: true })).lines;
  const first = await trace();
  expect(first.length).toBeGreaterThan(50);
  expect(await trace()).toEqual(first);
});

test("a store that lets outdated writes through is found by what comes of it", async () => {
  const careless: OpenedStore = {
    empty: async () => withoutCompareAndSet(await opened.empty()),
    close: async () => undefined,
  };
  const { found } = await explore({ seeds: 60, firstSeed: 1, opened: careless });
  expect(found).not.toEqual([]);
}, 120_000);

type EmptyStore = Awaited<ReturnType<OpenedStore["empty"]>>;

/** The same store, in which whoever writes last wins. */
function withoutCompareAndSet(store: EmptyStore): EmptyStore {
  const { payments } = store;
  return {
    ...store,
    payments: new Proxy(payments, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== "function") return member;
        if (name !== "update") return member.bind(target);
        return async (payment: Parameters<typeof payments.update>[0]) => {
          const stored = await target.findById(payment.id);
          return target.update({ ...payment, version: (stored?.version ?? 0) + 1 });
        };
      },
    }),
  };
}
