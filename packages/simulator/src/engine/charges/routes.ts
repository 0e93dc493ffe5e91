import { onlyExpand, type Route, route } from "../route.ts";
import { retrieveCharge } from "./retrieve.ts";

export const chargeRoutes: readonly Route[] = [
  route("charges.retrieve", ["GET", "/v1/charges/:id"], {
    answers: "charge",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveCharge(world, caller, id),
  }),
];
