import type { StepCall, StripeAnswer, StripeGateway } from "../ports/stripe-gateway.ts";

/**
 * The gateway, with one request under way for each key: who asks the same question meanwhile waits for its answer.
 * Nothing depends on it but Stripe's rate limit; between servers Stripe's own keys do the same.
 */
export function shareCalls(gateway: StripeGateway): StripeGateway {
  const underWay = new Map<string, Promise<StripeAnswer>>();

  const share = (call: StepCall, ask: () => Promise<StripeAnswer>): Promise<StripeAnswer> => {
    const running = underWay.get(call.idempotencyKey);
    if (running !== undefined) return running;
    const asked = ask().finally(() => underWay.delete(call.idempotencyKey));
    underWay.set(call.idempotencyKey, asked);
    return asked;
  };

  return {
    ...gateway,
    createPaymentIntent: (call) => share(call, () => gateway.createPaymentIntent(call)),
    confirmPaymentIntent: (id, call) => share(call, () => gateway.confirmPaymentIntent(id, call)),
  };
}
