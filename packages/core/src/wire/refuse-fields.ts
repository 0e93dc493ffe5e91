import type { Issue } from "../values/check-json.ts";

const METHOD =
  "make a PaymentMethod with Stripe's SDK (createPaymentMethod) and send its id as payment_method_id.";
const SECRET = "send what process answered as payment_intent_client_secret.";
const SERVER = "the server sets it alone (paymentIntentParams).";

/** Stripe's words for money and for what pays: what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  confirmation_token: METHOD,
  payment_method: METHOD,
  payment_method_id: METHOD,
  payment_method_data: METHOD,
  payment_method_options: SERVER,
  payment_method_types: "which methods are offered is set in Stripe's Dashboard.",
  card: METHOD,
  source: METHOD,
  stripe_token: METHOD,
  stripe_source: METHOD,
  application_fee_amount: SERVER,
  transfer_data: SERVER,
  on_behalf_of: SERVER,
  amount_to_capture: "the server captures.",
  client_secret: SECRET,
  payment_intent_client_secret: SECRET,
};
/** What the contract takes, in just this spelling. */
const TAKEN: ReadonlySet<string> = new Set(["payment_method_id", "payment_intent_client_secret"]);
const NAMES = Object.keys(REFUSED);
/** One for all, in any spelling: `paymentMethodData`, `payment-method-data`. The n-th group is that of the n-th name. */
const ANY = new RegExp(
  `^(?:${NAMES.map((name) => `(${name.replaceAll("_", "[_ -]?")})`).join("|")})$`,
  "i",
);

/**
 * Looks among the fields of a request for those that mean money or a payment method to Stripe and that this contract
 * does not take: ignored, another card would be charged than the app means. All further fields are the application's.
 *
 * @returns What is wrong with the first; null when there is none. A field that is null is as good as absent.
 */
export function findForeignField(body: Readonly<Record<string, unknown>>): Issue | null {
  for (const name of Object.keys(body)) {
    if (TAKEN.has(name)) continue;
    const match = ANY.exec(name);
    if (match === null || body[name] === null) continue;
    const at = match.slice(1).findIndex((group) => group !== undefined);
    const instead = REFUSED[NAMES[at] ?? ""];
    return { path: name, message: `${name} is refused rather than ignored: ${instead}` };
  }
  return null;
}
