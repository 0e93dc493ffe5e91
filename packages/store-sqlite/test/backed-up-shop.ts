import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createPayments, type Logger } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import { createFakeClock } from "@chargeonce/testing";
import Stripe from "stripe";
import { onTestFinished } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

/** A shop on a SQLite file that is backed up and restored; gone after the test. */
export function openBackedUpShop() {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const clock = createFakeClock();
  const simulator = createSimulator({ seed: 1 });
  const stripe = new Stripe(simulator.keys.secretKey, {
    httpClient: Stripe.createFetchHttpClient(simulator.fetch),
    telemetry: false,
  });
  const told: string[] = [];
  const open = () => {
    const store = sqliteStore({ file });
    const payments = createPayments({
      stripe,
      store,
      webhookSecrets: ["whsec_restored"],
      loadOrder: async ({ body }) => ({ id: String(body.order_id), amount: 1050, currency: "usd" }),
      onPayment: { succeeded: ({ payment }) => void told.push(payment.orderRef) },
      clock,
      logger: silent,
    });
    return { store, payments };
  };
  let { store, payments } = open();
  onTestFinished(async () => {
    await store.close();
    remove();
  });
  const call = { context: undefined };
  const begin = async (order: string) => {
    const request = { order_id: order, amount: 1050, currency: "usd" };
    // The same customer each time, by his key: without login a test method is anybody's.
    const idempotencyKey = `customer-of-${order}`;
    return payments.process(
      { ...request, payment_method_id: "pm_card_visa" },
      { ...call, idempotencyKey },
    );
  };
  const backup = join(folder, "backup.db");

  return {
    clock,
    simulator,
    stripe,
    told,
    begin,
    async pay(order: string) {
      const { client_secret } = await begin(order);
      await payments.confirm({ payment_intent_client_secret: client_secret }, call);
    },
    /** @param sql What makes `backup.db`. */
    backUp(sql: string) {
      const database = new DatabaseSync(file);
      database.exec(sql.replace("backup.db", backup));
      database.close();
    },
    /** Stops the server, puts the backup in the file's place and starts another server. */
    async restore() {
      await store.close();
      for (const ending of ["", "-wal", "-shm"]) rmSync(`${file}${ending}`, { force: true });
      copyFileSync(backup, file);
      ({ store, payments } = open());
      return { store, payments };
    },
  };
}

const quiet = () => undefined;
const silent: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
