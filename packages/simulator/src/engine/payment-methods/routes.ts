import { onlyExpand, type Route, route } from "../route.ts";
import { attachPaymentMethod } from "./attach.ts";
import { createPaymentMethod } from "./create.ts";
import { detachPaymentMethod } from "./detach.ts";
import { retrievePaymentMethod } from "./find.ts";
import { listPaymentMethods } from "./list.ts";
import * as parameters from "./parameters.ts";
import { updatePaymentMethod } from "./update.ts";

export const paymentMethodRoutes: readonly Route[] = [
  route("payment_methods.create", ["POST", "/v1/payment_methods"], {
    answers: "payment_method",
    parameters: parameters.createParameters,
    publishable: true,
    run: (world, caller, params) => createPaymentMethod(world, caller, params).object,
  }),
  route("payment_methods.list", ["GET", "/v1/payment_methods"], {
    answers: { list: "payment_method" },
    parameters: parameters.listMethodsParameters,
    run: listPaymentMethods,
  }),
  route("payment_methods.retrieve", ["GET", "/v1/payment_methods/:id"], {
    answers: "payment_method",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrievePaymentMethod(world, caller, id),
  }),
  route("payment_methods.update", ["POST", "/v1/payment_methods/:id"], {
    answers: "payment_method",
    parameters: parameters.updateParameters,
    run: updatePaymentMethod,
  }),
  route("payment_methods.attach", ["POST", "/v1/payment_methods/:id/attach"], {
    answers: "payment_method",
    parameters: parameters.attachParameters,
    run: attachPaymentMethod,
  }),
  route("payment_methods.detach", ["POST", "/v1/payment_methods/:id/detach"], {
    answers: "payment_method",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => detachPaymentMethod(world, caller, id),
  }),
];
