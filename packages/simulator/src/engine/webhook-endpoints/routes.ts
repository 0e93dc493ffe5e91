import { onlyExpand, type Route, route } from "../route.ts";
import { createWebhookEndpoint } from "./create.ts";
import { deleteWebhookEndpoint } from "./delete.ts";
import { findWebhookEndpoint } from "./find.ts";
import { listWebhookEndpoints } from "./list.ts";
import * as parameters from "./parameters.ts";
import { updateWebhookEndpoint } from "./update.ts";

const ALL = "/v1/webhook_endpoints";
const ONE = "/v1/webhook_endpoints/:id";

export const webhookEndpointRoutes: readonly Route[] = [
  route("webhook_endpoints.create", ["POST", ALL], {
    answers: "webhook_endpoint",
    parameters: parameters.createWebhookEndpointParameters,
    run: createWebhookEndpoint,
  }),
  route("webhook_endpoints.list", ["GET", ALL], {
    answers: { list: "webhook_endpoint" },
    parameters: parameters.listWebhookEndpointsParameters,
    run: listWebhookEndpoints,
  }),
  route("webhook_endpoints.retrieve", ["GET", ONE], {
    answers: "webhook_endpoint",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => findWebhookEndpoint(world, caller, id).object,
  }),
  route("webhook_endpoints.update", ["POST", ONE], {
    answers: "webhook_endpoint",
    parameters: parameters.updateWebhookEndpointParameters,
    run: updateWebhookEndpoint,
  }),
  route("webhook_endpoints.delete", ["DELETE", ONE], {
    answers: "webhook_endpoint",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => deleteWebhookEndpoint(world, caller, id),
  }),
];
