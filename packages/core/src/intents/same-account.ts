import { ownerOf } from "../decide/is-ours.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Payment } from "../records/payment.ts";

/** Whether another key is one of this key's account. */
export type Sameness = "same" | "other" | "unknown";

/** So many of the newest payments are looked at for other keys. */
const LOOKED_AT = 100;

/** An intent may have vanished at Stripe; so many have not. */
const MOST_WITNESSES = 3;

/**
 * Whether the key that reserved a payment is one of this process's account, where nothing but keys tells accounts apart.
 * A rolled key is: then Stripe knows what the other key made.
 *
 * @returns `unknown` where no intent of that key's is known here, or Stripe did not answer.
 */
export async function samenessOf(engine: Engine, mark: string): Promise<Sameness> {
  const own = await engine.gateway.keyMark();
  if (mark === own || mark === "" || own === "") return "same";
  const isShown = (each: string) => each.startsWith("acct_");
  if (isShown(mark) && isShown(own)) return "other";
  const known = engine.otherKeys.get(mark);
  if (known !== undefined) return known;
  const newest = await listNewest(engine);
  const sameness = await askAbout(
    engine,
    newest.filter(({ reservedWith }) => reservedWith === mark),
  );
  if (sameness !== "unknown") engine.otherKeys.set(mark, sameness);
  return sameness;
}

/**
 * Sees that the newest payments here are all of this key's account: their events and their reading mark would be shared.
 *
 * @throws PaymentsError `stripe_misconfigured` when some are not.
 */
export async function assertOneAccount(engine: Engine): Promise<void> {
  if (await hasOtherAccounts(engine)) throw otherAccount(engine);
}

/** Whether some of the newest payments here were made with the key of another account. */
export async function hasOtherAccounts(engine: Engine): Promise<boolean> {
  if (engine.gateway.account !== "") return false;
  const marks = new Set((await listNewest(engine)).map(({ reservedWith }) => reservedWith));
  for (const mark of marks) {
    if ((await samenessOf(engine, mark)) === "other") return true;
  }
  return false;
}

/** What is told of a payment that another account's key reserved. */
export function otherAccount(engine: Engine): PaymentsError {
  if (engine.lines.take("other_account") !== null) {
    engine.logger.error(
      { event: "other_account" },
      "This store has payments that were made with the key of another Stripe account: name each account by the option `account`, or give each a store of its own.",
    );
  }
  return new PaymentsError("stripe_misconfigured", "The payment service is not set up correctly.");
}

function listNewest(engine: Engine): Promise<Payment[]> {
  return engine.store.payments.list({ ...ownerOf(engine.gateway), limit: LOOKED_AT });
}

async function askAbout(engine: Engine, payments: readonly Payment[]): Promise<Sameness> {
  const ids = payments.flatMap(({ paymentIntentId }) => paymentIntentId ?? []);
  let missing = 0;
  for (const id of ids.slice(0, MOST_WITNESSES)) {
    const deadlineAt = stripeDeadline(engine);
    const answer = await engine.gateway.retrievePaymentIntent(id, { deadlineAt });
    if (answer.kind === "intent") return "same";
    if (answer.kind === "refused" && answer.reason === "missing") missing += 1;
    else return "unknown";
  }
  return missing === 0 ? "unknown" : "other";
}
