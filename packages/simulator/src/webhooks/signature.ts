import { createHmac } from "node:crypto";

/** The value of `Stripe-Signature`. The whole secret, with its `whsec_`, is the key. */
function signPayload(payload: string, secret: string, nowMs: number): string {
  const timestamp = Math.floor(nowMs / 1000);
  const digest = createHmac("sha256", secret).update(`${timestamp}.${payload}`).digest("hex");
  return `t=${timestamp},v1=${digest}`;
}

export function webhookHeaders(body: string, secret: string, nowMs: number) {
  return {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    accept: "*/*; q=0.5, application/xml",
    "cache-control": "no-cache",
    "stripe-signature": signPayload(body, secret, nowMs),
  };
}
