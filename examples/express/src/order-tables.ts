/** The shop's own tables, beside those of the payments. Amounts in minor units, instants in milliseconds. */
export const ORDER_TABLES = `
create table if not exists orders (
  id text primary key,
  world text not null,
  lines text not null,
  description text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  created_at integer not null,
  payment_id text,
  paid_at integer,
  review text
) strict;
create table if not exists donations (
  payment_id text primary key,
  world text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  paid_at integer not null
) strict;
create table if not exists webhooks (
  payment_id text primary key,
  received_at integer not null
) strict;
`;
