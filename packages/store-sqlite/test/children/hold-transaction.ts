import { freshPayment } from "@chargeonce/testing";
import { sqliteStore } from "../../src/index.ts";

import { readArguments, tell } from "./arguments.ts";

// Acknowledges one payment, writes a second one in a transaction, and never ends it.
const { file, word } = readArguments();
const store = sqliteStore({ file });
await store.payments.reserve(freshPayment({ id: `${word}_kept`, orderRef: "kept" }));
await store.transaction(async ({ payments, tx }) => {
  await payments.reserve(freshPayment({ id: `${word}_lost`, orderRef: "lost" }));
  tx.exec("create table effects (name text) strict");
  await tell("inside");
  await new Promise(() => setInterval(() => undefined, 1_000));
});
