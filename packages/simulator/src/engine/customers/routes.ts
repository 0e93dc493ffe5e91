import { onlyExpand, type Route, route } from "../route.ts";
import { createCustomer } from "./create.ts";
import { deleteCustomer } from "./delete.ts";
import { retrieveCustomer } from "./find.ts";
import { listCustomers } from "./list.ts";
import { listCustomerMethods, retrieveCustomerMethod } from "./methods.ts";
import * as parameters from "./parameters.ts";
import { updateCustomer } from "./update.ts";

/** None of them is open to a publishable key: a customer is the server's business. */
export const customerRoutes: readonly Route[] = [
  route("customers.create", ["POST", "/v1/customers"], {
    answers: "customer",
    parameters: parameters.createParameters,
    run: createCustomer,
  }),
  route("customers.list", ["GET", "/v1/customers"], {
    answers: { list: "customer" },
    parameters: parameters.listCustomersParameters,
    run: listCustomers,
  }),
  route("customers.retrieve", ["GET", "/v1/customers/:id"], {
    answers: "customer",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveCustomer(world, caller, id),
  }),
  route("customers.update", ["POST", "/v1/customers/:id"], {
    answers: "customer",
    parameters: parameters.updateParameters,
    run: updateCustomer,
  }),
  route("customers.delete", ["DELETE", "/v1/customers/:id"], {
    answers: "customer",
    parameters: parameters.deleteParameters,
    run: (world, caller, _params, id) => deleteCustomer(world, caller, id),
  }),
  route("customers.list_payment_methods", ["GET", "/v1/customers/:id/payment_methods"], {
    answers: { list: "payment_method" },
    parameters: parameters.listMethodsParameters,
    run: listCustomerMethods,
  }),
  route("customers.retrieve_payment_method", ["GET", "/v1/customers/:id/payment_methods/:nested"], {
    answers: "payment_method",
    parameters: onlyExpand,
    run: (world, caller, _params, id, nested) => retrieveCustomerMethod(world, caller, id, nested),
  }),
];
