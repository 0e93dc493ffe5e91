import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { World } from "../world.ts";
import { findSetupIntent } from "./find.ts";
import type { CancelParameters } from "./parameters.ts";
import { unexpectedState } from "./refuse.ts";

const CANCELABLE = ["requires_payment_method", "requires_confirmation", "requires_action"];

/** `POST /v1/setup_intents/:id/cancel` */
export function cancelSetupIntent(
  world: World,
  caller: Caller,
  params: CancelParameters,
  id: string,
) {
  const record = findSetupIntent(world, caller, id, undefined);
  const { object, account } = record;
  if (object.status === "canceled") {
    throw unexpectedState(
      record,
      "You cannot cancel this SetupIntent because it is already canceled.",
    );
  }
  if (!CANCELABLE.includes(object.status)) {
    throw unexpectedState(
      record,
      `You cannot cancel this SetupIntent because it has a status of ${object.status}. Only a SetupIntent with one of the following statuses may be canceled: \`requires_payment_method\`, \`requires_confirmation\`, or \`requires_action\`.`,
    );
  }
  object.status = "canceled";
  object.cancellation_reason = params.cancellation_reason ?? null;
  object.next_action = null;
  record.challenge = null;
  emit(world, { account, type: "setup_intent.canceled", object, caller });
  return object;
}
