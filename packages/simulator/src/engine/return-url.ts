import type { Caller } from "./api-types.ts";

interface Redirecting {
  readonly object: { readonly automatic_payment_methods: { allow_redirects?: string } | null };
}

/** Methods that redirect could be chosen, so Stripe asks a server where to come back to. */
export function needsReturnUrl(
  { object }: Redirecting,
  { caller, returnUrl }: { caller: Caller; returnUrl: string | undefined },
): boolean {
  const allowed = object.automatic_payment_methods?.allow_redirects === "always";
  return allowed && returnUrl === undefined && caller.key === "secret";
}

export function returnUrlMissing(intent: "PaymentIntent" | "SetupIntent"): string {
  return `This ${intent} is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a \`return_url\`. If you don't want to accept redirect-based payment methods, set \`automatic_payment_methods[enabled]\` to \`true\` and \`automatic_payment_methods[allow_redirects]\` to \`never\` when creating Setup Intents and Payment Intents.`;
}
