import { sqliteStore } from "../../src/index.ts";
import { readArguments, tell, waitForStart } from "./arguments.ts";

const { file, word } = readArguments();
const store = sqliteStore({ file }, { waitMs: 20_000 });
await waitForStart();
let refused = 0;
for (let done = 0; done < 20; ) {
  const written = await store.transaction(async ({ payments }) => {
    const read = await payments.findById(word);
    if (read === null) throw new Error("The payment is gone.");
    await new Promise((resolve) => setImmediate(resolve)); // leaves room for the other processes
    return payments.update({ ...read, amount: read.amount + 1, version: read.version + 1 });
  });
  if (written) done += 1;
  else refused += 1;
}
await store.close();
await tell(`${refused} refused`);
