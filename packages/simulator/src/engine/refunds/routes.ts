import { onlyExpand, type Route, route } from "../route.ts";
import { cancelRefund } from "./cancel.ts";
import { createRefund } from "./create.ts";
import { findRefund } from "./find.ts";
import { listRefunds } from "./list.ts";
import {
  createRefundParameters,
  listRefundsParameters,
  updateRefundParameters,
} from "./parameters.ts";
import { updateRefund } from "./update.ts";

export const refundRoutes: readonly Route[] = [
  route("refunds.create", ["POST", "/v1/refunds"], {
    answers: "refund",
    parameters: createRefundParameters,
    run: createRefund,
  }),
  route("refunds.list", ["GET", "/v1/refunds"], {
    answers: { list: "refund" },
    parameters: listRefundsParameters,
    run: listRefunds,
  }),
  route("refunds.retrieve", ["GET", "/v1/refunds/:id"], {
    answers: "refund",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => findRefund(world, caller, id).object,
  }),
  route("refunds.update", ["POST", "/v1/refunds/:id"], {
    answers: "refund",
    parameters: updateRefundParameters,
    run: updateRefund,
  }),
  route("refunds.cancel", ["POST", "/v1/refunds/:id/cancel"], {
    answers: "refund",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => cancelRefund(world, caller, id),
  }),
];
