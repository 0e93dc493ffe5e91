import { onlyExpand, type Route, route } from "../route.ts";
import { findCharge } from "./find.ts";
import { listCharges } from "./list.ts";
import { listChargesParameters, updateChargeParameters } from "./parameters.ts";
import { updateCharge } from "./update.ts";

export const chargeRoutes: readonly Route[] = [
  route("charges.list", ["GET", "/v1/charges"], {
    answers: { list: "charge" },
    parameters: listChargesParameters,
    run: listCharges,
  }),
  route("charges.retrieve", ["GET", "/v1/charges/:id"], {
    answers: "charge",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => findCharge(world, caller, id).object,
  }),
  route("charges.update", ["POST", "/v1/charges/:id"], {
    answers: "charge",
    parameters: updateChargeParameters,
    run: updateCharge,
  }),
];
