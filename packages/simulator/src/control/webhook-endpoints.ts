import * as z from "zod";
import type { Simulator } from "../simulator.ts";
import { type ControlEndpoint, ControlRefusal, endpoint } from "./endpoint.ts";

const resend = z.strictObject({ event: z.string().min(1) });
const deliver = z.strictObject({ due: z.boolean().default(false) });
const deliveriesOf = z.strictObject({ event: z.string().min(1).exactOptional() });

export function webhookEndpoints({ engine, webhooks }: Simulator): readonly ControlEndpoint[] {
  return [
    endpoint(["POST", "/resend"], resend, async ({ event }) => {
      if (!engine.world.events.has(event)) {
        throw new ControlRefusal(404, `There is no event '${event}'.`);
      }
      return { tries: await webhooks.resend(event) };
    }),
    endpoint(["POST", "/deliver"], deliver, async ({ due }) => ({
      tries: await (due ? webhooks.deliverDue() : webhooks.deliverAll()),
    })),
    endpoint(["GET", "/deliveries"], deliveriesOf, ({ event }) =>
      webhooks.deliveries.filter(({ eventId }) => event === undefined || eventId === event),
    ),
  ];
}
