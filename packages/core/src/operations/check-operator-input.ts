import * as z from "zod";
import { PaymentsError } from "../errors.ts";

const MOST_LISTED = 1_000;
const LIMIT = `must be a whole number from 1 to ${MOST_LISTED}`;
const CONCURRENCY = "must be a whole number from 1 to 100";
const INSTANT = "must be a valid Date";

const instant = z.date(INSTANT);
const text = z.string("must be a text").optional();
const flag = z.boolean("must be true or false").optional();

const listing = z.object({
  limit: z.int(LIMIT).min(1, LIMIT).max(MOST_LISTED, LIMIT).optional(),
  status: text,
  orderRef: text,
  type: text,
  paymentIntentId: text,
  createdFrom: instant.optional(),
  after: z.object({ at: instant, id: z.string("must be a text") }, "must be { at, id }").optional(),
});

const reconciling = z.object({
  dryRun: flag,
  since: instant.optional(),
  concurrency: z.int(CONCURRENCY).min(1, CONCURRENCY).max(100, CONCURRENCY).optional(),
});

const AS = 'must be "paid", "closed" or "kept"';
const BY = "must be a text of 1 to 200 characters";

const deciding = z.object({ by: z.string(BY).min(1, BY).max(200, BY).optional() });
const resolving = deciding.extend({ as: z.enum(["paid", "closed", "kept"], AS) });

/** @throws PaymentsError `invalid_request` for a list that nobody can give, in one sentence. */
export function checkListing(query: unknown): void {
  check(listing, query ?? {});
}

/** @throws PaymentsError `invalid_request` for a run that nobody can make, in one sentence. */
export function checkReconciling(options: unknown): void {
  check(reconciling, options ?? {});
}

/** @throws PaymentsError `invalid_request` for a decision that nobody knows, in one sentence. */
export function checkResolving(options: unknown): void {
  check(resolving, options);
}

/** The same for a decision that has but one way. */
export function checkDeciding(options: unknown): void {
  check(deciding, options);
}

function check(schema: z.ZodType, input: unknown): void {
  const parsed = schema.safeParse(input);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  throw new PaymentsError("invalid_request", `${issue?.path.join(".")} ${issue?.message}.`);
}
