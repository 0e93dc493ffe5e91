import type { Caller } from "../api-types.ts";
import { checkAmount, checkCurrency } from "../currencies.ts";
import { namedCustomer } from "../customers/find.ts";
import { mergeMetadata } from "../metadata.ts";
import { renderMethodChoice } from "../method-choice.ts";
import type { FlatPaymentIntent, PaymentIntentRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { checkDescriptors } from "./check-descriptors.ts";
import type { CreateParameters } from "./parameters.ts";
import { renderShipping } from "./shipping.ts";

/** Builds the record with every field of the object, nulls present. Stores nothing. */
export function newPaymentIntent(
  world: World,
  caller: Caller,
  params: CreateParameters,
): PaymentIntentRecord {
  const currency = checkCurrency(params.currency);
  checkAmount(params.amount, currency, world.maxAmounts);
  checkDescriptors(params);
  const customer = namedCustomer(world, caller, params.customer);
  const id = world.ids.fresh("pi");
  const { automatic_payment_methods, payment_method_configuration_details } = renderMethodChoice(
    params,
    caller,
  );
  const object: FlatPaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? "automatic_async",
    client_secret: `${id}_secret_${world.ids.text(25)}`,
    confirmation_method: params.confirmation_method ?? "automatic",
    created: world.seconds(),
    currency,
    customer,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: params.excluded_payment_method_types ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: caller.account.livemode,
    managed_payments: { enabled: false },
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure:
          params.payment_method_options?.card?.request_three_d_secure ?? "automatic",
      },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: renderShipping(params.shipping),
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: params.transfer_group ?? null,
  };
  return { account: caller.account.id, object, challenge: null, authenticatedMethod: null };
}
