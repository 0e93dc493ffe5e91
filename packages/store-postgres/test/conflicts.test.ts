import { createGate, freshEvent, freshKey, freshPayment } from "@chargeonce/testing";
import { startOwnPostgres } from "@chargeonce-tools/own-postgres";
import { describe, expect, it } from "vitest";
import { useDatabase } from "./use-database.ts";

const database = useDatabase(startOwnPostgres);
const BUSY = {
  code: "store_unavailable",
  message:
    "The payments database was busy with conflicting writes: wait a moment, then repeat the request.",
};
const PAID = freshPayment({ status: "succeeded", version: 2 });

describe("a serialization failure", () => {
  it("of a single statement is met by trying again: nobody hears of two of them", async () => {
    const { store, schema } = await database.store();
    const tries = await failUpdates(schema, 2);
    await store.payments.reserve(freshPayment());
    expect(await store.payments.update(PAID)).toBe(true);
    expect(await tries()).toBe("3");
  });

  it("that does not end is store_unavailable after five tries", async () => {
    const { store, schema } = await database.store();
    const tries = await failUpdates(schema, 1_000);
    await store.payments.reserve(freshPayment());
    await expect(store.payments.update(PAID)).rejects.toMatchObject(BUSY);
    expect(await tries()).toBe("5");
    expect(await store.payments.findById(PAID.id)).toEqual(freshPayment());
  });

  it("inside a transaction is store_unavailable, and its work is not run again", async () => {
    const { store, schema } = await database.store();
    const tries = await failUpdates(schema, 1);
    await store.payments.reserve(freshPayment());
    let runs = 0;
    const work = store.transaction(async ({ payments }) => {
      runs += 1;
      await payments.update(PAID);
    });
    await expect(work).rejects.toMatchObject(BUSY);
    expect([runs, await tries()]).toEqual([1, "1"]);
    expect(await store.payments.update(PAID)).toBe(true);
  });

  it("is nothing that a database with serializable as its default shows to anybody", async () => {
    const { store } = await database.store({
      pool: { max: 10, options: "-c default_transaction_isolation=serializable" },
    });
    const claims = await Promise.all(range(20).map(() => store.idempotency.claim(freshKey())));
    expect(claims.filter(({ inserted }) => inserted)).toHaveLength(1);
    const events = await Promise.all(range(20).map(() => store.events.record(freshEvent())));
    expect(events.filter(({ inserted }) => inserted)).toHaveLength(1);
    const { rows } = await store.transaction(({ tx }) => tx.query("show transaction_isolation"));
    expect(rows).toEqual([{ transaction_isolation: "read committed" }]);
  });
});

describe("a deadlock", () => {
  it("takes one transaction back as store_unavailable, and lets the other commit", async () => {
    const { store } = await database.store();
    const sides = [
      { first: "pay_a", second: "pay_b", locked: createGate() },
      { first: "pay_b", second: "pay_a", locked: createGate() },
    ] as const;
    for (const { first: id } of sides) {
      await store.payments.reserve(freshPayment({ id, orderRef: id }));
    }
    const bothLocked = Promise.all(sides.map(({ locked }) => locked.passed));
    const results = await Promise.allSettled(
      sides.map(({ first, second, locked }) =>
        store.transaction(async ({ payments }) => {
          await payments.findById(first);
          locked.open();
          await bothLocked;
          return payments.findById(second);
        }),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [lost] = results.filter((result) => result.status === "rejected");
    expect(lost?.reason).toMatchObject(BUSY);
  });
});

describe("a worker", () => {
  it("passes over what somebody else's transaction has locked, and waits for nobody", async () => {
    const { store } = await database.store();
    const nextAttemptAt = new Date(0);
    for (const id of ["a", "b"]) {
      await store.payments.reserve(freshPayment({ id, orderRef: id, dueAt: nextAttemptAt }));
      await store.events.record(freshEvent({ id, paymentIntentId: id, nextAttemptAt }));
    }
    await store.events.record(freshEvent({ id: "a_2", paymentIntentId: "a", nextAttemptAt }));
    const begun = createGate();
    const end = createGate();
    const handling = store.transaction(async ({ payments, events }) => {
      await payments.findById("a");
      await events.findById(freshEvent(), "a");
      begun.open();
      await end.passed;
    });
    await begun.passed;
    const now = new Date(1_000);
    const query = { ...freshEvent(), now, limit: 9, takenUntil: new Date(2_000) };
    const [payments, events] = [
      await store.payments.takeDue(query),
      await store.events.takeDue(query),
    ];
    end.open();
    await handling;
    expect([payments, events].map((taken) => taken.map(({ item }) => item.id))).toEqual([
      ["b"],
      ["b"],
    ]);
  });
});

describe("an insert that waits for another server's transaction", () => {
  const FIRST = freshPayment({ id: "pay_first" });
  const LATE = freshPayment({ id: "pay_late" });

  it("gets that one's row when it commits, which its own snapshot does not show", async () => {
    const { first, late } = await twoServers();
    const waiting = first.transaction(async ({ payments, events }) => {
      await payments.reserve(FIRST);
      await events.record(freshEvent({ attempts: 1 }));
      const reserving = late.payments.reserve(LATE);
      const recording = late.events.record(freshEvent());
      await areWaiting(2);
      return { reserving, recording };
    });
    const { reserving, recording } = await waiting;
    expect(await reserving).toEqual({ payment: FIRST, inserted: false });
    expect(await recording).toEqual({ event: freshEvent({ attempts: 1 }), inserted: false });
  });

  it("inserts its own when that one is rolled back", async () => {
    const { first, late } = await twoServers();
    const calls: Promise<unknown>[] = [];
    const failing = first.transaction(async ({ payments, events }) => {
      await payments.reserve(FIRST);
      await events.record(freshEvent({ attempts: 1 }));
      calls.push(late.payments.reserve(LATE), late.events.record(freshEvent()));
      await areWaiting(2);
      throw new Error("The handler failed.");
    });
    await expect(failing).rejects.toThrow("The handler failed.");
    expect(await Promise.all(calls)).toEqual([
      { payment: LATE, inserted: true },
      { event: freshEvent(), inserted: true },
    ]);
  });
});

async function twoServers() {
  const { store: first, schema } = await database.store();
  const { store: late } = await database.store({ schema });
  return { first, late };
}

/** Resolves when so many statements wait for a lock. */
async function areWaiting(count: number): Promise<void> {
  const observer = await database.client();
  for (;;) {
    const { rows } = await observer.query(
      "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows.length === count) return;
  }
}

/** Lets the first updates of payments fail as a serialization failure does. @returns How many were tried. */
async function failUpdates(schema: string, failures: number): Promise<() => Promise<unknown>> {
  await database.look(`
    create sequence ${schema}.tries;
    create function ${schema}.fail() returns trigger language plpgsql as $$
      begin
        if nextval('${schema}.tries') <= ${failures} then
          raise exception 'injected' using errcode = '40001';
        end if;
        return new;
      end $$;
    create trigger fail before update on ${schema}.chargeonce_payments
      for each row execute function ${schema}.fail()`);
  return async () => (await database.look(`select last_value from ${schema}.tries`))[0]?.last_value;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
