import { describe, expect, it } from "vitest";
import { isSpent, storeFailure } from "../src/postgres-failure.ts";

const NO_ANSWER =
  "The payments database cannot be reached, or the pool has no connection free: check the server, and the pool's size and timeouts, then repeat the request.";

/** An error as pg makes one of what the server says. */
function said(code: string): Error {
  return Object.assign(new Error("the server's words"), { code, severity: "ERROR" });
}

describe("an error of the database", () => {
  it.each([
    ["the network's, also one whose name has five characters", "EPIPE", NO_ANSWER],
    ["the network's", "ECONNREFUSED", NO_ANSWER],
  ])("that is %s is store_unavailable", (_, code, message) => {
    const error = Object.assign(new Error(`write ${code}`), { code });
    expect(storeFailure(error)).toMatchObject({ code: "store_unavailable", message, cause: error });
    expect(isSpent(error)).toBe(true);
  });

  it.each([
    ["23505", "internal_error", false],
    ["22021", "internal_error", false],
    ["54000", "internal_error", false],
    ["40001", "store_unavailable", false],
    ["57014", "store_unavailable", false],
    ["57P01", "store_unavailable", true],
    ["53300", "store_unavailable", true],
    ["08006", "store_unavailable", true],
    ["XX000", "store_unavailable", true],
  ])("%s is %s, and whether it spends the connection: %s", (state, code, spent) => {
    expect(storeFailure(said(state))).toMatchObject({ code });
    expect(isSpent(said(state))).toBe(spent);
  });

  it("tells a client nothing of what the server said", () => {
    for (const state of ["23505", "40001", "42P01", "57P01", "XX000", "25P02"]) {
      expect(storeFailure(said(state)).message).not.toContain("the server's words");
    }
  });
});
