import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import { findByParameter } from "../find-owned.ts";
import { mergeMetadata } from "../metadata.ts";
import type { FlatCharge } from "../objects.ts";
import { renderShipping } from "../payment-intents/shipping.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { findCharge } from "./find.ts";
import type { UpdateChargeParameters } from "./parameters.ts";

/** These may be given once, and are settled then. */
const ONCE = ["customer", "transfer_group"] as const;

/** `POST /v1/charges/:id`; `charge.updated` names what was there before. */
export function updateCharge(
  world: World,
  caller: Caller,
  params: UpdateChargeParameters,
  id: string,
) {
  const { object, account } = findCharge(world, caller, id);
  refuseSettled(object, params);
  if (params.customer !== undefined) {
    findByParameter(world.customers, caller, params.customer, {
      noun: "customer",
      param: "customer",
    });
  }
  const changes = changesOf(object, params);
  const previousAttributes = Object.fromEntries(
    Object.entries(object).filter(
      ([name, before]) => name in changes && !same(before, changes[name]),
    ),
  );
  Object.assign(object, changes);
  if (Object.keys(previousAttributes).length > 0) {
    emit(world, { account, type: "charge.updated", object, previousAttributes, caller });
  }
  return object;
}

function refuseSettled(charge: FlatCharge, params: UpdateChargeParameters): void {
  for (const name of ONCE) {
    const present = charge[name];
    if (params[name] === undefined || present === null || present === params[name]) continue;
    throw invalidRequest(`The ${name} of this charge is set already and cannot be changed.`, {
      param: name,
    });
  }
}

function changesOf(charge: FlatCharge, params: UpdateChargeParameters): Record<string, unknown> {
  const { expand: _, metadata, shipping, fraud_details, ...plain } = params;
  return {
    ...plain,
    ...(metadata !== undefined && { metadata: mergeMetadata(charge.metadata, metadata) }),
    ...(shipping && { shipping: renderShipping(shipping) }),
    ...(fraud_details && {
      fraud_details: fraud_details.user_report === "" ? {} : fraud_details,
    }),
  };
}

/** Both are plain JSON that this simulator wrote, keys in the same order. */
function same(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
