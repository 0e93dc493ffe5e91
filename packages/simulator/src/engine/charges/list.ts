import type { Caller } from "../api-types.ts";
import { ownObjects } from "../find-owned.ts";
import { createdWithin, paginate } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListChargesParameters } from "./parameters.ts";

const FILTERS = ["customer", "payment_intent", "transfer_group"] as const;

/** `GET /v1/charges`, newest first. */
export function listCharges(world: World, caller: Caller, params: ListChargesParameters) {
  const charges = ownObjects(world.charges, caller)
    .filter(({ created }) => createdWithin(created, params.created))
    .filter((charge) =>
      FILTERS.every((name) => params[name] === undefined || charge[name] === params[name]),
    );
  return paginate(charges, params, { url: "/v1/charges", noun: "charge" });
}
