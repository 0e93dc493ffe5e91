import type { Caller } from "../api-types.ts";
import { customerByParameter } from "../customers/find.ts";
import { mergeMetadata } from "../metadata.ts";
import type { FlatSetupIntent, SetupIntentRecord } from "../objects.ts";
import type { World } from "../world.ts";
import type { CreateParameters } from "./parameters.ts";

/** Builds the record with every field of the object, nulls present. Stores nothing. */
export function newSetupIntent(
  world: World,
  caller: Caller,
  params: CreateParameters,
): SetupIntentRecord {
  const customer =
    params.customer === undefined
      ? null
      : customerByParameter(world, caller, params.customer).object.id;
  const id = world.ids.fresh("seti");
  const automatic = automaticPaymentMethods(params);
  const object: FlatSetupIntent = {
    id,
    object: "setup_intent",
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    application: null,
    automatic_payment_methods: automatic,
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
    payment_method_configuration_details: automatic
      ? { id: `pmc_${caller.account.id.slice("acct_".length)}`, parent: null }
      : null,
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

/** The dashboard's methods are on, with redirects, unless the request says otherwise. */
function automaticPaymentMethods(
  params: CreateParameters,
): FlatSetupIntent["automatic_payment_methods"] {
  const sent = params.automatic_payment_methods;
  if (params.allowed_payment_method_types || sent?.enabled === false) return null;
  return { allow_redirects: sent?.allow_redirects ?? "always", enabled: true };
}
