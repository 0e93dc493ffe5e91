import { type Route, route } from "../route.ts";
import { cancelPaymentIntent } from "./cancel.ts";
import { capturePaymentIntent } from "./capture.ts";
import { confirmPaymentIntent } from "./confirm.ts";
import { createPaymentIntent } from "./create.ts";
import * as parameters from "./parameters.ts";
import { listPaymentIntents, retrievePaymentIntent } from "./retrieve.ts";
import { updatePaymentIntent } from "./update.ts";

export const paymentIntentRoutes: readonly Route[] = [
  route("payment_intents.create", ["POST", "/v1/payment_intents"], {
    answers: "payment_intent",
    parameters: parameters.createParameters,
    run: createPaymentIntent,
  }),
  route("payment_intents.list", ["GET", "/v1/payment_intents"], {
    answers: { list: "payment_intent" },
    parameters: parameters.listPaymentIntentsParameters,
    run: listPaymentIntents,
  }),
  route("payment_intents.retrieve", ["GET", "/v1/payment_intents/:id"], {
    answers: "payment_intent",
    parameters: parameters.retrieveParameters,
    publishable: true,
    run: retrievePaymentIntent,
  }),
  route("payment_intents.update", ["POST", "/v1/payment_intents/:id"], {
    answers: "payment_intent",
    parameters: parameters.updateParameters,
    run: updatePaymentIntent,
  }),
  route("payment_intents.confirm", ["POST", "/v1/payment_intents/:id/confirm"], {
    answers: "payment_intent",
    parameters: parameters.confirmParameters,
    publishable: true,
    run: confirmPaymentIntent,
  }),
  route("payment_intents.capture", ["POST", "/v1/payment_intents/:id/capture"], {
    answers: "payment_intent",
    parameters: parameters.captureParameters,
    run: capturePaymentIntent,
  }),
  route("payment_intents.cancel", ["POST", "/v1/payment_intents/:id/cancel"], {
    answers: "payment_intent",
    parameters: parameters.cancelParameters,
    run: cancelPaymentIntent,
  }),
];
