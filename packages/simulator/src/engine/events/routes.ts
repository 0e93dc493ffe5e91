import { onlyExpand, type Route, route } from "../route.ts";
import { listEvents, listEventsParameters, retrieveEvent } from "./read.ts";

export const eventRoutes: readonly Route[] = [
  route("events.list", ["GET", "/v1/events"], {
    answers: { list: "event" },
    parameters: listEventsParameters,
    run: listEvents,
  }),
  route("events.retrieve", ["GET", "/v1/events/:id"], {
    answers: "event",
    parameters: onlyExpand,
    run: (world, caller, _params, id) => retrieveEvent(world, caller, id),
  }),
];
