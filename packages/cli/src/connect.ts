import { createOperator, type Operator } from "@chargeonce/core";
import Stripe from "stripe";
import { openStore } from "./open-store.ts";
import type { ReportLog } from "./report-log.ts";
import {
  type Environment,
  type GlobalOptions,
  placeOf,
  readDatabase,
  readStripe,
} from "./settings.ts";

/** What a command works with. */
export interface Session {
  readonly operator: Operator;
  /** Whose payments, for people: `test mode`, `live mode of acct_1`. */
  readonly owner: string;
  readonly place: string;
  close(): Promise<void>;
}

/** Opens what the environment and the options name. @throws Failure, or what the database says. */
export async function connect(
  env: Environment,
  options: GlobalOptions,
  logger: ReportLog,
): Promise<Session> {
  const { key, mode, apiBase } = readStripe(env);
  const database = readDatabase(env);
  const stripe = new Stripe(key, {
    ...(apiBase !== null && addressOf(apiBase)),
    ...(options.account !== undefined && { stripeAccount: options.account }),
    ...(options.context !== undefined && { stripeContext: options.context }),
    maxNetworkRetries: 0, // the library repeats what may be repeated
    telemetry: false,
  });
  const { store, close } = await openStore(database, options);
  const hours = options.abandonAfterHours;
  const account = options.account ?? options.context ?? options.ownAccount;
  const operator = createOperator({
    stripe,
    store,
    logger,
    ...(options.ownAccount !== undefined && { account: options.ownAccount }),
    ...(options.installation !== undefined && { installation: options.installation }),
    ...(hours !== undefined && { abandonAfter: { hours } }),
  });
  return {
    operator,
    owner: account === undefined ? `${mode} mode` : `${mode} mode of ${account}`,
    place: placeOf(database),
    close,
  };
}

function addressOf({ protocol, hostname, port }: URL) {
  const secure = protocol === "https:";
  return {
    host: hostname,
    port: port === "" ? (secure ? 443 : 80) : Number(port),
    protocol: secure ? ("https" as const) : ("http" as const),
  };
}
