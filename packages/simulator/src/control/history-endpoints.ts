import * as z from "zod";
import type { Simulator } from "../simulator.ts";
import { type ControlEndpoint, endpoint, nothing } from "./endpoint.ts";

const hours = z.strictObject({ hours: z.number().gt(0) });

const ledgerFilter = z.strictObject({
  payment_intent: z.string().min(1).exactOptional(),
  metadata: z.record(z.string(), z.string()).exactOptional(),
});

const eventFilter = z.strictObject({ type: z.string().min(1).exactOptional() });

/** What has happened, and what time it is. */
export function historyEndpoints(simulator: Simulator): readonly ControlEndpoint[] {
  return [
    endpoint(["GET", "/ledger"], ledgerFilter, ({ payment_intent, metadata }) => {
      const filter = {
        ...(payment_intent !== undefined && { paymentIntentId: payment_intent }),
        ...(metadata !== undefined && { metadata }),
      };
      return {
        paymentIntents: simulator.ledger.paymentIntents(filter),
        charges: simulator.ledger.charges(filter),
      };
    }),
    endpoint(["GET", "/requests"], nothing, () => simulator.requests),
    endpoint(["DELETE", "/requests"], nothing, () => simulator.clearRequests()),
    endpoint(["GET", "/events"], eventFilter, ({ type }) =>
      simulator.events.list().filter((event) => type === undefined || event.type === type),
    ),
    endpoint(["POST", "/advance"], hours, async (sent) => {
      await simulator.advance(sent.hours);
      return { now: new Date(simulator.engine.world.now()).toISOString() };
    }),
  ];
}
