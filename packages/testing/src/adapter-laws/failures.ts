import assert from "node:assert/strict";
import type { HttpFace } from "@chargeonce/core";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import type { Visitor } from "../recording-shop.ts";
import { ordering, PROCESS, post } from "./speak.ts";

/** What no client may read. */
const INSIDE = "database password hunter2";

/** A core with a fault: it fails for one order, and the adapter gets the failure. */
const failing = (http: HttpFace<Visitor>): HttpFace<Visitor> => ({
  match: (path) => http.match(path),
  handle: async (request) => {
    const { body } = request;
    if (body.kind === "raw" && Buffer.from(body.bytes).includes("fails")) throw new Error(INSIDE);
    return http.handle(request);
  },
});

export const failureLaws: readonly AdapterLaw[] = [
  adapterLaw(
    "HTTP-28",
    "a failure inside is answered with 500 and none of its words, and the next request is served",
    { around: failing },
    async ({ url }) => {
      const answer = await post(`${url}/process`, ordering("fails"));
      assert.equal(answer.status, 500);
      const told = JSON.stringify([...answer.headers]) + (await answer.text());
      assert.ok(!told.includes("hunter2"), "the failure's message leaked");
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
    },
  ),
  adapterLaw(
    "HTTP-29",
    "a failure inside reaches the application's error handler as it was thrown",
    { needs: ["error_flow"], around: failing },
    async ({ url, heard }) => {
      await post(`${url}/process`, ordering("fails"));
      assert.equal(heard.length, 1);
      const [error] = heard;
      assert.ok(error instanceof Error && error.message === INSIDE);
    },
  ),
];
