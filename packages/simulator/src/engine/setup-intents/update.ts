import type { Caller } from "../api-types.ts";
import { namedCustomer } from "../customers/find.ts";
import { mergeMetadata } from "../metadata.ts";
import type { PaymentMethodRecord, SetupIntentRecord } from "../objects.ts";
import { checkOwner, sentMethod } from "../payment-methods/use.ts";
import type { World } from "../world.ts";
import { applyOptions } from "./confirm.ts";
import { findSetupIntent } from "./find.ts";
import type { UpdateParameters } from "./parameters.ts";
import { purposeOf, unexpectedState } from "./refuse.ts";

/** `POST /v1/setup_intents/:id`. Once it is settled the method stays; the rest may always change. */
export function updateSetupIntent(
  world: World,
  caller: Caller,
  params: UpdateParameters,
  id: string,
) {
  const record = findSetupIntent(world, caller, id, undefined);
  const { object } = record;
  const changesMethod = params.payment_method !== undefined || params.payment_method_data;
  if (changesMethod) checkOpen(record);
  const customer = namedCustomer(world, caller, params.customer) ?? object.customer;
  const purpose = purposeOf(record, customer);
  const method = sentMethod(world, caller, params, purpose);
  const present = changesMethod ? null : world.paymentMethods.get(object.payment_method ?? "");
  if (present) checkOwner(present, purpose);
  object.metadata = mergeMetadata(object.metadata ?? {}, params.metadata);
  object.customer = customer;
  if (params.description !== undefined) object.description = params.description;
  if (params.excluded_payment_method_types) {
    object.excluded_payment_method_types = params.excluded_payment_method_types;
  }
  applyOptions(record, params);
  if (changesMethod) replaceMethod(record, method);
  return object;
}

function checkOpen(record: SetupIntentRecord): void {
  const { status } = record.object;
  if (status !== "succeeded" && status !== "canceled") return;
  const settled = status === "succeeded" ? "has already succeeded" : "has been canceled";
  throw unexpectedState(record, `You cannot update this SetupIntent because it ${settled}.`);
}

/** A new method always has to be confirmed, whatever was going on with the old one. */
function replaceMethod(record: SetupIntentRecord, method: PaymentMethodRecord | null): void {
  const { object } = record;
  object.payment_method = method?.object.id ?? null;
  object.status = method ? "requires_confirmation" : "requires_payment_method";
  object.next_action = null;
  record.challenge = null;
}
