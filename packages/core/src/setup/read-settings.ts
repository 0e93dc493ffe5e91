import type { Settings } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { checkWebhookSecrets } from "../inbox/check-webhook-secret.ts";
import type { PaymentsOptions } from "../options.ts";
import type { JsonObject } from "../records/payment.ts";
import { readExtraParameters } from "../stripe/owned-parameters.ts";
import { checkJson } from "../values/check-json.ts";
import { readMaxAmounts } from "../values/money.ts";

/** The application's options, with every default filled in. */
export function settingsOf<Context, Tx>(options: PaymentsOptions<Context, Tx>): Settings {
  const { allowClientAmount: bounds, paymentIntentParams, webhookSecrets } = options;
  return {
    amountUnit: options.amountUnit ?? "minor",
    confirmationMethod: options.confirmationMethod ?? "automatic",
    captureMethod: options.captureMethod ?? "automatic",
    returnUrl: options.returnUrl ?? null,
    allowRedirects: options.allowRedirects ?? "never",
    requireIdempotencyKey: options.requireIdempotencyKey ?? null,
    clientAmount:
      bounds === undefined
        ? null
        : { ...bounds, currencies: new Set(bounds.currencies.map((each) => each.toLowerCase())) },
    maxAmounts: readMaxAmounts(options.maxAmount),
    extraParameters: (order) => wellFormed(readExtraParameters(paymentIntentParams?.(order) ?? {})),
    webhookMode: options.webhookMode ?? "inline",
    webhookSecrets: async () =>
      typeof webhookSecrets === "function" ? usable(await webhookSecrets()) : webhookSecrets,
    installation: options.installation ?? "",
    sameOrderElsewhere: options.sameOrderElsewhere ?? "refuse",
    abandonAfterMs: (options.abandonAfter?.hours ?? 24) * 3_600_000,
    stripeDeadlineMs: options.stripeDeadlineMs ?? 20_000,
    handlerTimeoutMs: options.handlerTimeoutMs ?? 10_000,
  };
}

/** Secrets that come at run time are held to what a list is held to at start-up. */
function usable(secrets: readonly string[]): readonly string[] {
  const problem = Array.isArray(secrets) ? checkWebhookSecrets(secrets) : "it must be a list.";
  if (problem === null) return secrets;
  // Whatever the function answered, the caller hears of it only that something went wrong.
  throw new PaymentsError(
    "internal_error",
    `The webhookSecrets function gave no usable list: ${problem}`,
  );
}

/** What could not be sent would leave its payment waiting for an answer. */
function wellFormed(parameters: JsonObject): JsonObject {
  const issue = checkJson(parameters);
  if (issue === null) return parameters;
  throw new Error(`paymentIntentParams returned a wrong ${issue.path}: ${issue.message}`);
}
