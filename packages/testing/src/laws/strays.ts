import assert from "node:assert/strict";
import type { StrayCharge } from "@chargeonce/core";
import { minute, OWNER, STRANGERS } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { freshStray } from "../stray-samples.ts";
import { together } from "../together.ts";

const WHOLE: StrayCharge = {
  id: "pi_whole",
  account: "acct_1",
  livemode: true,
  installation: "staging",
  because: "charged_beside_the_library",
  paymentId: null,
  orderRef: "a\u0000b \ud800 'quoted' 🙈",
  amount: 999_999_999_999,
  currency: "idr",
  seenAt: minute(1),
  resolvedAt: minute(3),
  resolvedAs: "closed",
  decisions: [
    { as: "closed", at: minute(2), by: "Ada · 残高" },
    { as: "kept", at: minute(3), by: null },
  ],
  version: 1,
};

export const strayLaws: readonly StoreLaw[] = [
  law("STRAY-01", "a stray charge is kept whole", async ({ stores: [one, other] }) => {
    assert.equal(await other.strays.find(WHOLE, WHOLE.id), null);
    assert.deepStrictEqual(await one.strays.record(WHOLE), { stray: WHOLE, inserted: true });
    assert.deepStrictEqual(await other.strays.find(WHOLE, WHOLE.id), WHOLE);
  }),
  law(
    "STRAY-02",
    "of 20 records of one stray charge at once exactly one inserts, and all get its record",
    async ({ stores }) => {
      const answers = await together(20, (n) =>
        doorOf(stores, n).strays.record(freshStray({ amount: n + 1 })),
      );
      const [winner, ...others] = answers.filter(({ inserted }) => inserted);
      assert.ok(winner !== undefined, "nobody inserted");
      assert.equal(others.length, 0, "several inserted");
      for (const { stray } of answers) assert.deepStrictEqual(stray, winner.stray);
      assert.deepStrictEqual(await stores[1].strays.find(OWNER, freshStray().id), winner.stray);
    },
  ),
  law(
    "STRAY-03",
    "a stray charge that a person resolved stays so when it is found again",
    async ({ stores: [one, other] }) => {
      const resolved = freshStray({ resolvedAt: minute(1), resolvedAs: "kept", version: 2 });
      await one.strays.record(freshStray());
      assert.equal(await one.strays.update(resolved), true);
      assert.deepStrictEqual(await other.strays.record(freshStray({ seenAt: minute(9) })), {
        stray: resolved,
        inserted: false,
      });
      assert.deepStrictEqual(await one.strays.find(OWNER, resolved.id), resolved);
    },
  ),
  law(
    "STRAY-04",
    "of 20 updates of a stray charge from one version exactly one is written, and none of one that is absent",
    async ({ stores }) => {
      await stores[0].strays.record(freshStray());
      const written = await together(20, (n) =>
        doorOf(stores, n).strays.update(freshStray({ amount: n + 1, version: 2 })),
      );
      assert.equal(written.filter(Boolean).length, 1);
      const stored = await stores[1].strays.find(OWNER, freshStray().id);
      assert.deepStrictEqual([stored?.version, stored?.amount], [2, written.indexOf(true) + 1]);
      assert.equal(await stores[0].strays.update(freshStray({ version: 2 })), false);
      assert.equal(await stores[0].strays.update(freshStray({ id: "pi_9", version: 1 })), false);
      assert.equal(await stores[1].strays.find(OWNER, "pi_9"), null);
    },
  ),
  law(
    "STRAY-07",
    "a stray charge is known by its owner and its id: one that another owner has hides nothing, and is not changed with it",
    async ({ stores: [one, other] }) => {
      const owners = [OWNER, ...STRANGERS];
      for (const [n, owner] of owners.entries()) {
        const stray = freshStray({ ...owner, amount: n + 1 });
        assert.equal((await one.strays.record(stray)).inserted, true);
      }
      assert.equal(await other.strays.update(freshStray({ amount: 99, version: 2 })), true);
      for (const [n, owner] of owners.entries()) {
        const stored = await other.strays.find(owner, freshStray().id);
        assert.equal(stored?.amount, n === 0 ? 99 : n + 1);
      }
    },
  ),
  law(
    "STRAY-05",
    "what nobody has seen to is listed for each mode and account, the oldest first, no more than asked for, and counted",
    async ({ stores: [one, other] }) => {
      assert.equal(await other.strays.countOpen(OWNER), 0);
      for (const [id, at] of [
        ["pi_b", 2],
        ["pi_a", 2],
        ["pi_c", 1],
      ] as const) {
        await one.strays.record(freshStray({ id, seenAt: minute(at) }));
      }
      const resolved = { resolvedAt: minute(3), resolvedAs: "closed" } as const;
      await one.strays.record(freshStray({ id: "pi_d", seenAt: minute(0) }));
      await one.strays.update(freshStray({ id: "pi_d", ...resolved, version: 2 }));
      for (const [n, owner] of STRANGERS.entries()) {
        await one.strays.record(freshStray({ id: `theirs_${n}`, ...owner }));
      }
      const listed = async (limit: number) =>
        (await other.strays.listOpen(OWNER, limit)).map(({ id }) => id);
      assert.deepStrictEqual(await listed(9), ["pi_c", "pi_a", "pi_b"]);
      assert.deepStrictEqual(await listed(2), ["pi_c", "pi_a"]);
      assert.equal(await other.strays.countOpen(OWNER), 3);
      for (const owner of STRANGERS) assert.equal(await other.strays.countOpen(owner), 1);
      await one.strays.update(freshStray({ id: "pi_d", seenAt: minute(0), version: 3 }));
      assert.deepStrictEqual(await listed(9), ["pi_d", "pi_c", "pi_a", "pi_b"]);
    },
  ),
  law(
    "STRAY-06",
    "what was closed since an instant is listed for each mode and account, the latest first, no more than asked for",
    async ({ stores: [one, other] }) => {
      const keep = (id: string, at: number, more: Partial<StrayCharge> = {}) =>
        one.strays.record(
          freshStray({ id, resolvedAt: minute(at), resolvedAs: "closed", ...more }),
        );
      await keep("pi_early", 1);
      await keep("pi_a", 2);
      await keep("pi_b", 4);
      await keep("pi_c", 4);
      await keep("pi_kept", 5, { resolvedAs: "kept" });
      await keep("pi_agreed", 5, { resolvedAs: "agreed" });
      await one.strays.record(freshStray({ id: "pi_open" }));
      for (const [n, owner] of STRANGERS.entries()) await keep(`theirs_${n}`, 5, owner);
      const listed = async (limit: number) =>
        (await other.strays.listClosed(OWNER, { since: minute(2), limit })).map(({ id }) => id);
      assert.deepStrictEqual(await listed(9), ["pi_c", "pi_b", "pi_a"]);
      assert.deepStrictEqual(await listed(2), ["pi_c", "pi_b"]);
    },
  ),
];
