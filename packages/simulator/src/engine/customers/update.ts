import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import { previousAttributes } from "../events/previous-attributes.ts";
import type { World } from "../world.ts";
import { applyToCustomer } from "./apply.ts";
import { defaultMethod } from "./default-method.ts";
import { customerByPath, type LiveCustomer } from "./find.ts";
import type { UpdateParameters } from "./parameters.ts";

/** `POST /v1/customers/:id` */
export function updateCustomer(world: World, caller: Caller, params: UpdateParameters, id: string) {
  const record = customerByPath(world, caller, id);
  const wanted = params.invoice_settings?.default_payment_method;
  const method = wanted && defaultMethod(world, caller, { customer: id, method: wanted });
  changeCustomer(world, record, {
    caller,
    change() {
      applyToCustomer(record.object, params);
      if (method !== undefined) record.object.invoice_settings.default_payment_method = method;
    },
  });
  return record.object;
}

/** Changes a customer and tells of it, if anything is different afterwards. */
export function changeCustomer(
  world: World,
  { account, object }: LiveCustomer,
  { change, caller }: { change: () => void; caller: Caller },
): void {
  const before = structuredClone(object);
  change();
  const changed = previousAttributes(before, object);
  if (!changed) return;
  emit(world, {
    account,
    type: "customer.updated",
    object,
    previousAttributes: changed,
    caller,
  });
}
