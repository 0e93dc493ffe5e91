import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { FlatCustomer } from "../objects.ts";
import { attach } from "../payment-methods/attach.ts";
import { checkAttachable } from "../payment-methods/check-attachable.ts";
import { methodByParameter } from "../payment-methods/find.ts";
import type { World } from "../world.ts";
import { applyToCustomer } from "./apply.ts";
import { defaultMethod } from "./default-method.ts";
import type { CreateParameters } from "./parameters.ts";

/** `POST /v1/customers`. A method that cannot be attached leaves no customer behind. */
export function createCustomer(world: World, caller: Caller, params: CreateParameters) {
  const object = newCustomer(world, caller);
  applyToCustomer(object, params);
  const { payment_method } = params;
  const method =
    payment_method === undefined ? null : methodByParameter(world, caller, payment_method);
  if (method) checkAttachable(method, object.id);
  const wanted = params.invoice_settings?.default_payment_method;
  if (wanted) {
    // A `pm_card_…` name in both places is one method.
    object.invoice_settings.default_payment_method =
      method && wanted === payment_method
        ? method.object.id
        : defaultMethod(world, caller, { customer: object.id, method: wanted });
  }
  world.customers.set(object.id, { account: caller.account.id, object });
  emit(world, { account: caller.account.id, type: "customer.created", object, caller });
  if (method) attach(world, method, { customer: object.id, caller });
  return object;
}

function newCustomer(world: World, caller: Caller): FlatCustomer {
  return {
    id: `cus_${world.ids.text(14)}`,
    object: "customer",
    address: null,
    balance: 0,
    created: world.seconds(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: world.ids.text(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: caller.account.livemode,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
}
