import assert from "node:assert/strict";
import { freshKey, minute } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

export const keyLaws: readonly StoreLaw[] = [
  law("KEY-01", "a claimed key is stored whole", async ({ stores: [one, other] }) => {
    const given = freshKey({ createdAt: minute(7) });
    assert.deepStrictEqual(await one.idempotency.claim(given), { record: given, inserted: true });
    assert.deepStrictEqual(await other.idempotency.find(given.scopeKey), given);
  }),
  law(
    "KEY-02",
    "of 20 claims of one key at once exactly one inserts, and all get its record",
    async ({ stores }) => {
      const answers = await together(20, (n) =>
        doorOf(stores, n).idempotency.claim(
          freshKey({ paymentId: `pay_${n}`, fingerprint: `${n}` }),
        ),
      );
      const [winner, ...others] = answers.filter(({ inserted }) => inserted);
      assert.ok(winner !== undefined, "nobody inserted");
      assert.equal(others.length, 0, "several inserted");
      for (const { record } of answers) assert.deepStrictEqual(record, winner.record);
    },
  ),
  law(
    "KEY-03",
    "a second claim changes nothing and gets the first one's record",
    async ({ stores: [one, other] }) => {
      const first = freshKey();
      await one.idempotency.claim(first);
      assert.deepStrictEqual(
        await other.idempotency.claim(
          freshKey({ fingerprint: "other", paymentId: "pay_other", createdAt: minute(1) }),
        ),
        { record: first, inserted: false },
      );
      assert.deepStrictEqual(await one.idempotency.find(first.scopeKey), first);
    },
  ),
  law(
    "KEY-04",
    "a key is pointed elsewhere only from where it was read to point, and nothing else of it changes",
    async ({ stores: [one, other] }) => {
      const first = freshKey({ paymentId: "pay_a" });
      await one.idempotency.claim(first);
      await one.idempotency.claim(freshKey({ scopeKey: "another", paymentId: "pay_a" }));
      assert.equal(await other.idempotency.repoint(first.scopeKey, "pay_b", "pay_c"), false);
      assert.deepStrictEqual(await one.idempotency.find(first.scopeKey), first);
      assert.equal(await other.idempotency.repoint(first.scopeKey, "pay_a", "pay_b"), true);
      assert.deepStrictEqual(await one.idempotency.find(first.scopeKey), {
        ...first,
        paymentId: "pay_b",
      });
      assert.equal((await one.idempotency.find("another"))?.paymentId, "pay_a");
      assert.equal(await other.idempotency.repoint("absent", "pay_a", "pay_b"), false);
      assert.equal(await one.idempotency.find("absent"), null);
    },
  ),
  law(
    "KEY-05",
    "of 20 attempts at once to point a key elsewhere exactly one is written",
    async ({ stores }) => {
      const first = freshKey({ paymentId: "pay_a" });
      await stores[0].idempotency.claim(first);
      const written = await together(20, (n) =>
        doorOf(stores, n).idempotency.repoint(first.scopeKey, "pay_a", `pay_${n}`),
      );
      assert.equal(written.filter((each) => each).length, 1);
      assert.equal(
        (await stores[1].idempotency.find(first.scopeKey))?.paymentId,
        `pay_${written.indexOf(true)}`,
      );
    },
  ),
];
