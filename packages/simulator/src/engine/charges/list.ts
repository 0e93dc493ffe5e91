import type { Caller } from "../api-types.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListChargesParameters } from "./parameters.ts";

const FILTERS = ["customer", "transfer_group"] as const;

/** `GET /v1/charges`, newest first. */
export function listCharges(world: World, caller: Caller, params: ListChargesParameters) {
  return listOwned(world.charges, caller, {
    url: "/v1/charges",
    noun: "charge",
    params,
    naming: { payment_intent: params.payment_intent },
    fits: (charge) =>
      FILTERS.every((name) => params[name] === undefined || charge[name] === params[name]),
  });
}
