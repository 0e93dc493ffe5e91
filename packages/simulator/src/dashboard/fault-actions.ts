import * as z from "zod";
import type { FaultRoute } from "../faults/fault.ts";
import { ActionError } from "./action-error.ts";
import { type Action, action, plural } from "./actions.ts";
import { FAULT_CHOICES, type FaultChoice, toFault } from "./fault-choices.ts";
import { optional, whole } from "./form-fields.ts";

// `Object.keys` knows no names.
const choices = Object.keys(FAULT_CHOICES) as FaultChoice[];

const named = z.object({ id: z.string().min(1) });

export const faultActions = {
  fault: action(
    z.object({
      fault: z.enum(choices, { error: "must be one of the list." }),
      route: optional(z.string()),
      times: optional(whole),
      ms: optional(whole),
    }),
    ({ faults }, { fault, route, times, ms }) => {
      const chosen = toFault(fault, ms);
      if (!chosen) throw new ActionError(`Say after how many milliseconds for ${fault}.`);
      faults.next(chosen, {
        // `next` refuses what is no route.
        ...(route !== undefined && { route: route as FaultRoute }),
        ...(times !== undefined && { times }),
      });
      return `Switched on: ${fault}, for ${route ?? "any request"}, ${plural(times ?? 1, "time")}.`;
    },
  ),
  "fault-off": action(named, ({ faults }, { id }) => {
    if (faults.clear(id)) return "Switched off.";
    throw new ActionError(`There is no fault ${id} any more.`);
  }),
  "fault-release": action(named, ({ faults }, { id }) => {
    if (faults.release(id)) return "Released: what it held goes on.";
    throw new ActionError(`There is no fault ${id} any more.`);
  }),
  "faults-off": action(z.object({}), ({ faults }) => {
    faults.clear();
    return "All faults are off.";
  }),
} satisfies Record<string, Action>;
