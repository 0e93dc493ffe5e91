import { type Route, route } from "../route.ts";
import { cancelSetupIntent } from "./cancel.ts";
import { confirmSetupIntent } from "./confirm.ts";
import { createSetupIntent } from "./create.ts";
import * as parameters from "./parameters.ts";
import { listSetupIntents, retrieveSetupIntent } from "./retrieve.ts";
import { updateSetupIntent } from "./update.ts";

export const setupIntentRoutes: readonly Route[] = [
  route("setup_intents.create", ["POST", "/v1/setup_intents"], {
    answers: "setup_intent",
    parameters: parameters.createParameters,
    run: createSetupIntent,
  }),
  route("setup_intents.list", ["GET", "/v1/setup_intents"], {
    answers: { list: "setup_intent" },
    parameters: parameters.listSetupIntentsParameters,
    run: listSetupIntents,
  }),
  route("setup_intents.retrieve", ["GET", "/v1/setup_intents/:id"], {
    answers: "setup_intent",
    parameters: parameters.retrieveParameters,
    publishable: true,
    run: retrieveSetupIntent,
  }),
  route("setup_intents.update", ["POST", "/v1/setup_intents/:id"], {
    answers: "setup_intent",
    parameters: parameters.updateParameters,
    run: updateSetupIntent,
  }),
  route("setup_intents.confirm", ["POST", "/v1/setup_intents/:id/confirm"], {
    answers: "setup_intent",
    parameters: parameters.confirmParameters,
    publishable: true,
    run: confirmSetupIntent,
  }),
  route("setup_intents.cancel", ["POST", "/v1/setup_intents/:id/cancel"], {
    answers: "setup_intent",
    parameters: parameters.cancelParameters,
    run: cancelSetupIntent,
  }),
];
