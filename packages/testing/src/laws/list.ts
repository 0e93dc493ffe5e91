import assert from "node:assert/strict";
import type { EventQuery, PageMark, Payment, PaymentQuery, WebhookEvent } from "@chargeonce/core";
import { keep } from "../keep.ts";
import { freshEvent, freshPayment, minute, OWNER, STRANGERS } from "../samples.ts";
import { law, type StoreLaw } from "../store-law.ts";

const NARROW_PAYMENTS: readonly [Partial<PaymentQuery>, readonly string[]][] = [
  [{ status: "succeeded" }, ["pay_4", "pay_1"]],
  [{ status: "requires_action" }, ["pay_5", "pay_2"]],
  [{ status: "canceled" }, ["pay_3"]],
  [{ status: "a_status_of_tomorrow" }, []],
  [{ orderRef: "a" }, ["pay_4", "pay_3"]],
  [{ orderRef: "A" }, []],
  [{ createdFrom: minute(4) }, ["pay_5", "pay_4"]],
  [{ createdFrom: minute(2), status: "requires_action" }, ["pay_5", "pay_2"]],
  [{ orderRef: "a", status: "succeeded", createdFrom: minute(1) }, ["pay_4"]],
  [{ after: { at: minute(4), id: "pay_4" }, createdFrom: minute(2) }, ["pay_3", "pay_2"]],
  [{ after: { at: minute(4), id: "pay_4" }, orderRef: "a" }, ["pay_3"]],
  [{ after: { at: minute(4), id: "pay_4" }, status: "requires_action" }, ["pay_2"]],
];

const NARROW_EVENTS: readonly [Partial<EventQuery>, readonly string[]][] = [
  [{ status: "pending" }, ["evt_5", "evt_1"]],
  [{ status: "done" }, ["evt_4"]],
  [{ status: "ignored" }, ["evt_3"]],
  [{ status: "dead" }, ["evt_2"]],
  [{ type: "charge.refunded" }, ["evt_4", "evt_2"]],
  [{ type: "charge" }, []],
  [{ unheard: true }, ["evt_4", "evt_3"]],
  [{ unheard: true, type: "charge.refunded" }, ["evt_4"]],
  [{ unheard: false, type: "charge.refunded" }, ["evt_2"]],
  [{ unheard: true, after: { at: minute(4), id: "evt_4" } }, ["evt_3"]],
  [{ paymentIntentId: "pi_a" }, ["evt_5", "evt_4", "evt_2"]],
  [{ paymentIntentId: "pi_a", type: "charge.refunded", status: "dead" }, ["evt_2"]],
  [{ after: { at: minute(4), id: "evt_4" }, paymentIntentId: "pi_a" }, ["evt_2"]],
  [{ after: { at: minute(4), id: "evt_4" }, status: "pending" }, ["evt_1"]],
  [{ after: { at: minute(4), id: "evt_4" }, type: "charge.refunded" }, ["evt_2"]],
];

export const listLaws: readonly StoreLaw[] = [
  law(
    "LIST-01",
    "payments are listed whole and the newest first, those of one instant by their id, no more than asked for",
    async ({ stores: [one, other] }) => {
      for (const [id, createdAt] of SHUFFLED) {
        await one.payments.reserve(freshPayment({ id, orderRef: id, createdAt }));
      }
      const listed = await other.payments.list({ ...OWNER, limit: 10 });
      assert.deepStrictEqual(idsOf(listed), NEWEST_FIRST);
      for (const each of listed) assert.deepStrictEqual(await one.payments.findById(each.id), each);
      assert.deepStrictEqual(
        idsOf(await other.payments.list({ ...OWNER, limit: 2 })),
        NEWEST_FIRST.slice(0, 2),
      );
    },
  ),
  law(
    "LIST-02",
    "a list of payments is narrowed by status, order and the instant from which they were made, each alone and together",
    async ({ stores: [one, other] }) => {
      for (const [id, orderRef, status, createdAt] of [
        ["pay_1", "b", "succeeded", minute(1)],
        ["pay_2", "c", "requires_action", minute(2)],
        ["pay_3", "a", "canceled", minute(3)],
        ["pay_4", "a", "succeeded", minute(4)],
        ["pay_5", "d", "requires_action", minute(5)],
      ] as const) {
        await keep(one.payments, { id, orderRef, status, createdAt });
      }
      for (const [query, expected] of NARROW_PAYMENTS) {
        const listed = idsOf(await other.payments.list({ ...OWNER, limit: 10, ...query }));
        assert.deepStrictEqual(listed, expected, JSON.stringify(query));
      }
    },
  ),
  law(
    "LIST-03",
    "pages of payments follow one another without a gap or a repetition, also where an instant is that of several and where one is made meanwhile",
    async ({ stores: [one, other] }) => {
      for (const [id, createdAt] of SHUFFLED) {
        await one.payments.reserve(freshPayment({ id, orderRef: id, createdAt }));
      }
      const pages = await paged(async (after) => {
        const page = await other.payments.list({ ...OWNER, limit: 2, ...after });
        const id = `late_${page[0]?.id}`;
        await one.payments.reserve(freshPayment({ id, orderRef: id, createdAt: minute(50) }));
        return page.map((each) => ({ id: each.id, at: each.createdAt }));
      });
      assert.deepStrictEqual(pages, NEWEST_FIRST);
    },
  ),
  law(
    "LIST-04",
    "events are listed whole and the newest first, those of one instant by their id, no more than asked for",
    async ({ stores: [one, other] }) => {
      for (const [id, receivedAt] of SHUFFLED)
        await one.events.record(freshEvent({ id, receivedAt }));
      const listed = await other.events.list({ ...OWNER, limit: 10 });
      assert.deepStrictEqual(idsOf(listed), NEWEST_FIRST);
      for (const each of listed)
        assert.deepStrictEqual(await one.events.findById(OWNER, each.id), each);
      assert.deepStrictEqual(
        idsOf(await other.events.list({ ...OWNER, limit: 2 })),
        NEWEST_FIRST.slice(0, 2),
      );
    },
  ),
  law(
    "LIST-05",
    "a list of events is narrowed by status, type, payment and whether they were heard, each alone and together",
    async ({ stores: [one, other] }) => {
      const events: readonly Partial<WebhookEvent>[] = [
        { id: "evt_1", status: "pending", paymentIntentId: "pi_b" },
        { id: "evt_2", status: "dead", type: "charge.refunded", paymentIntentId: "pi_a" },
        { id: "evt_3", status: "ignored", paymentIntentId: null, unheard: true },
        {
          id: "evt_4",
          status: "done",
          type: "charge.refunded",
          paymentIntentId: "pi_a",
          unheard: true,
        },
        { id: "evt_5", status: "pending", paymentIntentId: "pi_a" },
      ];
      for (const [n, each] of events.entries()) {
        await one.events.record(freshEvent({ ...each, receivedAt: minute(n + 1) }));
      }
      for (const [query, expected] of NARROW_EVENTS) {
        const listed = idsOf(await other.events.list({ ...OWNER, limit: 10, ...query }));
        assert.deepStrictEqual(listed, expected, JSON.stringify(query));
      }
    },
  ),
  law(
    "LIST-06",
    "pages of events follow one another without a gap or a repetition, also where an instant is that of several and where one comes in meanwhile",
    async ({ stores: [one, other] }) => {
      for (const [id, receivedAt] of SHUFFLED)
        await one.events.record(freshEvent({ id, receivedAt }));
      const pages = await paged(async (after) => {
        const page = await other.events.list({ ...OWNER, limit: 2, ...after });
        await one.events.record(freshEvent({ id: `late_${page[0]?.id}`, receivedAt: minute(50) }));
        return page.map((each) => ({ id: each.id, at: each.receivedAt }));
      });
      assert.deepStrictEqual(pages, NEWEST_FIRST);
    },
  ),
  law(
    "LIST-07",
    "a hundred payments and events of another mode or account are in nobody else's list, page or review",
    async ({ stores: [one, other] }) => {
      const foreign: Partial<Payment> = { status: "review", createdAt: minute(5) };
      for (let n = 0; n < 100; n += 1) {
        const [id, owner] = [`foreign_${n}`, STRANGERS[n % STRANGERS.length]];
        await keep(one.payments, { id, orderRef: "a", ...foreign, ...owner, tenant: id });
        await one.events.record(freshEvent({ id, receivedAt: minute(5), ...owner }));
      }
      await keep(one.payments, { id: "own", orderRef: "a", ...foreign, createdAt: minute(1) });
      await one.events.record(freshEvent({ id: "own", receivedAt: minute(1) }));
      const { payments, events } = other;
      const after = { at: minute(6), id: "own" };
      for (const narrow of [{}, { orderRef: "a" }, { status: "review" }, { after }]) {
        assert.deepStrictEqual(idsOf(await payments.list({ ...OWNER, limit: 20, ...narrow })), [
          "own",
        ]);
      }
      for (const narrow of [
        {},
        { paymentIntentId: "pi_1" },
        { status: "pending" as const },
        { after },
      ]) {
        assert.deepStrictEqual(idsOf(await events.list({ ...OWNER, limit: 20, ...narrow })), [
          "own",
        ]);
      }
      assert.deepStrictEqual(idsOf(await payments.listForReview(OWNER, 20)), ["own"]);
    },
  ),
];

/** Not in the order of time; three share an instant. */
const SHUFFLED: readonly (readonly [id: string, at: Date])[] = [
  ["id_3", minute(2)],
  ["id_6", minute(3)],
  ["id_1", minute(1)],
  ["id_2", minute(2)],
  ["id_5", minute(2)],
  ["id_4", new Date(minute(2).getTime() - 1)],
];
const NEWEST_FIRST = ["id_6", "id_5", "id_3", "id_2", "id_4", "id_1"];

function idsOf(records: readonly { readonly id: string }[]): string[] {
  return records.map(({ id }) => id);
}

/** Reads page after page. @returns The ids on them. */
async function paged(
  read: (after: { after?: PageMark }) => Promise<readonly PageMark[]>,
): Promise<string[]> {
  const ids: string[] = [];
  let page = await read({});
  while (page.length > 0 && ids.length < 20) {
    ids.push(...idsOf(page));
    page = await read({ after: page.at(-1) ?? assert.fail("an empty page") });
  }
  return ids;
}
