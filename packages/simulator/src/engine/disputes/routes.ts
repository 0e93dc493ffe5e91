import { onlyExpand, type Route, route } from "../route.ts";
import { closeDispute } from "./close.ts";
import { findDispute } from "./find.ts";
import { listDisputes } from "./list.ts";
import { listDisputesParameters, updateDisputeParameters } from "./parameters.ts";
import { updateDispute } from "./update.ts";

export const disputeRoutes: readonly Route[] = [
  route("disputes.list", ["GET", "/v1/disputes"], {
    answers: { list: "dispute" },
    parameters: listDisputesParameters,
    run: listDisputes,
  }),
  route("disputes.retrieve", ["GET", "/v1/disputes/:id"], {
    answers: "dispute",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => findDispute(world, caller, id).object,
  }),
  route("disputes.update", ["POST", "/v1/disputes/:id"], {
    answers: "dispute",
    parameters: updateDisputeParameters,
    run: updateDispute,
  }),
  route("disputes.close", ["POST", "/v1/disputes/:id/close"], {
    answers: "dispute",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => closeDispute(world, caller, id),
  }),
];
