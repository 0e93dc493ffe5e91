import { type Route, route } from "../route.ts";
import { search, searchParameters } from "./search.ts";

export const searchRoutes: readonly Route[] = [
  route("payment_intents.search", ["GET", "/v1/payment_intents/search"], {
    answers: { search: "payment_intent" },
    parameters: searchParameters,
    run: (world, caller, params) =>
      search(world, caller, params, {
        resource: "payment_intents",
        records: world.paymentIntents,
      }),
  }),
  route("charges.search", ["GET", "/v1/charges/search"], {
    answers: { search: "charge" },
    parameters: searchParameters,
    run: (world, caller, params) =>
      search(world, caller, params, { resource: "charges", records: world.charges }),
  }),
  route("customers.search", ["GET", "/v1/customers/search"], {
    answers: { search: "customer" },
    parameters: searchParameters,
    run: (world, caller, params) =>
      search(world, caller, params, { resource: "customers", records: world.customers }),
  }),
];
