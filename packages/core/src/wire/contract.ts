import * as z from "zod";
import { type CardData, findCardData } from "../card-data/find-card-data.ts";
import type { JsonObject } from "../records/payment.ts";
import { checkJson, type Issue, isPlainObject } from "../values/check-json.ts";
import {
  confirmResponse,
  errorResponse,
  processResponse,
  statusResponse,
  webhookResponse,
} from "./contract-responses.ts";
import { findForeignField } from "./refuse-fields.ts";

// The messages are for the developer of the app. None repeats what was sent.
const REQUEST = {
  amountMinor:
    "amount is not a positive whole number: send the smallest currency unit, 1050 for 10.50 USD.",
  amountMajor: "amount is not a positive decimal: send a number or digits, as in 10.50.",
  currency: "currency is not a three-letter code: send one, for example usd.",
  paymentMethodId:
    "payment_method_id is not the id of a PaymentMethod (pm_…): send the one that Stripe's SDK gave the app.",
  shownSecret:
    "payment_intent_client_secret is no text: send the client_secret that process answered, or leave it out.",
  clientSecret:
    "payment_intent_client_secret is missing or no text: send the client_secret that process answered.",
} as const;
const CARD_DATA: Readonly<Record<CardData["what"], string>> = {
  number:
    "This looks like a card number: collect cards with Stripe's SDK and send only the payment method's id.",
  code: "This looks like a card's security code: collect cards with Stripe's SDK and send only the payment method's id.",
};

const REFUSED_FIELDS =
  "What means money or a payment method to Stripe and is not named here (`confirmation_token`, `payment_method`, `payment_method_data`, `card`, `source`) is refused, and so are card numbers and security codes.";

const currency = z
  .string(REQUEST.currency)
  .regex(/^[A-Za-z]{3}$/, REQUEST.currency)
  .meta({ description: "Three-letter code, in either case.", examples: ["usd"] });
const paymentMethodId = z
  .string(REQUEST.paymentMethodId)
  .max(255, REQUEST.paymentMethodId)
  .regex(/^pm_[A-Za-z0-9_]+$/, REQUEST.paymentMethodId)
  .nullish()
  .meta({
    description: "From the app's createPaymentMethod. Null is as good as absent.",
    examples: ["pm_card_visa"],
  });
const sentSecret = z.string(REQUEST.clientSecret).meta({
  description: "What process answered as `client_secret`.",
  examples: ["pi_3PExample0001_secret_Example0001"],
});

const shownSecret = z
  .string(REQUEST.shownSecret)
  .nullish()
  .meta({
    description:
      "The `client_secret` that the app still holds of this order: shows, where there is no login, that this is the customer who began.",
    examples: ["pi_3PExample0001_secret_Example0001"],
  });

const processRequest = z
  .looseObject({
    amount: z
      .int(REQUEST.amountMinor)
      .positive(REQUEST.amountMinor)
      .meta({
        description: "In the currency's smallest unit; must equal the order's.",
        examples: [1050],
      }),
    currency,
    payment_method_id: paymentMethodId,
    payment_intent_client_secret: shownSecret,
  })
  .meta({
    description: `Further fields (\`order_id\`, a cart's id) are handed to \`loadOrder\` as they are. ${REFUSED_FIELDS}`,
  });

const processRequestMajor = processRequest
  .extend({
    amount: z
      .union(
        [
          z.number().positive(REQUEST.amountMajor),
          z
            .string()
            .max(32, REQUEST.amountMajor)
            .regex(/^(?=.*[1-9])(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/, REQUEST.amountMajor),
        ],
        REQUEST.amountMajor,
      )
      .meta({
        description: "In the currency's standard unit; must equal the order's.",
        examples: ["10.50"],
      }),
  })
  .meta({
    description: 'What process takes instead where the server was made with `amountUnit: "major"`.',
  });

const confirmRequest = z
  .looseObject({ payment_intent_client_secret: sentSecret, payment_method_id: paymentMethodId })
  .meta({ description: REFUSED_FIELDS });
const statusRequest = z
  .looseObject({ payment_intent_client_secret: sentSecret })
  .meta({ description: REFUSED_FIELDS });

/** The bodies on the wire, as zod schemas. The OpenAPI document is generated from them. */
export const wire = {
  processRequest,
  /** In place of `processRequest` where `amountUnit` is `major`. */
  processRequestMajor,
  processResponse,
  confirmRequest,
  confirmResponse,
  statusRequest,
  statusResponse,
  webhookResponse,
  errorResponse,
};

/** A checked request, or what is wrong with it. */
export type Parsed<Request> =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly issues: Issue[] };

export interface ProcessRequest {
  /** A positive safe integer with `minor`; with `major` a number or digits, for `parseMajorAmount`. */
  readonly amount: number | string;
  /** Lower-case; not necessarily one that Stripe charges in. */
  readonly currency: string;
  readonly paymentMethodId: string | null;
  /** The client secret that the caller shows; null without one. */
  readonly shownSecret: string | null;
  /** The body as it was sent, for `loadOrder`; without the secret, which is nobody else's and never stored. */
  readonly body: JsonObject;
}

export interface StatusRequest {
  readonly clientSecret: string;
  /** The id in the secret; null when it is no secret at all, which nobody can tell from a forged one: not found. */
  readonly paymentIntentId: string | null;
}

export interface ConfirmRequest extends StatusRequest {
  readonly paymentMethodId: string | null;
}

/** Checks the body of process. */
export function parseProcessRequest(
  body: unknown,
  amountUnit: "minor" | "major",
): Parsed<ProcessRequest> {
  const parsed = parse(amountUnit === "minor" ? processRequest : processRequestMajor, body);
  if (!parsed.ok) return parsed;
  const { value, sent } = parsed;
  const { payment_intent_client_secret: shownSecret, ...further } = sent;
  return {
    ok: true,
    request: {
      amount: value.amount,
      currency: value.currency.toLowerCase(),
      paymentMethodId: value.payment_method_id ?? null,
      shownSecret: typeof shownSecret === "string" ? shownSecret : null,
      body: further,
    },
  };
}

/** Checks the body of confirm. */
export function parseConfirmRequest(body: unknown): Parsed<ConfirmRequest> {
  const parsed = parse(confirmRequest, body);
  if (!parsed.ok) return parsed;
  const { payment_intent_client_secret: secret, payment_method_id: method } = parsed.value;
  return { ok: true, request: { ...readSecret(secret), paymentMethodId: method ?? null } };
}

/** Checks the body of status. */
export function parseStatusRequest(body: unknown): Parsed<StatusRequest> {
  const parsed = parse(statusRequest, body);
  if (!parsed.ok) return parsed;
  return { ok: true, request: readSecret(parsed.value.payment_intent_client_secret) };
}

const LONGEST_SECRET = 255;

/** The secret and the id in it. */
export function readSecret(secret: string): StatusRequest {
  if (secret.length > LONGEST_SECRET) return { clientSecret: secret, paymentIntentId: null };
  const [, id] = /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/.exec(secret) ?? [];
  return { clientSecret: secret, paymentIntentId: id ?? null };
}

function parse<Value>(
  schema: z.ZodType<Value> & { readonly shape: object },
  body: unknown,
): { ok: true; value: Value; sent: JsonObject } | { ok: false; issues: Issue[] } {
  if (!isPlainObject(body)) {
    return { ok: false, issues: [{ path: "", message: "The body is not an object: send one." }] };
  }
  const sent = withoutUndefined(body);
  const issue = checkJson(sent) ?? findCardIssue(sent) ?? findForeignField(sent);
  if (issue !== null) return { ok: false, issues: [issue] };
  const result = schema.safeParse(fieldsOf(schema.shape, sent));
  if (result.success) {
    return { ok: true, value: result.data, sent: sent as JsonObject }; // checkJson lets nothing else pass
  }
  const issues = new Map(
    result.error.issues.map(({ path, message }) => [path.join("."), message] as const),
  );
  return { ok: false, issues: [...issues].map(([path, message]) => ({ path, message })) };
}

/** What a card's data would be refused with: a card never reaches this server. */
function findCardIssue(body: unknown): Issue | null {
  const found = findCardData(body);
  return found === null ? null : { path: found.path, message: CARD_DATA[found.what] };
}

/** A caller of the plain method may spell an absent field as undefined. */
function withoutUndefined(
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!Object.values(body).includes(undefined)) return body;
  return Object.fromEntries(Object.entries(body).filter(([, member]) => member !== undefined));
}

/** The contract's own: all others, of which there may be thousands, are the application's to check. */
function fieldsOf(shape: object, sent: Readonly<Record<string, unknown>>): object {
  const names = Object.keys(shape).filter((name) => Object.hasOwn(sent, name));
  return Object.fromEntries(names.map((name) => [name, sent[name]]));
}
