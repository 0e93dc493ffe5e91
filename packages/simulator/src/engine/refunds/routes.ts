import { onlyExpand, type Route, route } from "../route.ts";
import { createRefund } from "./create.ts";
import { createRefundParameters } from "./parameters.ts";
import { retrieveRefund } from "./retrieve.ts";

export const refundRoutes: readonly Route[] = [
  route("refunds.create", ["POST", "/v1/refunds"], {
    answers: "refund",
    parameters: createRefundParameters,
    run: createRefund,
  }),
  route("refunds.retrieve", ["GET", "/v1/refunds/:id"], {
    answers: "refund",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveRefund(world, caller, id),
  }),
];
