import * as z from "zod";
import type { Records } from "../engine/records.ts";
import type { Simulator } from "../simulator.ts";
import type { DisturbanceKind, DisturbanceOptions } from "../webhooks/disturbances.ts";
import { type ControlEndpoint, ControlRefusal, endpoint, nothing, orRefuse } from "./endpoint.ts";

const id = z.string().min(1);

const KINDS = [
  "drop",
  "delay",
  "duplicate",
  "reorder",
  "second_event",
] as const satisfies readonly DisturbanceKind[];

const resend = z.strictObject({ event: id, endpoint: id.exactOptional() });
const deliver = z.strictObject({ due: z.boolean().default(false) });
const deliveriesOf = z.strictObject({ event: id.exactOptional() });
const rotation = z.strictObject({
  endpoint: id,
  expiresInHours: z.number().min(0).max(24).exactOptional(),
});

export function webhookEndpoints({ engine, webhooks }: Simulator): readonly ControlEndpoint[] {
  function checkKnown(kind: string, wanted: string, known: Pick<Records<unknown>, "has">): void {
    if (!known.has(wanted)) throw new ControlRefusal(404, `There is no ${kind} '${wanted}'.`);
  }
  const { events, webhookEndpoints: endpoints } = engine.world;

  return [
    endpoint(["POST", "/resend"], resend, async (sent) => {
      checkKnown("event", sent.event, events);
      if (sent.endpoint === undefined) return { tries: await webhooks.resend(sent.event) };
      const endpointId = sent.endpoint;
      checkKnown("webhook endpoint", endpointId, endpoints);
      return { tries: await orRefuse(409, () => webhooks.resend(sent.event, { endpointId })) };
    }),
    endpoint(["POST", "/deliver"], deliver, async ({ due }) => ({
      tries: await (due ? webhooks.deliverDue() : webhooks.deliverAll()),
    })),
    endpoint(["GET", "/deliveries"], deliveriesOf, ({ event }) =>
      webhooks.deliveries.filter(({ eventId }) => event === undefined || eventId === event),
    ),
    endpoint(["POST", "/rotate-secret"], rotation, ({ endpoint: wanted, ...options }) => {
      checkKnown("webhook endpoint", wanted, endpoints);
      return { secret: webhooks.rotateSecret(wanted, options) };
    }),
    endpoint(["GET", "/disturbances"], nothing, () => webhooks.disturbances),
    endpoint(["POST", "/disturbances"], z.looseObject({ kind: z.enum(KINDS) }), (sent) => {
      const { kind, ...rest } = sent;
      // `disturb` checks them itself.
      const options = rest as DisturbanceOptions;
      return orRefuse(400, () => {
        const { id: created } = webhooks.disturb(kind, options);
        return webhooks.disturbances.find((disturbance) => disturbance.id === created);
      });
    }),
    endpoint(["DELETE", "/disturbances"], nothing, () => webhooks.clearDisturbances()),
  ];
}
