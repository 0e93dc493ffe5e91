import type { Simulator } from "@chargeonce/simulator";
import { orderOf } from "../orders.ts";
import { type Begun, isHeld, type Later, live } from "./histories.ts";

/** Payments with consecutive numbers. */
export interface Batch {
  /** Of the first one. */
  readonly from: number;
  readonly count: number;
}

const LANES = 12;

/**
 * Begins payments at the shop's servers and lives the first part of each at Stripe.
 *
 * @param findServer Names one that runs.
 * @returns The second parts, in the order of the payments.
 */
export async function beginPayments(
  simulator: Simulator,
  findServer: () => Promise<string>,
  { from, count }: Batch,
): Promise<readonly Later[]> {
  const begun: Begun[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const at = next;
      next += 1;
      begun[at] = await begin(await findServer(), from + at);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return begun.flatMap((payment, at) => live(simulator, from + at, payment) ?? []);
}

async function begin(server: string, n: number): Promise<Begun> {
  const { id, amount, currency } = orderOf(n);
  const response = await fetch(`${server}/${isHeld(n) ? "holds" : "payments"}/process`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `begin-${n}` },
    body: JSON.stringify({ order_id: id, amount, currency }),
  });
  const body = (await response.json()) as { client_secret?: string }; // what `process` answers
  const secret = body.client_secret;
  if (secret === undefined) throw new Error(`Order ${id} was not begun: ${JSON.stringify(body)}`);
  const [intentId = ""] = secret.split("_secret_");
  return { intentId, secret, amount };
}
