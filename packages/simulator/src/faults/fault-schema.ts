import * as z from "zod";
import { ROUTES } from "../engine/routes.ts";
import type { Fault, FaultFilter, FaultOptions } from "./fault.ts";

const milliseconds = z
  .number()
  .min(0)
  .max(2 ** 31 - 1);

const lateFault = z.strictObject({
  late: z.enum(["reset", "silence", "error_500", "error_502", "error_504"]),
  afterMs: milliseconds.exactOptional(),
  afterRealMs: milliseconds.exactOptional(),
});

/** The faults that are a word. */
const FAULT_NAMES = [
  "lose_request",
  "lose_response",
  "silence_before",
  "silence_after",
  "error_500_before",
  "error_500_after",
  "error_502",
  "rate_limit_429",
  "rate_limit_429_should_retry",
  "lock_timeout",
  "idempotency_key_in_use",
  "truncate_body",
  "malformed_json",
  "hang",
] as const satisfies readonly Fault[];

export const faultSchema: z.ZodType<Fault> = z.union(
  [z.enum(FAULT_NAMES), z.strictObject({ slowMs: milliseconds }), lateFault],
  {
    error: `expected one of ${FAULT_NAMES.join(", ")}, { slowMs } or { late, afterMs, afterRealMs }`,
  },
);

/** Names of routes that a fault may have, besides `resource.*`. */
const SHORT_NAMES = ["create", "retrieve", "update", "confirm", "capture", "cancel", "events"];

const route = z
  .custom<NonNullable<FaultFilter["route"]>>((value) => typeof value === "string")
  .refine(isRoute, {
    error: ({ input }) =>
      `no endpoint is called '${input}'; there are ${[...SHORT_NAMES, ...ROUTES.map(({ name }) => name)].join(", ")}, and 'resource.*'`,
  });

function isRoute(name: string): boolean {
  if (SHORT_NAMES.includes(name)) return true;
  const resource = name.endsWith(".*") ? name.slice(0, -1) : null;
  return ROUTES.some((known) =>
    resource === null ? known.name === name : known.name.startsWith(resource),
  );
}

const filters = {
  route: route.exactOptional(),
  method: z.enum(["GET", "POST", "DELETE"]).exactOptional(),
  pathPrefix: z.string().startsWith("/").exactOptional(),
  metadata: z.record(z.string(), z.string()).exactOptional(),
  idempotencyKey: z.string().min(1).exactOptional(),
  account: z.string().min(1).exactOptional(),
  nth: z.int().min(1).exactOptional(),
  share: z.number().gt(0).max(1).exactOptional(),
};

const count = z.int().min(1);

export const faultOptionsSchema: z.ZodType<FaultOptions> = z.strictObject({
  ...filters,
  times: z.union([count, z.literal(Number.POSITIVE_INFINITY)]).exactOptional(),
  when: z
    .custom<NonNullable<FaultOptions["when"]>>((value) => typeof value === "function")
    .exactOptional(),
});

/** The body that switches a fault on from outside: the fault and its options. JSON has no Infinity; null stands for it. */
export const faultOrderSchema = z.strictObject({
  fault: faultSchema,
  ...filters,
  times: count.nullable().exactOptional(),
});
