import type * as z from "zod";
import type { Caller } from "../api-types.ts";
import type { EventRecord } from "../objects.ts";
import { listParameters, paginate } from "../paginate.ts";
import { flag, hash, list, text } from "../parameters.ts";
import { overlap, periodOf } from "../period.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { renderEvent } from "./emit.ts";

/** Stripe forgets what is older. */
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
  const { type, types, delivery_success } = params;
  const own = remembered(world, caller);
  return paginate(world.events, params, {
    url: "/v1/events",
    noun: "event",
    cursors: own,
    selection: {
      ...own,
      period: overlap(own.period, periodOf(params.created)),
      fits: (event) =>
        (type === undefined || matchesType(event.type, type)) &&
        (types === undefined || types.includes(event.type)) &&
        (delivery_success === undefined || isDelivered(event) === delivery_success),
    },
    show: (event) => renderEvent(event),
  });
}

/** `GET /v1/events/:id` */
export function retrieveEvent(world: World, caller: Caller, id: string) {
  const event = world.events.get(id);
  if (event && world.events.includes(id, remembered(world, caller))) return renderEvent(event);
  throw invalidRequest(`No such event: '${id}'`, {
    code: "resource_missing",
    param: "id",
    status: 404,
  });
}

function remembered(world: World, caller: Caller) {
  const period = periodOf({ gte: world.seconds() - RETENTION_SECONDS });
  return { account: caller.account.id, period };
}

/** `*` stands for any text, as in `payment_intent.*`. */
export function matchesType(type: string, wanted: string): boolean {
  const pieces = wanted.split("*");
  const first = pieces.shift() ?? "";
  const last = pieces.pop();
  if (last === undefined) return type === wanted;
  const end = type.length - last.length;
  if (!type.startsWith(first) || !type.endsWith(last) || end < first.length) return false;
  let from = first.length;
  return pieces.every((piece) => {
    const at = type.indexOf(piece, from);
    from = at + piece.length;
    return at >= 0 && from <= end;
  });
}

/** Events that still wait for an answer count as not delivered, and so do those that were given up. */
function isDelivered(event: EventRecord): boolean {
  return event.pendingWebhooks === 0;
}
