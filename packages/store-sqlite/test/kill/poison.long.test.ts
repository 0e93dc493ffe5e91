import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { WebhookEvent } from "@chargeonce/core";
import { freshEvent, freshPayment } from "@chargeonce/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { sqliteStore } from "../../src/index.ts";
import { temporaryFolder } from "../sqlite-subject.ts";
import { startChild } from "../start-child.ts";

const LEFT_BEHIND = "The process ended, or its time ran out, while this was handled.";

/** A process lives at each of these: it dies, the next one counts, the next one tries again. */
const LIVES = ["12:00:00", "12:01:59", "12:02:00", "13:00:00", "13:02:00", "14:00:00"].map(
  (time) => `2026-11-23T${time}.000Z`,
);
const START = new Date("2026-11-23T11:59:00Z");

describe("a handler that ends its process, in processes of their own", { timeout: 60_000 }, () => {
  it("fails its event once for each, and the other events of its payment and of others are handled once", async () => {
    const { store, file, handled } = await openInbox();
    const names = ["evt_1", "evt_2_poison", "evt_3", "evt_4"];
    for (const [n, id] of names.entries()) {
      await store.events.record(payout(id, { nextAttemptAt: after(n), paymentIntentId: "pi_1" }));
    }
    await store.events.record(
      payout("evt_5", { nextAttemptAt: after(9), paymentIntentId: "pi_2" }),
    );

    expect(await liveOneAfterTheOther(file)).toEqual([
      ["evt_1", "evt_2_poison"],
      ["evt_5", "rested"],
      ["evt_3", "evt_4", "rested"],
      ["evt_2_poison"],
      ["rested"],
      ["evt_2_poison"],
    ]);
    expect(handled()).toEqual(["evt_1", "evt_5", "evt_3", "evt_4"]);
    expect(await store.events.findById(freshEvent(), "evt_2_poison")).toMatchObject({
      status: "pending",
      attempts: 2,
      lastError: LEFT_BEHIND,
    });
  });

  it("fails its payment's effect once for each, and the other payments are told once", async () => {
    const { store, file, handled } = await openInbox();
    for (const [n, id] of ["pay_1", "pay_2_poison", "pay_3"].entries()) {
      const dueAt = after(n);
      const effect = {
        key: "succeeded",
        kind: "succeeded",
        state: "due",
        dueAt,
        tries: 0,
      } as const;
      const said = { failure: null, reason: null, about: null, lastError: null };
      const status = "succeeded";
      const effects = [{ ...effect, ...said }];
      await store.payments.reserve(freshPayment({ id, orderRef: id, status, effects, dueAt }));
    }

    expect(await liveOneAfterTheOther(file)).toEqual([
      ["pay_1", "pay_2_poison"],
      ["pay_3", "rested"],
      ["rested"],
      ["pay_2_poison"],
      ["rested"],
      ["pay_2_poison"],
    ]);
    expect(handled()).toEqual(["pay_1", "pay_3"]);
    expect((await store.payments.findById("pay_2_poison"))?.effects).toMatchObject([
      { state: "due", tries: 2, lastError: LEFT_BEHIND },
    ]);
  });
});

/** What each process handled, in its order, and whether it came to rest. */
async function liveOneAfterTheOther(file: string): Promise<(readonly string[])[]> {
  const lives: (readonly string[])[] = [];
  for (const word of LIVES) {
    const child = startChild("worker-with-poison", { file, word });
    await child.ended;
    lives.push(child.lines);
  }
  return lives;
}

async function openInbox() {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const store = sqliteStore({ file });
  const application = new DatabaseSync(file);
  onTestFinished(async () => {
    application.close();
    await store.close();
    remove();
  });
  application.exec("create table handled (n integer primary key, name text not null) strict");
  // Stripe's list is another worker's business on this day.
  const tomorrow = new Date("2026-11-24T00:00:00Z");
  const read = { readUntil: tomorrow, readAt: tomorrow };
  await store.feed.advance(freshEvent(), read);
  const handled = () =>
    application
      .prepare("select name from handled order by n")
      .all()
      .map(({ name }) => name);
  return { store, file, handled };
}

function after(seconds: number): Date {
  return new Date(START.getTime() + seconds * 1_000);
}

function payout(id: string, changes: Partial<WebhookEvent>): WebhookEvent {
  const body = { id, object: "event", type: "payout.paid", data: { object: { id: "po_1" } } };
  return freshEvent({ id, type: "payout.paid", body, ...changes });
}
