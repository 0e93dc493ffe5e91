import { renderAddress } from "../address.ts";
import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import { previousAttributes } from "../events/previous-attributes.ts";
import { mergeMetadata } from "../metadata.ts";
import type { FlatPaymentMethod } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { checkExpiry, fullYear } from "./check-card.ts";
import { methodByPath } from "./find.ts";
import type { UpdateParameters } from "./parameters.ts";

/** `POST /v1/payment_methods/:id`, of a customer's method only. */
export function updatePaymentMethod(
  world: World,
  caller: Caller,
  params: UpdateParameters,
  id: string,
) {
  const { object, account } = methodByPath(world, caller, id);
  if (object.customer === null) {
    throw invalidRequest(
      "You must save this PaymentMethod to a customer before you can update it.",
    );
  }
  const before = structuredClone(object);
  const metadata = mergeMetadata(object.metadata ?? {}, params.metadata);
  if (object.card && params.card) {
    const { exp_month = object.card.exp_month, exp_year = object.card.exp_year } = params.card;
    checkExpiry({ exp_month, exp_year }, world.now());
    object.card.exp_month = exp_month;
    object.card.exp_year = fullYear(exp_year);
  }
  object.metadata = metadata;
  if (params.allow_redisplay) object.allow_redisplay = params.allow_redisplay;
  if (params.billing_details) applyBillingDetails(object, params.billing_details);
  const changed = previousAttributes(before, object);
  if (changed) {
    emit(world, {
      account,
      type: "payment_method.updated",
      object,
      previousAttributes: changed,
      caller,
    });
  }
  return object;
}

/** What is not sent stays as it is, down to each line of the address. */
function applyBillingDetails(
  { billing_details: billing }: FlatPaymentMethod,
  sent: NonNullable<UpdateParameters["billing_details"]>,
): void {
  if (sent.address !== undefined) {
    billing.address = renderAddress(sent.address && { ...billing.address, ...sent.address });
  }
  if (sent.email !== undefined) billing.email = sent.email;
  if (sent.name !== undefined) billing.name = sent.name;
  if (sent.phone !== undefined) billing.phone = sent.phone;
  if (sent.tax_id !== undefined) billing.tax_id = sent.tax_id;
}
