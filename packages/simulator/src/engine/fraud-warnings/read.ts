import type * as z from "zod";
import type { Caller } from "../api-types.ts";
import { findByPath } from "../find-owned.ts";
import { listOwned, listParameters } from "../paginate.ts";
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
  const { charge, payment_intent } = params;
  return listOwned(world.earlyFraudWarnings, caller, {
    url: "/v1/radar/early_fraud_warnings",
    noun: NAMING.noun,
    params,
    naming: { charge, payment_intent },
  });
}

/** `GET /v1/radar/early_fraud_warnings/:id` */
export function retrieveWarning(world: World, caller: Caller, id: string) {
  return findByPath(world.earlyFraudWarnings, caller, id, NAMING).object;
}
