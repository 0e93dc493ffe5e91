import type { Caller } from "./api-types.ts";
import { exclusive } from "./parameters.ts";

/** Which payment methods a new PaymentIntent or SetupIntent is to offer. */
export interface MethodChoice {
  readonly allowed_payment_method_types?: readonly string[] | undefined;
  readonly excluded_payment_method_types?: readonly string[] | undefined;
  readonly automatic_payment_methods?:
    | { readonly enabled: boolean; readonly allow_redirects?: "always" | "never" | undefined }
    | undefined;
}

const CHOICES = [
  "allowed_payment_method_types",
  "excluded_payment_method_types",
  "automatic_payment_methods",
] as const;

/** @throws StripeFailure 400 when allowed types are named along with another way to choose. */
export function checkMethodChoice(choice: MethodChoice): void {
  if (!choice.allowed_payment_method_types) return;
  const both = CHOICES.filter((name) => choice[name] !== undefined);
  if (both.length > 1) throw exclusive(both);
}

/** The fields that tell of the choice: the dashboard's methods, with redirects, unless the request says otherwise. */
export function renderMethodChoice(choice: MethodChoice, { account }: Caller) {
  const sent = choice.automatic_payment_methods;
  const chosen = choice.allowed_payment_method_types || sent?.enabled === false;
  return {
    automatic_payment_methods: chosen
      ? null
      : { allow_redirects: sent?.allow_redirects ?? "always", enabled: true },
    payment_method_configuration_details: chosen
      ? null
      : { id: `pmc_${account.id.slice("acct_".length)}`, parent: null },
  };
}
