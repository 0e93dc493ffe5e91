import type { Caller } from "../api-types.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import { findPaymentIntent } from "./find.ts";
import type { ListPaymentIntentsParameters, RetrieveParameters } from "./parameters.ts";

/** `GET /v1/payment_intents/:id` */
export function retrievePaymentIntent(
  world: World,
  caller: Caller,
  params: RetrieveParameters,
  id: string,
) {
  return findPaymentIntent(world, caller, id, params.client_secret).object;
}

/** `GET /v1/payment_intents`, newest first. */
export function listPaymentIntents(
  world: World,
  caller: Caller,
  params: ListPaymentIntentsParameters,
) {
  return listOwned(world.paymentIntents, caller, {
    url: "/v1/payment_intents",
    noun: "payment_intent",
    params,
    fits: ({ customer }) => params.customer === undefined || customer === params.customer,
  });
}
