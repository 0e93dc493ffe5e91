import * as z from "zod";
import { checkChargeable, currencyExponent } from "./money.ts";
import { checkWebhookSecrets } from "./verify-signature.ts";

const func = z.custom<unknown>((value) => typeof value === "function", "must be a function");
const choice = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, `must be ${values.map((value) => `"${value}"`).join(" or ")}`);
const handlers = z.record(z.string(), func.optional());

const schema = z.strictObject({
  stripe: z.custom<unknown>(
    (value) => typeof value === "object" && value !== null && "paymentIntents" in value,
    "must be a Stripe object: new Stripe(process.env.STRIPE_SECRET_KEY)",
  ),
  store: z.custom<unknown>(
    (value) => typeof value === "object" && value !== null && "payments" in value,
    "must be a store, for example memoryStore() or sqliteStore({ file })",
  ),
  idempotencyStore: z.object({ claim: func, find: func, repoint: func }).optional(),
  webhookSecrets: z.union(
    [z.array(z.string()), func],
    "must be a list of secrets (whsec_…), or an async function that gives one",
  ),
  loadOrder: func.optional(),
  allowClientAmount: z
    .object({
      currencies: z.array(z.string()).min(1, "must name at least one currency"),
      min: z.number().int().positive(),
      max: z.number().int().positive(),
    })
    .optional(),
  scope: func.optional(),
  amountUnit: choice("minor", "major").optional(),
  confirmationMethod: choice("automatic", "manual").optional(),
  captureMethod: choice("automatic", "manual").optional(),
  returnUrl: z.string().min(1).optional(),
  allowRedirects: choice("never", "always").optional(),
  paymentIntentParams: func.optional(),
  requireIdempotencyKey: z.boolean().optional(),
  webhookMode: choice("inline", "deferred").optional(),
  onPayment: z
    .strictObject({
      succeeded: func.optional(),
      authorized: func.optional(),
      failed: func.optional(),
      canceled: func.optional(),
      review: func.optional(),
    })
    .optional(),
  onEvent: handlers.optional(),
  abandonAfter: z.object({ hours: z.number().positive() }).optional(),
  stripeDeadlineMs: z.number().int().min(1_000).max(120_000).optional(),
  livemode: z.boolean().optional(),
  logger: z.object({ debug: func, info: func, warn: func, error: func }).optional(),
  clock: z.object({ now: func, sleep: func }).optional(),
  ids: z.object({ paymentId: func, errorId: func, fraction: func }).optional(),
});

/** Refuses wrong or contradictory options at start-up. @throws Error with one sentence that says what to do. */
export function checkOptions(options: unknown): void {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    if (issue?.code === "unrecognized_keys") {
      throw refuse(
        `does not know the option ${[...issue.path, ...issue.keys].join(".")}; check its name.`,
      );
    }
    throw refuse(`option ${issue?.path.join(".") || "object"} ${sentence(issue?.message)}`);
  }
  const { webhookSecrets, loadOrder, allowClientAmount, allowRedirects, returnUrl } = parsed.data;
  if (Array.isArray(webhookSecrets)) {
    const problem = checkWebhookSecrets(webhookSecrets);
    if (problem !== null) throw refuse(`option webhookSecrets: ${problem}`);
  }
  if (loadOrder === undefined && allowClientAmount === undefined) {
    throw refuse(
      "needs loadOrder, or allowClientAmount with its bounds: else nobody says what to charge.",
    );
  }
  if (allowClientAmount !== undefined) checkBounds(allowClientAmount);
  if (allowRedirects === "always" && returnUrl === undefined) {
    throw refuse(
      'needs returnUrl when allowRedirects is "always": Stripe refuses to confirm without it.',
    );
  }
}

function checkBounds(bounds: { currencies: string[]; min: number; max: number }): void {
  if (bounds.min > bounds.max) throw refuse("option allowClientAmount has a min above its max.");
  for (const currency of bounds.currencies) {
    if (currencyExponent(currency.toLowerCase()) === null) {
      throw refuse(`option allowClientAmount names ${currency}, which Stripe does not charge in.`);
    }
    const refusal = checkChargeable(bounds.max, currency.toLowerCase());
    if (refusal !== null)
      throw refuse(`option allowClientAmount.max is not chargeable: ${refusal}`);
  }
}

function sentence(message = "is wrong"): string {
  return message.endsWith(".") ? message : `${message}.`;
}

function refuse(problem: string): Error {
  return new Error(`createPayments ${problem}`);
}
