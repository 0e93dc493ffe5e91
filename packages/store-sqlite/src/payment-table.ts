import type { DatabaseSync } from "node:sqlite";
import {
  needsPerson,
  type OrderKey,
  type Owner,
  type Payment,
  paymentFromJson,
  paymentToJson,
  unheardOf,
} from "@chargeonce/core";
import { createElsewhere } from "./elsewhere.ts";
import { createOtherOwners } from "./other-owners.ts";
import { type PaymentLists, paymentLists } from "./payment-lists.ts";
import { instant, integerOf, keyText, OF_OWNER, ownerColumns, type Row, textOf } from "./rows.ts";

/** Payments on one connection, synchronously. */
export interface PaymentTable extends PaymentLists {
  /** Several statements: only inside a transaction that holds the write lock. */
  reserve(payment: Payment): { payment: Payment; inserted: boolean };
  update(payment: Payment): boolean;
  findById(id: string): Payment | null;
  findByPaymentIntentId(paymentIntentId: string): Payment | null;
  findLive(order: OrderKey): Payment | null;
  findElsewhere(order: OrderKey): Payment | null;
  listOtherOwners(owner: Owner, limit: number): Owner[];
}

const OF_ORDER = `tenant = :tenant and ${OF_OWNER} and order_ref = :order_ref`;
const SELECT = "select record from chargeonce_payments";

export function paymentTable(database: DatabaseSync): PaymentTable {
  const selectHolder = database.prepare(
    `${SELECT} where ${OF_ORDER} and (id = :id or status <> 'canceled') order by id = :id desc limit 1`,
  );
  const countAttempts = database.prepare(
    `select coalesce(max(attempt), 0) as attempts from chargeonce_payments where ${OF_ORDER}`,
  );
  const insert = database.prepare(`
    insert into chargeonce_payments (
      id, tenant, account, livemode, installation, order_ref, attempt, status, amount, currency, payment_intent_id,
      needs_person, due_at, abandon_at, unheard, unheard_at, created_at, updated_at, version, record
    ) values (
      :id, :tenant, :account, :livemode, :installation, :order_ref, :attempt, :status, :amount, :currency,
      :payment_intent_id, :needs_person, :due_at, :abandon_at, :unheard, :unheard_at, :created_at, :updated_at,
      :version, :record
    )`);
  const replace = database.prepare(`
    update chargeonce_payments set
      tenant = :tenant, account = :account, livemode = :livemode, installation = :installation,
      order_ref = :order_ref, attempt = :attempt, status = :status, amount = :amount, currency = :currency,
      payment_intent_id = :payment_intent_id, needs_person = :needs_person, due_at = :due_at,
      abandon_at = :abandon_at, unheard = :unheard, unheard_at = :unheard_at, created_at = :created_at,
      updated_at = :updated_at, version = :version, record = :record, taken_until = null
    where id = :id and version = :version - 1`);
  const selectById = database.prepare(`${SELECT} where id = ?`);
  const selectByIntent = database.prepare(`${SELECT} where payment_intent_id = ?`);
  const selectLive = database.prepare(`${SELECT} where ${OF_ORDER} and status <> 'canceled'`);
  const findElsewhere = createElsewhere(database);

  return {
    reserve(payment) {
      const order = orderColumns(payment);
      const holder = selectHolder.get({ ...order, id: payment.id });
      if (holder !== undefined) return { payment: paymentOf(holder), inserted: false };
      const attempts = countAttempts.all(order).map((row) => integerOf(row, "attempts"));
      const reserved = { ...payment, attempt: Math.max(...attempts) + 1 };
      insert.run(columnsOf(reserved));
      return { payment: reserved, inserted: true };
    },
    update: (payment) => replace.run(columnsOf(payment)).changes === 1,
    findById: (id) => paymentOrNull(selectById.get(id)),
    findByPaymentIntentId: (paymentIntentId) => paymentOrNull(selectByIntent.get(paymentIntentId)),
    findLive: (order) => paymentOrNull(selectLive.get(orderColumns(order))),
    findElsewhere: (order) => paymentOrNull(findElsewhere(orderColumns(order))),
    listOtherOwners: createOtherOwners(database),
    ...paymentLists(database, paymentOf),
  };
}

function paymentOrNull(row: Row | undefined): Payment | null {
  return row === undefined ? null : paymentOf(row);
}

function paymentOf(row: Row): Payment {
  return paymentFromJson(textOf(row, "record"));
}

function orderColumns({ tenant, orderRef, ...owner }: OrderKey) {
  return {
    tenant: keyText(tenant),
    ...ownerColumns(owner),
    order_ref: keyText(orderRef),
  };
}

function columnsOf(payment: Payment) {
  const unheard = unheardOf(payment);
  return {
    ...orderColumns(payment),
    id: payment.id,
    attempt: payment.attempt,
    status: payment.status,
    amount: payment.amount,
    currency: payment.currency,
    payment_intent_id: payment.paymentIntentId,
    needs_person: needsPerson(payment) ? 1 : 0,
    due_at: instant(payment.dueAt),
    abandon_at: instant(payment.abandonAt),
    unheard: unheard === null ? null : ` ${unheard.kinds.join(" ")} `,
    unheard_at: instant(unheard?.at ?? null),
    created_at: instant(payment.createdAt),
    updated_at: instant(payment.updatedAt),
    version: payment.version,
    record: paymentToJson(payment),
  };
}
