import type { TableNames } from "./table-names.ts";

/** One step of the schema. A step that was released is never changed: a new one is added at the end. */
export interface Migration {
  /** The file in `migrations/` has this name. */
  readonly name: string;
  /** Every step records itself, so that it does not matter who runs it. */
  sql(names: TableNames): string;
}

/** The schema, one step after the other; a step's number is its place in this list, from 1. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001_payments",
    sql: ({ payments, keys, events, feed, strays, migrations, own }) => `\
create table if not exists ${migrations} (
  version integer primary key,
  name text not null,
  applied_at timestamptz not null default now()
);
insert into ${migrations} (version, name) values (1, '0001_payments');

-- Payments. Columns are copies out of "record", which is the whole truth, for constraints, for what is looked for, and
-- for people. "order_key" is the SHA-256 of tenant, account, mode, installation and order: whatever characters an order's id has, and
-- whatever an upgrade of the operating system does to the order of characters, an order is itself and no other.
-- "taken_until" is in no record: until then a worker keeps the payment from the others.
create table ${payments} (
  id text primary key check (id <> ''),
  order_key bytea not null check (octet_length(order_key) = 32),
  tenant text not null,
  account text not null,
  livemode boolean not null,
  installation text not null,
  order_ref text not null,
  attempt integer not null check (attempt >= 1),
  status text not null check (status <> ''),
  amount bigint not null check (amount > 0),
  currency text not null check (currency <> ''),
  payment_intent_id text check (payment_intent_id <> ''),
  needs_person boolean not null check (needs_person or status <> 'review'),
  due_at timestamptz,
  abandon_at timestamptz,
  unheard text,
  unheard_at timestamptz,
  taken_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null check (version >= 1),
  record text not null check (record <> '')
);

-- An order is charged once: one live payment of it, reserved before Stripe is called.
create unique index ${own("payments_live")} on ${payments} (order_key) where status <> 'canceled';
create unique index ${own("payments_attempt")} on ${payments} (order_key, attempt);
create unique index ${own("payments_payment_intent_id")} on ${payments} (payment_intent_id)
  where payment_intent_id is not null;

-- Work and lists. Each begins with the owner, so that nobody reads past another's rows.
create index ${own("payments_due")} on ${payments} (account, livemode, installation, due_at, id)
  where due_at is not null;
create index ${own("payments_abandon")} on ${payments} (account, livemode, installation, abandon_at)
  where abandon_at is not null;
create index ${own("payments_unheard")} on ${payments} (account, livemode, installation, unheard_at, id)
  where unheard_at is not null;
create index ${own("payments_needs_person")} on ${payments} (account, livemode, installation, created_at, id)
  where needs_person;
create index ${own("payments_created")} on ${payments} (account, livemode, installation, created_at, id);
create index ${own("payments_open")} on ${payments} (account, livemode, installation, status, created_at, id)
  where status not in ('succeeded', 'canceled');
-- An order's id may be longer than an entry of an index.
create index ${own("payments_order_ref")} on ${payments} (left(order_ref, 500), created_at, id);

-- Client keys: one record for each (tenant, user, operation, key), hashed.
create table ${keys} (
  scope_key text primary key check (scope_key <> ''),
  fingerprint text not null check (fingerprint <> ''),
  payment_id text not null check (payment_id <> ''),
  created_at timestamptz not null
);

-- The inbox of Stripe's events. "taken_until" as above.
create table ${events} (
  id text not null check (id <> ''),
  type text not null check (type <> ''),
  account text not null,
  livemode boolean not null,
  installation text not null,
  object_id text,
  payment_intent_id text,
  status text not null check (status in ('pending', 'done', 'ignored', 'dead')),
  unheard boolean not null,
  next_attempt_at timestamptz,
  taken_until timestamptz,
  received_at timestamptz not null,
  created_at timestamptz not null,
  version integer not null check (version >= 1),
  record text not null check (record <> ''),
  constraint ${own("events_pkey")} primary key (account, livemode, installation, id)
);
create index ${own("events_due")} on ${events} (account, livemode, installation, next_attempt_at, id)
  where status = 'pending' and next_attempt_at is not null;
-- Whose turn it is among the events of one payment.
create index ${own("events_turn")} on ${events} (payment_intent_id, next_attempt_at, id)
  where status = 'pending' and next_attempt_at is not null and payment_intent_id is not null;
-- What is counted, and listed by status, however many events are done.
create index ${own("events_open")} on ${events} (account, livemode, installation, status, received_at, id)
  where status in ('pending', 'dead');
-- What a process with other handlers may want.
create index ${own("events_unheard")} on ${events} (account, livemode, installation, type, received_at, id) where unheard;
create index ${own("events_received")} on ${events} (account, livemode, installation, received_at, id);
create index ${own("events_payment_intent_id")} on ${events} (payment_intent_id, received_at, id)
  where payment_intent_id is not null;
-- What may be removed.
create index ${own("events_handled")} on ${events} (account, livemode, installation, created_at)
  where status in ('done', 'ignored');

-- Money at Stripe that no payment here stands for.
create table ${strays} (
  account text not null,
  livemode boolean not null,
  installation text not null,
  id text not null check (id <> ''),
  seen_at timestamptz not null,
  resolved_at timestamptz,
  resolved_as text,
  version integer not null check (version >= 1),
  record text not null check (record <> ''),
  primary key (account, livemode, installation, id),
  check ((resolved_at is null) = (resolved_as is null))
);
create index ${own("strays_open")} on ${strays} (account, livemode, installation, seen_at, id) where resolved_at is null;
create index ${own("strays_closed")} on ${strays} (account, livemode, installation, resolved_at, id) where resolved_as = 'closed';

-- How far Stripe's list of events was read.
create table ${feed} (
  account text not null,
  livemode boolean not null,
  installation text not null,
  read_until timestamptz not null,
  read_at timestamptz not null,
  primary key (account, livemode, installation)
);
`,
  },
];
