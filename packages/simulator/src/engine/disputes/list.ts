import type { Caller } from "../api-types.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListDisputesParameters } from "./parameters.ts";

/** `GET /v1/disputes`, newest first. */
export function listDisputes(world: World, caller: Caller, params: ListDisputesParameters) {
  const { charge, payment_intent } = params;
  return listOwned(world.disputes, caller, {
    url: "/v1/disputes",
    noun: "dispute",
    params,
    naming: { charge, payment_intent },
  });
}
