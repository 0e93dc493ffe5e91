import type * as z from "zod";
import type { Caller } from "../api-types.ts";
import type { EventRecord } from "../objects.ts";
import { createdWithin, listParameters, paginate } from "../paginate.ts";
import { flag, hash, list, text } from "../parameters.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { renderEvent } from "./emit.ts";

/** The list forgets what is older. */
const RETENTION_SECONDS = 30 * 24 * 60 * 60;

export const listEventsParameters = hash({
  ...listParameters,
  delivery_success: flag.optional(),
  type: text.optional(),
  types: list(text)
    .refine((types) => types.length <= 20, { error: "You may only specify up to 20 event types." })
    .optional(),
});

export type ListEventsParameters = z.output<typeof listEventsParameters>;

/** `GET /v1/events`, newest first. */
export function listEvents(world: World, caller: Caller, params: ListEventsParameters) {
  if (params.type !== undefined && params.types !== undefined) {
    throw invalidRequest("You may only specify one of these parameters: type, types.", {
      code: "parameters_exclusive",
      param: "type",
    });
  }
  const oldest = world.seconds() - RETENTION_SECONDS;
  const wanted = params.types ?? (params.type === undefined ? null : [params.type]);
  const events = [...world.events.values()]
    .filter(({ account, created }) => account === caller.account.id && created >= oldest)
    .filter(({ created }) => createdWithin(created, params.created))
    .filter(({ type }) => wanted === null || wanted.some((name) => matchesType(type, name)))
    .filter((event) => isDelivered(event, params.delivery_success))
    .reverse();
  const page = paginate(events, params, { url: "/v1/events", noun: "event" });
  return { ...page, data: page.data.map(renderEvent) };
}

/** `GET /v1/events/:id` */
export function retrieveEvent(world: World, caller: Caller, id: string) {
  const event = world.events.get(id);
  if (event?.account === caller.account.id) return renderEvent(event);
  throw invalidRequest(`No such event: '${id}'`, {
    code: "resource_missing",
    param: "id",
    status: 404,
  });
}

/** `*` stands for any text, as in `payment_intent.*`. */
export function matchesType(type: string, wanted: string): boolean {
  if (!wanted.includes("*")) return type === wanted;
  const [prefix = "", suffix = ""] = wanted.split("*");
  return type.startsWith(prefix) && type.endsWith(suffix);
}

/** Events that still wait for an answer count as not delivered. */
function isDelivered(event: EventRecord, wish: boolean | undefined): boolean {
  return wish === undefined || (event.pendingWebhooks === 0) === wish;
}
