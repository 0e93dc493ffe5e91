import assert from "node:assert/strict";
import type { Payment, Store } from "@chargeonce/core";
import { keep } from "../keep.ts";
import { freshPayment, minute } from "../samples.ts";
import { law, type StoreLaw } from "../store-law.ts";

/** Whose an order is, what was asked for first, and whether the second may be the same order. */
const PAIRS: readonly [asked: Place, there: Place, same: boolean][] = [
  [{}, { tenant: "t1" }, true],
  [{ tenant: "t1" }, {}, true],
  [{}, { account: "acct_1" }, true],
  [{ account: "acct_1" }, {}, true],
  [{ tenant: "t1" }, { account: "acct_1" }, true],
  [{ tenant: "t1", account: "acct_1" }, {}, true],
  [{ tenant: "t1", account: "acct_1" }, { tenant: "t1" }, true],
  [{ tenant: "t1", account: "acct_1" }, { account: "acct_1" }, true],
  [{ tenant: "t1", account: "acct_1" }, { tenant: "t1", account: "acct_1", livemode: true }, true],
  [{}, { livemode: true }, true],
  [{ tenant: "t1" }, { livemode: true }, true],
  [{ tenant: "t1" }, { tenant: "t2" }, false],
  [{ account: "acct_1" }, { account: "acct_2" }, false],
  [{ tenant: "t1", account: "acct_1" }, { tenant: "t2" }, false],
  [{ tenant: "t1", account: "acct_1" }, { tenant: "t2", account: "acct_1" }, false],
  [{ tenant: "t1", account: "acct_1" }, { tenant: "t1", account: "acct_2" }, false],
  [{ tenant: "t1" }, { tenant: "t2", account: "acct_1" }, false],
  [{}, { installation: "staging" }, true],
  [{ installation: "staging" }, {}, true],
  [{ tenant: "t1", installation: "staging" }, { account: "acct_1" }, true],
  [{ tenant: "t1", account: "acct_1", installation: "staging" }, {}, true],
  [
    { tenant: "t1", account: "acct_1", installation: "staging" },
    { tenant: "t1", account: "acct_1" },
    true,
  ],
  [{ tenant: "t1", account: "acct_1", installation: "staging" }, { tenant: "t2" }, false],
  [{ installation: "staging" }, { installation: "shop" }, false],
  [{ tenant: "t1", account: "acct_1", installation: "staging" }, { installation: "shop" }, false],
  [{}, { tenant: "t1", orderRef: "1002" }, false],
  [{}, {}, false],
];

type Place = Partial<
  Pick<Payment, "tenant" | "account" | "livemode" | "installation" | "orderRef">
>;

export const elsewhereLaws: readonly StoreLaw[] = [
  law(
    "ELSEWHERE-01",
    "a live payment is found whose tenant, account and installation are the order's or nobody's, in either mode; two names are two orders",
    async ({ stores: [one, other] }) => {
      for (const [n, [asked, there, same]] of PAIRS.entries()) {
        const orderRef = `order_${n}`;
        const payment = await keep(one.payments, { id: `pay_${n}`, orderRef, ...there });
        const found = await other.payments.findElsewhere(freshPayment({ orderRef, ...asked }));
        assert.deepStrictEqual(found, same ? payment : null, JSON.stringify([asked, there]));
      }
    },
  ),
  law(
    "ELSEWHERE-02",
    "a canceled payment elsewhere is no longer found, one in any other status is",
    async ({ stores: [one, other] }) => {
      const asked = freshPayment({ tenant: "t1" });
      const kept = await keep(one.payments, { status: "succeeded" });
      assert.deepStrictEqual(await other.payments.findElsewhere(asked), kept);
      const canceled = { ...kept, status: "canceled", version: kept.version + 1 };
      await one.payments.update(canceled);
      assert.equal(await other.payments.findElsewhere(asked), null);
    },
  ),
  law(
    "ELSEWHERE-03",
    "of several elsewhere one of the order's own mode comes first, then the oldest",
    async ({ stores: [one, other] }) => {
      const first = async (asked: Place) =>
        (await other.payments.findElsewhere(freshPayment(asked)))?.id;
      await put(one, "live", 1, { livemode: true });
      assert.equal(await first({ tenant: "t1" }), "live");
      await put(one, "young", 4, { account: "acct_1" });
      assert.equal(await first({ tenant: "t1" }), "young");
      await put(one, "old", 2, {});
      assert.equal(await first({ tenant: "t1" }), "old");
      assert.equal(await first({ tenant: "t1", livemode: true }), "live");
      await put(one, "named", 3, { tenant: "t1", account: "acct_1" });
      assert.equal(await first({ tenant: "t1" }), "old");
      assert.equal(await first({}), "named");
    },
  ),
];

async function put<Tx>({ payments }: Store<Tx>, id: string, made: number, place: Place) {
  await payments.reserve(freshPayment({ id, createdAt: minute(made), ...place }));
}
