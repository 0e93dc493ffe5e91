import type { StrayCharge } from "@chargeonce/core";
import { type BrokenStore, brokenMethods } from "./broken-store.ts";

export const brokenStrays: readonly BrokenStore[] = [
  brokenMethods("a stray charge loses who decided", ["STRAY-01"], {
    strays: (inner) => ({
      find: async (owner, id) => {
        const stray = await inner.find(owner, id);
        return stray === null ? null : { ...stray, decisions: [] };
      },
    }),
  }),
  brokenMethods("record tells everybody that it kept the stray charge", ["STRAY-02", "STRAY-03"], {
    strays: (inner) => ({
      record: async (stray) => ({ ...(await inner.record(stray)), inserted: true }),
    }),
  }),
  brokenMethods("a stray charge that is found again is open again", ["STRAY-03"], {
    strays: (inner) => ({
      record: async (stray) => {
        const { stray: stored, inserted } = await inner.record(stray);
        if (inserted || stored.resolvedAt === null) return { stray: stored, inserted };
        const open = { ...stray, version: stored.version + 1 };
        await inner.update(open);
        return { stray: open, inserted };
      },
    }),
  }),
  brokenMethods("updates of a stray charge do not compare", ["STRAY-04"], {
    strays: (inner) => ({
      update: async (stray) => {
        const stored = await inner.find(stray, stray.id);
        return stored !== null && inner.update({ ...stray, version: stored.version + 1 });
      },
    }),
  }),
  brokenMethods("what a person saw to is still listed", ["STRAY-05"], {
    strays: (inner) => {
      const resolved = new Map<string, StrayCharge>();
      return {
        update: async (stray) => {
          const written = await inner.update(stray);
          if (written && stray.resolvedAt !== null) resolved.set(stray.id, stray);
          return written;
        },
        listOpen: async (owner, limit) => {
          const open = await inner.listOpen(owner, limit);
          return [...open, ...resolved.values()].slice(0, limit);
        },
      };
    },
  }),
  brokenMethods("the modes share their stray charges", ["STRAY-05"], {
    strays: (inner) => ({
      countOpen: async (owner) =>
        (await inner.countOpen({ ...owner, livemode: true })) +
        (await inner.countOpen({ ...owner, livemode: false })),
    }),
  }),
  brokenMethods("a limit does not bind the list of stray charges", ["STRAY-05"], {
    strays: (inner) => ({ listOpen: (owner) => inner.listOpen(owner, 1_000) }),
  }),
  brokenMethods("the modes see one stray charge", ["STRAY-01", "STRAY-07"], {
    strays: (inner) => ({
      find: (owner, id) => inner.find({ ...owner, livemode: false }, id),
    }),
  }),
  brokenMethods("what was kept is listed with what was closed", ["STRAY-06"], {
    strays: (inner) => ({
      record: (stray) =>
        inner.record(stray.id === "pi_kept" ? { ...stray, resolvedAs: "closed" as const } : stray),
    }),
  }),
];
