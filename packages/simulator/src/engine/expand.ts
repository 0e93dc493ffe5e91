import type { KeyKind } from "./api-types.ts";
import type { FlatRefund } from "./objects.ts";
import { type Page, paginate } from "./paginate.ts";
import type { Expandable, Route } from "./route.ts";
import { invalidRequest } from "./stripe-failure.ts";
import type { World } from "./world.ts";

/** Names of fields that may become objects, and of which kind; a hash inside an object has names of its own. */
interface Fields {
  readonly [name: string]: Expandable | Fields;
}

const FIELDS: Readonly<Record<Expandable, Fields>> = {
  payment_intent: {
    customer: "customer",
    latest_charge: "charge",
    payment_method: "payment_method",
  },
  setup_intent: { customer: "customer", payment_method: "payment_method" },
  charge: { customer: "customer", payment_intent: "payment_intent", refunds: "refund" },
  payment_method: { customer: "customer" },
  customer: { invoice_settings: { default_payment_method: "payment_method" } },
  refund: { charge: "charge", payment_intent: "payment_intent", payment_method: "payment_method" },
  dispute: { charge: "charge", payment_intent: "payment_intent" },
  early_fraud_warning: { charge: "charge", payment_intent: "payment_intent" },
  event: {},
  webhook_endpoint: {},
};

/** As at Stripe. */
const MAX_LEVELS = 4;

/** With a publishable key, no more than this: the customer behind it is not for the app. */
const PUBLISHABLE = "payment_method";

/**
 * Checks paths such as `latest_charge`, or `data.latest_charge` in a list, before anything happens.
 *
 * @throws StripeFailure 400 for a path that cannot be expanded.
 */
export function checkExpand(
  paths: readonly string[],
  { answers, lists, searches }: Pick<Route, "answers" | "lists" | "searches">,
  key: KeyKind,
): void {
  for (const path of paths) {
    if (key === "publishable" && path !== PUBLISHABLE) throw cannotExpand(path);
    if (searches && path === "total_count") continue;
    const parts = path.split(".", MAX_LEVELS + 1);
    if (parts.length > MAX_LEVELS) throw tooDeep(path);
    if (lists && parts.shift() !== "data") throw cannotExpand(path);
    let current: Expandable | Fields | undefined = answers;
    for (const part of parts) {
      const fields: Fields = typeof current === "string" ? FIELDS[current] : current;
      current = Object.hasOwn(fields, part) ? fields[part] : undefined;
      if (current === undefined) throw cannotExpand(path);
    }
    if (typeof current !== "string") throw cannotExpand(path);
  }
}

/** Replaces ids by objects, in a copy: what is stored stays flat. */
export function expandPaths<T>(world: World, answer: T, paths: readonly string[]): T {
  if (paths.length === 0) return answer;
  const copy = structuredClone(answer);
  for (const path of new Set(paths)) expandPath(world, copy, path.split("."));
  return copy;
}

function expandPath(world: World, value: unknown, [part, ...rest]: readonly string[]): void {
  if (part === undefined || !isObject(value)) return;
  if (part === "data" && Array.isArray(value.data)) {
    for (const item of value.data) expandPath(world, item, rest);
    return;
  }
  if (part === "refunds") value.refunds = refundsOf(world, String(value.id));
  const present = value[part];
  if (typeof present === "string") value[part] = structuredClone(findById(world, present));
  expandPath(world, value[part], rest);
}

/** A charge shows its refunds only when asked to: the newest ten. */
function refundsOf(world: World, chargeId: string): Page<FlatRefund> {
  return paginate(
    world.refunds,
    {},
    {
      url: `/v1/charges/${chargeId}/refunds`,
      noun: "refund",
      selection: { charge: chargeId },
      show: ({ object }) => structuredClone(object),
    },
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function findById(world: World, id: string): object | string {
  const record =
    world.paymentIntents.get(id) ??
    world.charges.get(id) ??
    world.paymentMethods.get(id) ??
    world.customers.get(id);
  return record?.object ?? id;
}

function tooDeep(path: string) {
  return invalidRequest(
    `You cannot expand more than ${MAX_LEVELS} levels of a property. Property: ${path}`,
    { param: "expand" },
  );
}

function cannotExpand(path: string) {
  return invalidRequest(`This property cannot be expanded (${path}).`, { param: "expand" });
}
