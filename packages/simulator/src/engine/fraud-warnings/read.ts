import type * as z from "zod";
import type { Caller } from "../api-types.ts";
import { findByPath, ownObjects } from "../find-owned.ts";
import { createdWithin, listParameters, paginate } from "../paginate.ts";
import { hash, text } from "../parameters.ts";
import type { World } from "../world.ts";

const NAMING = { noun: "issuer_fraud_record", param: "early_fraud_warning" };

export const listWarningsParameters = hash({
  ...listParameters,
  charge: text.optional(),
  payment_intent: text.optional(),
});

/** `GET /v1/radar/early_fraud_warnings`, newest first. */
export function listWarnings(
  world: World,
  caller: Caller,
  params: z.output<typeof listWarningsParameters>,
) {
  const warnings = ownObjects(world.earlyFraudWarnings, caller)
    .filter(({ created }) => createdWithin(created, params.created))
    .filter(({ charge }) => params.charge === undefined || charge === params.charge)
    .filter(
      ({ payment_intent }) =>
        params.payment_intent === undefined || payment_intent === params.payment_intent,
    );
  return paginate(warnings, params, {
    url: "/v1/radar/early_fraud_warnings",
    noun: NAMING.noun,
  });
}

/** `GET /v1/radar/early_fraud_warnings/:id` */
export function retrieveWarning(world: World, caller: Caller, id: string) {
  return findByPath(world.earlyFraudWarnings, caller, id, NAMING).object;
}
