import assert from "node:assert/strict";
import { minute, OWNER, STRANGERS } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

export const feedLaws: readonly StoreLaw[] = [
  law(
    "FEED-01",
    "a cursor is null before anything was read, and then kept whole for each mode, account and installation by itself",
    async ({ stores: [one, other] }) => {
      for (const [n, owner] of [OWNER, ...STRANGERS].entries()) {
        assert.equal(await other.feed.find(owner), null);
        const cursor = { readUntil: minute(n), readAt: minute(n + 10) };
        await one.feed.advance(owner, cursor);
        assert.deepStrictEqual(await other.feed.find(owner), cursor);
      }
      for (const [n, owner] of [OWNER, ...STRANGERS].entries()) {
        assert.deepStrictEqual((await other.feed.find(owner))?.readUntil, minute(n));
      }
    },
  ),
  law(
    "FEED-02",
    "a cursor never goes back: each of its instants stays at the later one",
    async ({ stores: [one, other] }) => {
      await one.feed.advance(OWNER, { readUntil: minute(5), readAt: minute(6) });
      for (const [readUntil, readAt, expected] of [
        [minute(4), minute(5), [minute(5), minute(6)]],
        [minute(4), minute(7), [minute(5), minute(7)]],
        [minute(6), minute(3), [minute(6), minute(7)]],
        [minute(8), minute(9), [minute(8), minute(9)]],
      ] as const) {
        await other.feed.advance(OWNER, { readUntil, readAt });
        const [until, at] = expected;
        assert.deepStrictEqual(await one.feed.find(OWNER), { readUntil: until, readAt: at });
      }
    },
  ),
  law("FEED-03", "of 20 advances at once the latest of each instant stays", async ({ stores }) => {
    await together(20, (n) =>
      doorOf(stores, n).feed.advance(OWNER, {
        readUntil: minute((n * 7) % 20),
        readAt: minute(20 + ((n * 3) % 20)),
      }),
    );
    assert.deepStrictEqual(await stores[1].feed.find(OWNER), {
      readUntil: minute(19),
      readAt: minute(39),
    });
  }),
  law(
    "FEED-04",
    "an instant of reading that nobody can believe gives way to the one that is given; one that can be believed never goes back",
    async ({ stores: [one, other] }) => {
      const at = async () => (await one.feed.find(OWNER))?.readAt;
      await one.feed.advance(OWNER, { readUntil: minute(5), readAt: minute(4_000) });
      await other.feed.advance(OWNER, { readUntil: minute(6), readAt: minute(0) });
      assert.deepStrictEqual(await at(), minute(4_000));
      await other.feed.advance(OWNER, { readUntil: minute(1), readAt: minute(8) }, minute(4_000));
      assert.deepStrictEqual(await at(), minute(4_000));
      await other.feed.advance(OWNER, { readUntil: minute(1), readAt: minute(8) }, minute(10));
      assert.deepStrictEqual(await one.feed.find(OWNER), {
        readUntil: minute(6),
        readAt: minute(8),
      });
      await other.feed.advance(OWNER, { readUntil: minute(1), readAt: minute(7) }, minute(10));
      assert.deepStrictEqual(await at(), minute(8));
    },
  ),
];
