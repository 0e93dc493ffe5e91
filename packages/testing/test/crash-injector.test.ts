import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createPayments,
  type MemoryTransaction,
  memoryStore,
  type Payments,
} from "@chargeonce/core";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import {
  type CrashInjector,
  type CrashPoint,
  createCrashInjector,
  createFakeClock,
  freshKey,
  freshPayment,
  paymentIntent,
} from "../src/index.ts";
import { freshEvent } from "../src/samples.ts";
import { typeFaults, writeModule } from "./page-code.ts";

const COMPILING_MS = 90_000;
const NEVER: CrashPoint = { at: 0, when: "before" };

/** Whether a call is answered once everything that is ready has run. */
async function isAnswered(call: Promise<unknown>): Promise<boolean> {
  let answered = false;
  const note = () => {
    answered = true;
  };
  call.then(note, note);
  for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  return answered;
}

describe("a crash injector", () => {
  it("lets nobody hear of the n-th call when the server dies before it", async () => {
    const world = memoryStore();
    const doomed = createCrashInjector({ at: 2, when: "before" });
    const store = doomed.store(world);
    await store.payments.reserve(freshPayment());
    expect(await isAnswered(store.idempotency.claim(freshKey()))).toBe(false);
    expect(await world.idempotency.find(freshKey().scopeKey)).toBeNull();
    await expect(doomed.death).rejects.toThrow("The server died at port call 2, before it.");
  });

  it("executes the n-th call when the server dies after it, and answers nobody", async () => {
    const world = memoryStore();
    const doomed = createCrashInjector({ at: 2, when: "after" });
    const store = doomed.store(world);
    await store.payments.reserve(freshPayment());
    expect(await isAnswered(store.idempotency.claim(freshKey()))).toBe(false);
    expect(await world.idempotency.find(freshKey().scopeKey)).toEqual(freshKey());
    await expect(doomed.death).rejects.toThrow("The server died at port call 2, after it.");
  });

  it("stays dead, for every port, and leaves calls unanswered that were on their way", async () => {
    const clock = createFakeClock();
    const doomed = createCrashInjector({ at: 2, when: "before" });
    const store = doomed.store(memoryStore());
    const asleep = doomed.clock(clock).sleep(1_000);
    expect(await isAnswered(store.payments.findById("pay_1"))).toBe(false);
    await clock.advance({ seconds: 2 });
    expect(await isAnswered(asleep)).toBe(false);
    let fetched = false;
    const fetch = doomed.fetch(async () => {
      fetched = true;
      return Response.json({});
    });
    for (const call of [
      store.events.findById(freshEvent(), "evt_1"),
      doomed.idempotencyStore(memoryStore().idempotency).find("key"),
      fetch("http://127.0.0.1/"),
      doomed.clock(clock).sleep(0),
      doomed.call(async () => "sent"),
      store.transaction?.(async () => "done") ?? Promise.resolve(),
    ]) {
      expect(await isAnswered(call)).toBe(false);
    }
    expect(fetched).toBe(false);
    expect(doomed.calls()).toBe(2);
    expect(doomed.clock(clock).now()).toEqual(clock.now());
  });

  it.each([
    { at: 1, when: "before", kept: false },
    { at: 2, when: "before", kept: false },
    { at: 2, when: "after", kept: false },
    { at: 3, when: "after", kept: false },
    { at: 1, when: "after", kept: true },
  ] as const)(
    "rolls a transaction back when the server dies in it ($when call $at), and keeps one that is committed",
    async ({ at, when, kept }) => {
      const world = memoryStore();
      await world.payments.reserve(freshPayment());
      const doomed = createCrashInjector({ at, when });
      const { transaction } = doomed.store<MemoryTransaction>(world);
      const effects: string[] = [];
      const done = transaction?.(async ({ payments, tx }) => {
        tx.onRollback(() => effects.pop());
        effects.push("paid");
        await payments.findById(freshPayment().id);
        await payments.update({ ...freshPayment(), status: "succeeded", version: 2 });
      });
      expect(await isAnswered(Promise.resolve(done))).toBe(false);
      expect((await world.payments.findById(freshPayment().id))?.version).toBe(kept ? 2 : 1);
      expect(effects).toEqual(kept ? ["paid"] : []);
    },
  );

  it("hands on results and failures of a server that lives, and of a store without transactions", async () => {
    const { transaction: _, ...world } = memoryStore();
    const living = createCrashInjector(NEVER);
    const store = living.store<unknown>(world);
    expect((await store.payments.reserve(freshPayment())).inserted).toBe(true);
    expect(store.transaction).toBeUndefined();
    await expect(living.call(() => Promise.reject(new Error("no mail")))).rejects.toThrow(
      "no mail",
    );
    expect(living.calls()).toBe(2);
    expect(await isAnswered(living.death)).toBe(false);
  });

  it("lets a second server finish what the first one began, wherever that dies", async () => {
    const lived = await payOnce(NEVER);
    expect(lived.calls).toBeGreaterThanOrEqual(3);
    for (let at = 1; at <= lived.calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const { answer, created } = await payOnce({ at, when });
        expect(answer.status).toBe("requires_payment_method");
        expect(created.size).toBe(1);
      }
    }
  });

  it("is shown in its docstring by code that compiles", { timeout: COMPILING_MS }, () => {
    const source = readFileSync(join(import.meta.dirname, "../src/crash-injector.ts"), "utf8");
    const [, example = ""] = /@example\n \* ```ts\n(.*?) \* ```/s.exec(source) ?? [];
    const code = writeModule("example.ts", example.replaceAll(/^ \* ?/gm, ""));
    expect(example).toContain("createCrashInjector({ at: 2");
    expect(typeFaults(code)).toEqual([]);
    code.remove();
  });
});

/** One order, processed by a server that dies and then by one that lives; Stripe makes one intent a key. */
async function payOnce(point: CrashPoint) {
  const store = memoryStore();
  /** By the idempotency key of their creation. */
  const created = new Map<string, Stripe.PaymentIntent>();
  const stripe: typeof globalThis.fetch = async (_, init) => {
    const key = new Headers(init?.headers).get("idempotency-key");
    if (key !== null) {
      const sent = new URLSearchParams(String(init?.body));
      const metadata = {
        payment_id: sent.get("metadata[payment_id]") ?? "",
        order_id: sent.get("metadata[order_id]") ?? "",
      };
      created.set(key, paymentIntent({ amount: 1050, currency: "usd", metadata }));
    }
    return Response.json([...created.values()].at(-1));
  };
  const serve = (ports: CrashInjector): Payments<undefined> =>
    createPayments<undefined, MemoryTransaction>({
      stripe: new Stripe("sk_test_1", {
        httpClient: Stripe.createFetchHttpClient(ports.fetch(stripe)),
        telemetry: false,
      }),
      store: ports.store(store),
      webhookSecrets: ["whsec_a"],
      loadOrder: async () => ({ id: "order_1", amount: 1050, currency: "usd" }),
      onPayment: { succeeded: () => undefined },
      clock: ports.clock(createFakeClock()),
    });
  const request = { amount: 1050, currency: "usd" };
  const doomed = createCrashInjector(point);
  const first = serve(doomed).process(request, { context: undefined, idempotencyKey: "tap-1" });
  await Promise.race([first, doomed.death]).catch(() => "the first server is dead");
  const answer = await serve(createCrashInjector(NEVER)).process(request, {
    context: undefined,
    idempotencyKey: "tap-1",
  });
  return { answer, created, calls: doomed.calls() };
}
