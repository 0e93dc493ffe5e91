import type { Caller } from "../api-types.ts";
import { ownObjects } from "../find-owned.ts";
import { createdWithin, paginate } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListRefundsParameters } from "./parameters.ts";

/** `GET /v1/refunds`, newest first. */
export function listRefunds(world: World, caller: Caller, params: ListRefundsParameters) {
  const refunds = ownObjects(world.refunds, caller)
    .filter(({ created }) => createdWithin(created, params.created))
    .filter(({ charge }) => params.charge === undefined || charge === params.charge)
    .filter(
      ({ payment_intent }) =>
        params.payment_intent === undefined || payment_intent === params.payment_intent,
    );
  return paginate(refunds, params, { url: "/v1/refunds", noun: "refund" });
}
