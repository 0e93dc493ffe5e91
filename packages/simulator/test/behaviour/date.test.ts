import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, setUp } from "../stripe-client.ts";

test("every answer tells the simulator's time, to the second", async () => {
  const { clock, simulator, stripe } = setUp();
  const dates: (string | null)[] = [];
  const tell = ({ headers }: { headers?: unknown }) => {
    // One of Stripe's clients gives a `Headers`, the other a plain object.
    dates.push(new Headers(headers as Record<string, string>).get("date"));
  };
  const paid = { idempotencyKey: "order-1" };
  tell((await stripe.paymentIntents.create(CARD_ONLY, paid)).lastResponse);
  clock.ms += 61_999;
  tell((await stripe.paymentIntents.create(CARD_ONLY, paid)).lastResponse);
  tell(await errorOf(stripe.paymentIntents.retrieve("pi_x")));
  await simulator.advance(24);
  simulator.faults.next("rate_limit_429");
  tell(await errorOf(stripe.events.list()));
  expect(dates).toEqual([
    "Mon, 23 Nov 2026 12:00:00 GMT",
    "Mon, 23 Nov 2026 12:01:01 GMT",
    "Mon, 23 Nov 2026 12:01:01 GMT",
    "Tue, 24 Nov 2026 12:01:01 GMT",
  ]);
});

test("so does what is no answer of the API: the dashboard, a preflight, a proxy's error", async () => {
  const { simulator } = setUp();
  const answerTo = (path: string, method = "GET") =>
    simulator.fetch(`http://127.0.0.1${path}`, { method });
  simulator.faults.next("error_502");
  const answers = [
    await answerTo("/v1/events"),
    await answerTo("/v1/events", "OPTIONS"),
    await answerTo("/dashboard"),
    await answerTo("/_simulator/requests"),
  ];
  expect(answers.map(({ status, headers }) => [status, headers.get("date")])).toEqual([
    [502, "Mon, 23 Nov 2026 12:00:00 GMT"],
    [204, "Mon, 23 Nov 2026 12:00:00 GMT"],
    [200, "Mon, 23 Nov 2026 12:00:00 GMT"],
    [200, "Mon, 23 Nov 2026 12:00:00 GMT"],
  ]);
});
