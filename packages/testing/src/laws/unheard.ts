import assert from "node:assert/strict";
import type { Effect, EffectKind } from "@chargeonce/core";
import { keep } from "../keep.ts";
import { freshPayment, minute, OWNER, STRANGERS } from "../samples.ts";
import { law, type StoreLaw } from "../store-law.ts";

/** What no process so far could tell is found by one that can. */
export const unheardLaws: readonly StoreLaw[] = [
  law(
    "UNHEARD-01",
    "of the payments with unheard effects an owner's are listed, of the kinds and from the instant that were asked for, by the instant of the last",
    async ({ stores: [one, other] }) => {
      for (const [id, effects] of [
        ["two", [unheard("refunded", 1), unheard("refunded", 6), unheard("disputed", 2)]],
        ["one", [unheard("failed", 3), unheard("succeeded", 1, "done")]],
        ["three", [unheard("refunded", 4)]],
        ["due", [unheard("refunded", 5, "due")]],
        ["none", []],
      ] as const) {
        await keep(one.payments, { id, orderRef: id, effects });
      }
      for (const stranger of STRANGERS) {
        const id = JSON.stringify(stranger);
        await keep(one.payments, { id, effects: [unheard("refunded", 5)], ...stranger });
      }
      const listed = async (kinds: readonly EffectKind[], since = 0, limit = 10) => {
        const query = { ...OWNER, kinds, since: minute(since), limit };
        return (await other.payments.listUnheard(query)).map(({ id }) => id);
      };
      assert.deepStrictEqual(await listed(["refunded", "failed"]), ["one", "three", "two"]);
      assert.deepStrictEqual(await listed(["refunded", "failed"], 0, 2), ["one", "three"]);
      assert.deepStrictEqual(await listed(["refunded"], 4), ["three", "two"]);
      assert.deepStrictEqual(await listed(["disputed"], 6), ["two"]);
      assert.deepStrictEqual(await listed(["disputed"], 7), []);
      assert.deepStrictEqual(await listed(["succeeded"]), []);
      assert.deepStrictEqual(await listed([]), []);
      const [first] = await other.payments.listUnheard({
        ...OWNER,
        kinds: ["failed"],
        since: minute(0),
        limit: 1,
      });
      assert.deepStrictEqual(first, await one.payments.findById("one"));
      const heard = { ...first, effects: [unheard("failed", 3, "done")], version: 3 };
      assert.equal(await one.payments.update({ ...freshPayment(), ...heard }), true);
      assert.deepStrictEqual(await listed(["failed"]), []);
    },
  ),
];

function unheard(kind: EffectKind, at: number, state: Effect["state"] = "unheard"): Effect {
  return {
    key: `${kind}:${at}`,
    kind,
    state,
    failure: null,
    reason: null,
    about: null,
    tries: 0,
    dueAt: minute(at),
    lastError: null,
  };
}
