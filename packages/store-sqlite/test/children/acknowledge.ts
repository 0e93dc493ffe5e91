import { isPaymentsError } from "@chargeonce/core";
import { freshPayment } from "@chargeonce/testing";
import { sqliteStore } from "../../src/index.ts";

import { readArguments, tell } from "./arguments.ts";

// Tells each payment as soon as it is acknowledged, until it is killed or the disk refuses.
const { file, word } = readArguments();
const store = sqliteStore({ file });
for (let n = 1; ; n += 1) {
  try {
    await store.payments.reserve(freshPayment({ id: `${word}_${n}`, orderRef: `${word}_${n}` }));
  } catch (error) {
    if (!isPaymentsError(error)) throw error;
    await tell(`refused ${error.code} ${error.message}`);
    break;
  }
  await tell(`${word}_${n}`);
}
