import { onlyExpand, type Route, route } from "../route.ts";
import { createPaymentMethod } from "./create.ts";
import { retrievePaymentMethod } from "./find.ts";
import { createParameters } from "./parameters.ts";

export const paymentMethodRoutes: readonly Route[] = [
  route("payment_methods.create", ["POST", "/v1/payment_methods"], {
    answers: "payment_method",
    parameters: createParameters,
    publishable: true,
    run: (world, caller, params) => createPaymentMethod(world, caller, params).object,
  }),
  route("payment_methods.retrieve", ["GET", "/v1/payment_methods/:id"], {
    answers: "payment_method",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrievePaymentMethod(world, caller, id),
  }),
];
