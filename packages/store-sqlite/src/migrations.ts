/**
 * The schema, one step after the other. A step that was released is never changed: a new one is added at the end.
 *
 * Every table carries the library's name, because the application's own tables may lie in the same file. Key columns
 * are copies out of `record`, which is the whole truth; instants are milliseconds since 1970. `taken_until` is in no
 * record: until then a worker keeps the row from the others.
 */
export const MIGRATIONS: readonly string[] = [
  `
  create table chargeonce_payments (
    id text not null primary key check (id <> ''),
    tenant text not null,
    account text not null,
    livemode integer not null check (livemode in (0, 1)),
    installation text not null,
    order_ref text not null,
    attempt integer not null check (attempt >= 1),
    status text not null check (status <> ''),
    amount integer not null check (amount > 0),
    currency text not null check (currency <> ''),
    payment_intent_id text unique check (payment_intent_id <> ''),
    needs_person integer not null check (needs_person in (0, 1)),
    due_at integer,
    abandon_at integer,
    unheard text,
    unheard_at integer,
    taken_until integer,
    created_at integer not null,
    updated_at integer not null,
    version integer not null check (version >= 1),
    record text not null check (json_valid(record)),
    unique (tenant, account, livemode, installation, order_ref, attempt)
  ) strict;

  -- An order is charged once: one live payment of it, reserved before Stripe is called.
  create unique index chargeonce_payments_live
    on chargeonce_payments (tenant, account, livemode, installation, order_ref) where status <> 'canceled';

  -- Work and lists. Each begins with the owner, so that nobody reads past the rows of another account, mode or installation.
  create index chargeonce_payments_due
    on chargeonce_payments (account, livemode, installation, due_at, id) where due_at is not null;
  create index chargeonce_payments_abandon
    on chargeonce_payments (account, livemode, installation, abandon_at) where abandon_at is not null;
  create index chargeonce_payments_unheard
    on chargeonce_payments (account, livemode, installation, unheard_at, id, unheard) where unheard_at is not null;
  create index chargeonce_payments_needs_person
    on chargeonce_payments (account, livemode, installation, created_at, id) where needs_person = 1;
  create index chargeonce_payments_created
    on chargeonce_payments (account, livemode, installation, created_at, id);
  create index chargeonce_payments_open
    on chargeonce_payments (account, livemode, installation, status, created_at, id)
    where status not in ('succeeded', 'canceled');
  create index chargeonce_payments_order_ref
    on chargeonce_payments (order_ref, created_at, id);

  create table chargeonce_keys (
    scope_key text not null primary key check (scope_key <> ''),
    fingerprint text not null check (fingerprint <> ''),
    payment_id text not null check (payment_id <> ''),
    created_at integer not null
  ) strict, without rowid;

  create table chargeonce_events (
    id text not null check (id <> ''),
    type text not null check (type <> ''),
    account text not null,
    livemode integer not null check (livemode in (0, 1)),
    installation text not null,
    object_id text,
    payment_intent_id text,
    status text not null check (status in ('pending', 'done', 'ignored', 'dead')),
    unheard integer not null check (unheard in (0, 1)),
    next_attempt_at integer,
    taken_until integer,
    received_at integer not null,
    created_at integer not null,
    version integer not null check (version >= 1),
    record text not null check (json_valid(record)),
    primary key (account, livemode, installation, id)
  ) strict;

  create index chargeonce_events_due
    on chargeonce_events (account, livemode, installation, next_attempt_at, id)
    where status = 'pending' and next_attempt_at is not null;
  -- Whose turn it is among the events of one payment.
  create index chargeonce_events_turn
    on chargeonce_events (payment_intent_id, next_attempt_at, id)
    where status = 'pending' and next_attempt_at is not null and payment_intent_id is not null;
  -- What is counted, and listed by status, however many events are done.
  create index chargeonce_events_open
    on chargeonce_events (account, livemode, installation, status, received_at, id)
    where status in ('pending', 'dead');
  -- What a process with other handlers may want.
  create index chargeonce_events_unheard
    on chargeonce_events (account, livemode, installation, type, received_at, id) where unheard = 1;
  create index chargeonce_events_received
    on chargeonce_events (account, livemode, installation, received_at, id);
  create index chargeonce_events_payment_intent_id
    on chargeonce_events (payment_intent_id, received_at, id) where payment_intent_id is not null;
  -- What may be removed.
  create index chargeonce_events_handled
    on chargeonce_events (account, livemode, installation, created_at) where status in ('done', 'ignored');

  -- Money at Stripe that no payment here stands for.
  create table chargeonce_strays (
    account text not null,
    livemode integer not null check (livemode in (0, 1)),
    installation text not null,
    id text not null check (id <> ''),
    seen_at integer not null,
    resolved_at integer,
    resolved_as text,
    version integer not null check (version >= 1),
    record text not null check (json_valid(record)),
    primary key (account, livemode, installation, id),
    check ((resolved_at is null) = (resolved_as is null))
  ) strict;

  create index chargeonce_strays_open
    on chargeonce_strays (account, livemode, installation, seen_at, id) where resolved_at is null;
  create index chargeonce_strays_closed
    on chargeonce_strays (account, livemode, installation, resolved_at, id) where resolved_as = 'closed';

  -- How far Stripe's list of events was read.
  create table chargeonce_feed (
    account text not null,
    livemode integer not null check (livemode in (0, 1)),
    installation text not null,
    read_until integer not null,
    read_at integer not null,
    primary key (account, livemode, installation)
  ) strict, without rowid;
  `,
];
