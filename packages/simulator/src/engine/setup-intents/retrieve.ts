import type { Caller } from "../api-types.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import { findSetupIntent } from "./find.ts";
import type { ListSetupIntentsParameters, RetrieveParameters } from "./parameters.ts";

/** `GET /v1/setup_intents/:id` */
export function retrieveSetupIntent(
  world: World,
  caller: Caller,
  params: RetrieveParameters,
  id: string,
) {
  return findSetupIntent(world, caller, id, params.client_secret).object;
}

/** `GET /v1/setup_intents`, newest first. */
export function listSetupIntents(world: World, caller: Caller, params: ListSetupIntentsParameters) {
  const { customer, payment_method } = params;
  return listOwned(world.setupIntents, caller, {
    url: "/v1/setup_intents",
    noun: "setupintent",
    params,
    fits: (intent) =>
      (customer === undefined || intent.customer === customer) &&
      (payment_method === undefined || intent.payment_method === payment_method),
  });
}
