import type { Caller } from "../api-types.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListRefundsParameters } from "./parameters.ts";

/** `GET /v1/refunds`, newest first. */
export function listRefunds(world: World, caller: Caller, params: ListRefundsParameters) {
  const { charge, payment_intent } = params;
  return listOwned(world.refunds, caller, {
    url: "/v1/refunds",
    noun: "refund",
    params,
    naming: { charge, payment_intent },
  });
}
