import * as z from "zod";
import type { DisturbanceKind } from "../webhooks/disturbances.ts";
import { type Action, action } from "./actions.ts";
import { optional, whole } from "./form-fields.ts";

/** What each switch does to deliveries, for whoever makes the choice. */
export const DISTURBANCES: Readonly<Record<DisturbanceKind, string>> = {
  drop: "never arrives, and is not tried again",
  delay: "the first try comes later",
  duplicate: "the same event is sent twice",
  reorder: "overtakes, or falls behind, others",
  second_event: "another event with its own id tells the same",
};

// `Object.keys` knows no names.
const kinds = Object.keys(DISTURBANCES) as DisturbanceKind[];

export const disturbanceActions = {
  disturb: action(
    z.object({
      kind: z.enum(kinds, { error: "must be one of the list." }),
      type: optional(z.string()),
      times: optional(whole),
      seconds: optional(whole),
    }),
    ({ webhooks }, { kind, type, times, seconds }) => {
      webhooks.disturb(kind, {
        ...(type !== undefined && { type }),
        ...(times !== undefined && { times }),
        ...(seconds !== undefined && { delayMs: seconds * 1000 }),
      });
      return `Switched on: ${kind}, for ${type ?? "any event"}.`;
    },
  ),
  "disturbance-off": action(z.object({ id: z.string().min(1) }), ({ webhooks }, { id }) => {
    webhooks.clearDisturbances(id);
    return "Switched off.";
  }),
  "disturbances-off": action(z.object({}), ({ webhooks }) => {
    webhooks.clearDisturbances();
    return "All switches of the webhooks are off.";
  }),
} satisfies Record<string, Action>;
