import * as z from "zod";
import { checkWebhookSecrets } from "../inbox/check-webhook-secret.ts";
import {
  checkChargeable,
  currencyExponent,
  LARGEST_MAXIMUM,
  readMaxAmounts,
  usualMaximum,
} from "../values/money.ts";

const func = z.custom<unknown>((value) => typeof value === "function", "must be a function");
const choice = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, `must be ${values.map((value) => `"${value}"`).join(" or ")}`);
const trueOrFalse = z.boolean("must be true or false");
const minorUnits = z
  .number("must be a whole number of the currency's smallest unit")
  .int("must be a whole number of the currency's smallest unit")
  .positive("must be above 0");
const methods = (...names: string[]) =>
  z.object(
    Object.fromEntries(names.map((name) => [name, func])),
    `must be an object with ${names.join(", ")}`,
  );
const DEADLINE = "must be a whole number of milliseconds from 1000 to 120000";
const ACCOUNT = "must be an account's id, acct_…";
const HANDLERS = "must be an object with functions";
const ON_PAYMENT =
  'must be an object with functions, or "elsewhere" where other processes have them';
const SUCCEEDED =
  'is missing, so nobody would hear that an order is paid: give it a function, or say onPayment: "elsewhere" if other processes on this store have the handlers';
const HANDLER_TIME = "must be a whole number of milliseconds from 100 to 60000";
const INSTALLATION = "must be a text of 1 to 100 characters on one line, without space around it";
const URL_SHAPE = "must be a URL";
const EVENT_TYPE = "is no type of Stripe's events, such as charge.refunded; check its name";
const STORE = "must be a store, for example memoryStore() or sqliteStore({ file })";
const HOURS = "must be a number above 0";

const schema = z.strictObject({
  stripe: z.custom<unknown>(
    (value) => typeof value === "object" && value !== null && "paymentIntents" in value,
    "must be a Stripe object: new Stripe(process.env.STRIPE_SECRET_KEY)",
  ),
  store: z.custom<unknown>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      ["payments", "idempotency", "events", "feed"].every((part) => part in value),
    STORE,
  ),
  idempotencyStore: methods("claim", "find", "repoint").optional(),
  webhookSecrets: z.union(
    [z.array(z.unknown()), func],
    "must be a list of secrets (whsec_…), or an async function that gives one",
  ),
  loadOrder: func.optional(),
  allowClientAmount: z
    .object(
      {
        currencies: z
          .array(z.string("must be a currency's code"), "must be a list of currencies")
          .min(1, "must name at least one currency"),
        min: minorUnits,
        max: minorUnits,
      },
      "must be bounds: { currencies, min, max }",
    )
    .optional(),
  scope: func.optional(),
  amountUnit: choice("minor", "major").optional(),
  maxAmount: z
    .record(z.string(), minorUnits, "must be { currency: amount }, for example { huf: 999999999 }")
    .optional(),
  confirmationMethod: choice("automatic", "manual").optional(),
  captureMethod: choice("automatic", "manual").optional(),
  returnUrl: z.string(URL_SHAPE).refine(leadsBack, URL_SHAPE).optional(),
  allowRedirects: choice("never", "always").optional(),
  paymentIntentParams: func.optional(),
  requireIdempotencyKey: trueOrFalse.optional(),
  webhookMode: choice("inline", "deferred").optional(),
  onPayment: z.preprocess(
    (value) => (value === "elsewhere" ? undefined : value),
    z
      .strictObject(
        {
          succeeded: z.custom<unknown>((value) => typeof value === "function", {
            error: ({ input }) => (input === undefined ? SUCCEEDED : "must be a function"),
          }),
          authorized: func.optional(),
          failed: func.optional(),
          canceled: func.optional(),
          review: func.optional(),
          refunded: func.optional(),
          disputed: func.optional(),
        },
        {
          error: ({ code, input }) => {
            if (code !== "invalid_type") return undefined;
            return typeof input === "string" ? ON_PAYMENT : HANDLERS;
          },
        },
      )
      .optional(),
  ),
  onEvent: z.record(z.string(), func.optional(), HANDLERS).superRefine(checkTypes).optional(),
  installation: z
    .string(INSTALLATION)
    .max(100, INSTALLATION)
    .regex(/^\S(?:.*\S)?$/, INSTALLATION)
    .optional(),
  abandonAfter: z
    .object({ hours: z.number(HOURS).positive(HOURS) }, "must be { hours }")
    .optional(),
  stripeDeadlineMs: z
    .number(DEADLINE)
    .int(DEADLINE)
    .min(1_000, DEADLINE)
    .max(120_000, DEADLINE)
    .optional(),
  handlerTimeoutMs: z
    .number(HANDLER_TIME)
    .int(HANDLER_TIME)
    .min(100, HANDLER_TIME)
    .max(60_000, HANDLER_TIME)
    .optional(),
  livemode: trueOrFalse.optional(),
  sameOrderElsewhere: choice("refuse", "allow").optional(),
  account: z.string(ACCOUNT).startsWith("acct_", ACCOUNT).optional(),
  logger: methods("debug", "info", "warn", "error").optional(),
  telemetry: methods("startSpan", "count", "record", "gauge").optional(),
  clock: methods("now", "sleep").optional(),
  ids: methods("paymentId", "errorId", "fraction").optional(),
});

/** Refuses wrong or contradictory options at start-up. @throws Error with one sentence that says what to do. */
export function checkOptions(options: unknown): void {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const { issues } = parsed.error;
    // A misspelt name is the cause of what is missing.
    const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
    if (issue?.path.length === 0 && issue.code === "invalid_type") {
      throw refuse("takes one object with the options: at least stripe, store, webhookSecrets.");
    }
    if (issue?.code === "unrecognized_keys") {
      throw refuse(
        `does not know the option ${[...issue.path, ...issue.keys].join(".")}; check its name.`,
      );
    }
    throw refuse(`option ${issue?.path.join(".")} ${issue?.message}.`);
  }
  const { webhookSecrets, loadOrder, allowClientAmount, allowRedirects, returnUrl } = parsed.data;
  if (Array.isArray(webhookSecrets)) {
    const problem = checkWebhookSecrets(webhookSecrets);
    if (problem !== null) throw refuse(`option ${problem}`);
  }
  if (loadOrder === undefined && allowClientAmount === undefined) {
    throw refuse(
      "needs loadOrder, or allowClientAmount with its bounds: else nobody says what to charge.",
    );
  }
  const { maxAmount } = parsed.data;
  if (maxAmount !== undefined) checkMaxAmount(maxAmount);
  if (allowClientAmount !== undefined) checkBounds(allowClientAmount, readMaxAmounts(maxAmount));
  if (allowRedirects === "always" && returnUrl === undefined) {
    throw refuse(
      'needs returnUrl when allowRedirects is "always": Stripe refuses to confirm without it.',
    );
  }
}

function checkMaxAmount(maxAmount: Readonly<Record<string, number>>): void {
  for (const [currency, most] of Object.entries(maxAmount)) {
    const code = currency.toLowerCase();
    if (currencyExponent(code) === null) {
      throw refuse(`option maxAmount names ${currency}, which Stripe does not charge in.`);
    }
    const usual = usualMaximum(code);
    if (most < usual || most > LARGEST_MAXIMUM) {
      throw refuse(
        `option maxAmount.${currency} must be from ${usual}, which Stripe takes of everybody, to ${LARGEST_MAXIMUM}.`,
      );
    }
  }
}

function checkBounds(
  bounds: { currencies: string[]; min: number; max: number },
  maxAmounts: ReadonlyMap<string, number>,
): void {
  if (bounds.min > bounds.max) throw refuse("option allowClientAmount has a min above its max.");
  for (const currency of bounds.currencies) {
    if (currencyExponent(currency.toLowerCase()) === null) {
      throw refuse(`option allowClientAmount names ${currency}, which Stripe does not charge in.`);
    }
    const refusal = checkChargeable(bounds.max, currency.toLowerCase(), maxAmounts);
    if (refusal !== null)
      throw refuse(`option allowClientAmount.max is not chargeable: ${refusal}`);
  }
}

/** Whether it is an address that a browser or an app can be led back to. */
function leadsBack(text: string): boolean {
  if (text !== text.trim() || !URL.canParse(text)) return false;
  return !/^(?:javascript|data|blob|file|about):/i.test(text);
}

/** A handler of a type that no event can have would wait for ever. */
function checkTypes(handlers: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  for (const type of Object.keys(handlers)) {
    if (/^(?!v\d+\.)[a-z0-9_]+(?:\.[a-z0-9_]+)+$/.test(type)) continue;
    context.addIssue({ code: "custom", path: [type], message: EVENT_TYPE });
  }
}

function refuse(problem: string): Error {
  return new Error(`createPayments ${problem}`);
}
