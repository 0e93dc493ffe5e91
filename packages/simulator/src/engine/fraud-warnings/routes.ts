import { onlyExpand, type Route, route } from "../route.ts";
import { listWarnings, listWarningsParameters, retrieveWarning } from "./read.ts";

export const fraudWarningRoutes: readonly Route[] = [
  route("radar.early_fraud_warnings.list", ["GET", "/v1/radar/early_fraud_warnings"], {
    answers: { list: "early_fraud_warning" },
    parameters: listWarningsParameters,
    run: listWarnings,
  }),
  route("radar.early_fraud_warnings.retrieve", ["GET", "/v1/radar/early_fraud_warnings/:id"], {
    answers: "early_fraud_warning",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveWarning(world, caller, id),
  }),
];
