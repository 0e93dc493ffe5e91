import type { Caller } from "../api-types.ts";
import { namedCustomer } from "../customers/find.ts";
import { mergeMetadata } from "../metadata.ts";
import { renderMethodChoice } from "../method-choice.ts";
import type { FlatSetupIntent, SetupIntentRecord } from "../objects.ts";
import type { World } from "../world.ts";
import type { CreateParameters } from "./parameters.ts";

/** Builds the record with every field of the object, nulls present. Stores nothing. */
export function newSetupIntent(
  world: World,
  caller: Caller,
  params: CreateParameters,
): SetupIntentRecord {
  const customer = namedCustomer(world, caller, params.customer);
  const id = world.ids.fresh("seti");
  const { automatic_payment_methods, payment_method_configuration_details } = renderMethodChoice(
    params,
    caller,
  );
  const object: FlatSetupIntent = {
    id,
    object: "setup_intent",
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    application: null,
    automatic_payment_methods,
    cancellation_reason: null,
    client_secret: `${id}_secret_${world.ids.text(31)}`,
    created: world.seconds(),
    customer,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: params.excluded_payment_method_types ?? null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: caller.account.livemode,
    managed_payments: { enabled: false },
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details,
    payment_method_options: {
      card: {
        mandate_options: null,
        network: null,
        request_three_d_secure:
          params.payment_method_options?.card?.request_three_d_secure ?? "automatic",
      },
    },
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: params.usage ?? "off_session",
  };
  return { account: caller.account.id, object, challenge: null };
}
