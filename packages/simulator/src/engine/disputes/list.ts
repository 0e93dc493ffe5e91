import type { Caller } from "../api-types.ts";
import { ownObjects } from "../find-owned.ts";
import { createdWithin, paginate } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListDisputesParameters } from "./parameters.ts";

/** `GET /v1/disputes`, newest first. */
export function listDisputes(world: World, caller: Caller, params: ListDisputesParameters) {
  const disputes = ownObjects(world.disputes, caller)
    .filter(({ created }) => createdWithin(created, params.created))
    .filter(({ charge }) => params.charge === undefined || charge === params.charge)
    .filter(
      ({ payment_intent }) =>
        params.payment_intent === undefined || payment_intent === params.payment_intent,
    );
  return paginate(disputes, params, { url: "/v1/disputes", noun: "dispute" });
}
