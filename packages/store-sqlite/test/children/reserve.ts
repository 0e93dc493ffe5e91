import { freshPayment } from "@chargeonce/testing";
import { sqliteStore } from "../../src/index.ts";

import { readArguments, tell, waitForStart } from "./arguments.ts";

// Opens the store only when told to, so that the schema is made by several at once, too.
const { file, word } = readArguments();
await waitForStart();
const store = sqliteStore({ file });
const answers = await Promise.all(
  [1, 2, 3, 4].map((n) => store.payments.reserve(freshPayment({ id: `pay_${word}_${n}` }))),
);
await store.close();
await tell(JSON.stringify(answers.map(({ inserted, payment }) => ({ inserted, id: payment.id }))));
