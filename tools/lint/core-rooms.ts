export interface CoreRoom {
  /** Rooms, and single files, of `packages/core/src` that it may import beside itself; `*.ts` is every file at the top without a row. */
  readonly may: readonly string[];
  /** Packages that it may import. */
  readonly npm?: readonly string[];
  readonly why: string;
}

/** From the ground up: each room may import what stands on the ground that is named. */
const GROUND = ["errors.ts", "values", "records", "ports"];
const PURE = [...GROUND, "decide"];
const WORDED = [...PURE, "order.ts", "engine.ts", "card-data", "wire", "observability"];
const STEPS = [...WORDED, "outbox", "orders", "intents", "money", "confirm", "inbox"];
const WORK = [...STEPS, "reconciliation", "recovery"];
const ENTRY = [...WORK, "operations", "http", "setup", "operator.ts", "options.ts"];

const DOOR: CoreRoom = {
  may: [...ENTRY, "create-payments.ts", "create-operator.ts", "memory", "stripe"],
  npm: ["zod"],
  why: "The main door and what it opens know the core, but not opentelemetry.ts, which is a door of its own.",
};

/** Every folder of `packages/core/src`, and the files at its top. None may import another that may import it. */
export const CORE_ROOMS: Readonly<Record<string, CoreRoom>> = {
  values: {
    may: ["errors.ts"],
    npm: ["zod"],
    why: "JSON, hashes and amounts are the ground on which all else stands.",
  },
  "errors.ts": { may: [], why: "An error knows nothing but its code." },
  records: {
    may: ["values"],
    why: "A record says what is stored: it knows values, and nothing that reads or writes it.",
  },
  ports: {
    may: ["records", "values", "errors.ts"],
    why: "A port says what the core asks of the world: it knows records, and no part of the core.",
  },
  decide: {
    may: GROUND,
    why: "src/decide says what follows from what and touches nothing: records, ports' types and its own files, so that its tests need no store and no Stripe.",
  },
  "card-data": {
    may: ["values"],
    why: "src/card-data finds card numbers in JSON and text, wherever these come from.",
  },
  observability: {
    may: [...PURE, "card-data"],
    why: "src/observability lets out what is measured and logged, without secrets: no operation, no step and no engine.",
  },
  "order.ts": { may: [], why: "An order is what the application says." },
  "engine.ts": {
    may: [...PURE, "order.ts", "observability"],
    why: "The engine is the ports and settings that all work with; it calls nothing.",
  },
  wire: {
    may: [...PURE, "engine.ts", "card-data"],
    npm: ["zod"],
    why: "src/wire reads what came and words what is told: it takes no step and calls no operation.",
  },
  orders: {
    may: WORDED,
    npm: ["zod"],
    why: "src/orders says who asks for which order under which key: it neither writes a payment nor asks Stripe.",
  },
  outbox: {
    may: WORDED,
    why: "src/outbox writes payments and runs their handlers: it asks Stripe nothing.",
  },
  intents: {
    may: [...WORDED, "outbox", "orders"],
    why: "src/intents makes, changes and cancels the PaymentIntent of an order; it never confirms one.",
  },
  money: {
    may: [...WORDED, "outbox", "orders", "intents"],
    why: "src/money asks about charges beside a payment, refunds and disputes.",
  },
  confirm: {
    may: [...WORDED, "outbox", "orders", "intents"],
    why: "src/confirm sends confirms: whoever else wants one calls the operation.",
  },
  inbox: {
    may: [...WORDED, "outbox", "orders", "intents", "money"],
    why: "src/inbox stores and handles events; it starts no charge.",
  },
  reconciliation: {
    may: [...WORDED, "outbox", "orders", "intents", "money", "inbox"],
    why: "src/reconciliation holds Stripe and the database against each other; it starts no charge.",
  },
  recovery: {
    may: [...WORDED, "outbox", "orders", "intents", "money", "inbox"],
    why: "src/recovery finishes what is due; it starts no charge.",
  },
  operations: {
    may: WORK,
    npm: ["zod"],
    why: "Operations know ports, not src/stripe, a store or a system clock, and nothing of HTTP.",
  },
  http: {
    may: ["operations", "engine.ts", "errors.ts", "observability", "ports"],
    why: "src/http turns requests into operations and errors into statuses: it takes the parts as they are put together.",
  },
  "operator.ts": {
    may: [...WORK, "operations"],
    why: "operator.ts lists what needs no request; it is put together like all operations.",
  },
  "options.ts": {
    may: ["records", "ports", "order.ts", "values", "stripe/stripe-types.ts"],
    why: "Options are what the application gives.",
  },
  setup: {
    may: [...WORDED, "inbox", "stripe", "options.ts"],
    npm: ["zod"],
    why: "src/setup checks options and puts the parts together; it knows nothing of HTTP and no operation.",
  },
  "create-payments.ts": DOOR,
  "create-operator.ts": DOOR,
  "index.ts": DOOR,
  stripe: {
    may: ["ports", "records", "values", "errors.ts", "observability/instruments.ts"],
    npm: ["stripe"],
    why: "src/stripe translates between the StripeGateway port and the SDK and decides nothing: it imports `stripe`, ports, records and the hash.",
  },
  memory: {
    may: GROUND,
    why: "A store keeps what it is given: it imports ports and records, no operation.",
  },
  "opentelemetry.ts": {
    may: ["ports/telemetry.ts", "ports/telemetry-names.ts"],
    npm: ["@opentelemetry/api"],
    why: "opentelemetry.ts binds the telemetry port to OpenTelemetry and knows nothing else, so that its door stays small.",
  },
};
