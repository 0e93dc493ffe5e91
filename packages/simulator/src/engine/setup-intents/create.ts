import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import { checkMethodChoice } from "../method-choice.ts";
import { sentMethod } from "../payment-methods/use.ts";
import { needsReturnUrl, returnUrlMissing } from "../return-url.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { MISSING_METHOD } from "./confirm.ts";
import { newSetupIntent } from "./new-setup-intent.ts";
import type { CreateParameters } from "./parameters.ts";
import { performSetup } from "./perform-setup.ts";

/**
 * `POST /v1/setup_intents`, and with `confirm` the first attempt. What is refused before the attempt leaves no
 * SetupIntent behind; a decline does.
 */
export function createSetupIntent(world: World, caller: Caller, params: CreateParameters) {
  checkCombinations(params);
  const record = newSetupIntent(world, caller, params);
  const { object, account } = record;
  const method = sentMethod(world, caller, params, {
    customer: object.customer,
    intent: "SetupIntent",
    refuse: invalidRequest,
  });
  if (params.confirm && !method) {
    throw invalidRequest(MISSING_METHOD, { code: "setup_intent_unexpected_state" });
  }
  if (params.confirm && needsReturnUrl(record, { caller, returnUrl: params.return_url })) {
    throw invalidRequest(returnUrlMissing("SetupIntent"));
  }
  if (method) {
    object.payment_method = method.object.id;
    object.status = "requires_confirmation";
  }
  world.setupIntents.set(object.id, record);
  emit(world, { account, type: "setup_intent.created", object, caller });
  if (!params.confirm || !method) return object;

  const failure = performSetup(world, record, {
    method,
    authenticated: false,
    useStripeSdk: params.use_stripe_sdk ?? false,
    returnUrl: params.return_url ?? null,
    caller,
  });
  if (failure) throw failure;
  return object;
}

function checkCombinations(params: CreateParameters): void {
  checkMethodChoice(params);
  if (params.confirm || params.return_url === undefined) return;
  throw invalidRequest(
    "The parameter `return_url` cannot be passed when creating a SetupIntent unless `confirm` is set to true.",
    { param: "return_url" },
  );
}
