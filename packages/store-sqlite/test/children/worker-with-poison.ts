import type { DatabaseSync } from "node:sqlite";
import { createPayments } from "@chargeonce/core";
import Stripe from "stripe";
import { sqliteStore } from "../../src/index.ts";
import { readArguments, tell } from "./arguments.ts";

// A worker's process, at an instant at which its clock stands still. It ends in peace when nothing is due any more, and
// at once when a handler meets poison.
const { file, word } = readArguments();
const store = sqliteStore({ file });
const PAUSE_MS = 1_000;
let pauses = 0;
let rest: () => void = () => undefined;
const rested = new Promise<void>((resolve) => {
  rest = resolve;
});

const quiet = () => undefined;
const handle = async (tx: DatabaseSync, name: string) => {
  tx.prepare("insert into handled (name) values (?)").run(name);
  await tell(name);
  if (name.endsWith("poison")) process.exit(1);
};
const payments = createPayments<undefined, DatabaseSync>({
  stripe: new Stripe("sk_test_nobody", { host: "127.0.0.1", port: 1, protocol: "http" }),
  store,
  webhookSecrets: ["whsec_unused"],
  loadOrder: async () => null,
  onPayment: { succeeded: ({ payment, tx }) => handle(tx, payment.id) },
  onEvent: { "payout.paid": ({ event, tx }) => handle(tx, event.id) },
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  clock: {
    now: () => new Date(word),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve());
        if (ms > PAUSE_MS) return; // the time that a handler may take
        pauses += 1;
        // Its one place and its upkeep: there is nothing left to do.
        if (pauses === 2) rest();
      }),
  },
});
const worker = payments.worker({ concurrency: 1 });
worker.start();
await rested;
await worker.stop();
await store.close();
await tell("rested");
