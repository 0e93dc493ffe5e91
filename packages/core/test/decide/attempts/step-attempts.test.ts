import { expect, test } from "vitest";
import { spoilAttempt } from "../../../src/decide/attempts/step-attempts.ts";
import { after, confirmAttempt, unpaidPayment } from "../samples.ts";

test.each([
  ["sent once", 1, false, "spoiled"],
  ["of which another copy may still execute", 2, false, undefined],
  ["that Stripe repeated", 2, true, "spoiled"],
])("a 500 to a request %s", (_, sends, isSaved, outcome) => {
  const attempt = confirmAttempt({ n: 1, sends });
  const payment = unpaidPayment({ steps: [attempt] });
  const [after500] = spoilAttempt(payment, attempt, { isSaved, at: after(1) }).steps;
  expect(after500?.outcome?.kind).toBe(outcome);
});
