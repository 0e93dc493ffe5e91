import { HTTP_STATUS, type PaymentsErrorCode } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { loudLines } from "../kit/lines.ts";
import { PROVOKE } from "../kit/provoke.ts";

/** What the operator or the server's developer must mend, and the line that says so. */
const OPERATORS: { readonly [Code in PaymentsErrorCode]?: string } = {
  payment_method_invalid: "warn stripe_refused",
  payment_outcome_unknown: "warn stripe_outcome_unknown",
  payment_in_review: "warn review_opened",
  store_unavailable: "error store_unavailable",
  stripe_misconfigured: "error stripe_misconfigured",
  raw_body_unavailable: "error raw_body_unavailable",
  internal_error: "error internal_error",
};
// A list of the keys of a constant: Object.keys types them as plain strings.
const CODES = Object.keys(HTTP_STATUS) as readonly PaymentsErrorCode[];

describe("of a refusal", () => {
  test.each(CODES)(
    "%s, the log says above info what somebody must mend, and no more",
    async (code) => {
      const { shop } = await PROVOKE[code]();
      const said = loudLines(shop).map(({ level, fields }) => `${level} ${fields.event}`);
      expect(said).toEqual([OPERATORS[code] ?? []].flat());
    },
  );
});
