import assert from "node:assert/strict";
import type { Owner, Payment, Store } from "@chargeonce/core";
import { keep } from "../keep.ts";
import { freshPayment, minute, OWNER } from "../samples.ts";
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
  law(
    "ELSEWHERE-04",
    "the other owners are listed, each once, who have payments of the owner's mode, and its account or one of both has none",
    async ({ stores: [one, other] }) => {
      const listed = async (owner: Owner, limit = 100) =>
        (await other.payments.listOtherOwners(owner, limit)).map(nameOf).sort();
      assert.deepStrictEqual(await listed(ownerOf({})), []);
      for (const [n, place] of OWNERS.entries()) {
        for (const nth of [1, 2]) {
          const id = `pay_${n}_${nth}`;
          const tenant = nth === 1 ? "" : "t1";
          const status = nth === 1 ? "canceled" : "succeeded";
          await keep(one.payments, { id, orderRef: id, tenant, status, ...place });
        }
      }
      for (const [asked, others] of SEEN) {
        const expected = others.map((place) => nameOf(ownerOf(place))).sort();
        assert.deepStrictEqual(await listed(ownerOf(asked)), expected, JSON.stringify(asked));
      }
      assert.equal((await listed(ownerOf({}), 2)).length, 2);
      assert.deepStrictEqual(await listed(ownerOf({}), 0), []);
    },
  ),
];

type OwnerPlace = Partial<Owner>;

/** A name that no database orders or keeps as it is. */
const ODD = 'a"\\\u0000b';

const OWNERS: readonly OwnerPlace[] = [
  {},
  { installation: "shop" },
  { installation: "Staging" },
  { account: "acct_1" },
  { account: "acct_1", installation: "shop" },
  { account: "acct_2" },
  { account: "acct_2", installation: ODD },
  { livemode: true, installation: "shop" },
  { livemode: true, account: "acct_3" },
];

const TEST_OWNERS = OWNERS.filter(({ livemode }) => livemode !== true);

/** Who asks, and whom he sees. */
const SEEN: readonly [asked: OwnerPlace, others: readonly OwnerPlace[]][] = [
  [{}, TEST_OWNERS.slice(1)],
  [{ installation: "Staging" }, TEST_OWNERS.filter((each) => each.installation !== "Staging")],
  [{ installation: "new" }, TEST_OWNERS],
  [
    { account: "acct_1" },
    [
      {},
      { installation: "shop" },
      { installation: "Staging" },
      { account: "acct_1", installation: "shop" },
    ],
  ],
  [
    { account: "acct_2", installation: "shop" },
    [
      {},
      { installation: "shop" },
      { installation: "Staging" },
      { account: "acct_2" },
      { account: "acct_2", installation: ODD },
    ],
  ],
  [{ account: "acct_3" }, [{}, { installation: "shop" }, { installation: "Staging" }]],
  [
    { livemode: true },
    [
      { livemode: true, installation: "shop" },
      { livemode: true, account: "acct_3" },
    ],
  ],
  [{ livemode: true, account: "acct_1" }, [{ livemode: true, installation: "shop" }]],
];

function ownerOf(place: OwnerPlace): Owner {
  return { ...OWNER, ...place };
}

function nameOf({ account, livemode, installation }: Owner): string {
  return JSON.stringify([account, livemode, installation]);
}

async function put<Tx>({ payments }: Store<Tx>, id: string, made: number, place: Place) {
  await payments.reserve(freshPayment({ id, createdAt: minute(made), ...place }));
}
