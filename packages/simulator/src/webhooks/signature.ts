import { createHmac } from "node:crypto";
import type { SigningSecret } from "../engine/objects.ts";

export interface Signing {
  readonly secrets: readonly SigningSecret[];
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether a `v0` is added, which fits no secret: Stripe does so in test mode. */
  readonly decoy: boolean;
}

/** Texts of the secrets that are in use at a time; one that was replaced is until it expires. */
export function validSecrets(secrets: readonly SigningSecret[], at: number): string[] {
  return secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
    .map(({ value }) => value);
}

/** The value of `Stripe-Signature`. The whole secret, with its `whsec_`, is the key. */
function signPayload(payload: string, { secrets, at, decoy }: Signing): string {
  const timestamp = Math.floor(at / 1000);
  const sign = (key: string) =>
    createHmac("sha256", key).update(`${timestamp}.${payload}`).digest("hex");
  const valid = validSecrets(secrets, at);
  return [
    `t=${timestamp}`,
    ...valid.map((secret) => `v1=${sign(secret)}`),
    ...(decoy ? [`v0=${sign(`v0 ${valid.join(" ")}`)}`] : []),
  ].join(",");
}

export function webhookHeaders(body: string, signing: Signing) {
  return {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    accept: "*/*; q=0.5, application/xml",
    "cache-control": "no-cache",
    "stripe-signature": signPayload(body, signing),
  };
}
