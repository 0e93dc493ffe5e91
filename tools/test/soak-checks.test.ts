import { expect, test } from "vitest";
import type { Reconciled } from "../torture/soak/ask-server.ts";
import type { Evidence } from "../torture/soak/evidence.ts";
import { judge } from "../torture/soak/judge.ts";
import { judgeOrder } from "../torture/soak/judge-order.ts";
import { judgeReport, judgeSecondRun } from "../torture/soak/judge-report.ts";

const dispute = { id: "dp_1", amount: 900, reason: "fraudulent", createdAt: new Date(0) };

const PAID = {
  id: "p1",
  status: "succeeded",
  amountRefunded: 100,
  paymentIntentId: "pi_1",
  disputes: [{ ...dispute, status: "won" }],
};

/** One payment that failed once, was paid, given back in part and disputed in vain, and all was told. */
const WELL: Evidence = {
  truth: {
    payments: new Map([
      [
        "p1",
        { intentId: "pi_1", status: "succeeded", amountRefunded: 100, disputes: { dp_1: "won" } },
      ],
    ]),
    duties: new Map([
      ["succeeded p1", { least: 1, most: 1 }],
      ["failed p1 ch_1", { least: 1, most: 1 }],
      ["refunded p1 re_1", { least: 1, most: 1 }],
      ["refunded p1 re_2", { least: 0, most: 1 }],
      ["refunded p1 re_2 failed", { least: 0, most: 1 }],
      ["disputed p1 dp_1", { least: 1, most: 1 }],
      ["disputed p1 dp_1 won", { least: 1, most: 1 }],
    ]),
    pairs: [["refunded p1 re_2", "refunded p1 re_2 failed"]],
  },
  events: [
    { id: "evt_1", type: "payment_intent.created", intentId: "pi_1" },
    { id: "evt_2", type: "payment_intent.succeeded", intentId: "pi_1" },
    { id: "evt_3", type: "charge.refunded", intentId: "pi_1" },
  ],
  payments: [PAID],
  effects: [
    { kind: "failed", paymentId: "p1", about: "ch_1", ended: "" },
    { kind: "succeeded", paymentId: "p1", about: "", ended: "" },
    { kind: "refunded", paymentId: "p1", about: "re_1", ended: "" },
    { kind: "disputed", paymentId: "p1", about: "dp_1", ended: "" },
    { kind: "disputed", paymentId: "p1", about: "dp_1", ended: "won" },
  ],
  heard: [
    { seq: 1, eventId: "evt_1", type: "payment_intent.created", mode: "deferred" },
    { seq: 2, eventId: "evt_2", type: "payment_intent.succeeded", mode: "deferred" },
  ],
  inbox: new Map(
    ["evt_1", "evt_2", "evt_3"].map((id) => [id, { id, status: "done", failed: false }]),
  ),
  deliveries: new Map([
    ["evt_1", { firstSentAt: 1_000, ackedAt: 1_010 }],
    ["evt_2", { firstSentAt: 1_012, ackedAt: 1_020 }],
  ]),
};

const effect = (name: string) => {
  const [kind = "", paymentId = "", about = "", ended = ""] = name.split(" ");
  return { kind, paymentId, about, ended };
};
const heard = (eventId: string, seq: number, mode = "deferred") => ({
  seq,
  eventId,
  type: "payment_intent.created",
  mode,
});

test("where all is as at Stripe nothing is found", () => {
  expect(judge(WELL)).toEqual([]);
});

test.each<[string, Partial<Evidence>, string]>([
  ["another status", { payments: [{ ...PAID, status: "canceled" }] }, "canceled here"],
  [
    "another amount refunded",
    { payments: [{ ...PAID, amountRefunded: 0 }] },
    "0 refunded here and 100",
  ],
  [
    "another end of a dispute",
    { payments: [{ ...PAID, disputes: [{ ...dispute, status: "lost" }] }] },
    "dp_1 lost here and dp_1 won",
  ],
  ["no row for an intent", { payments: [] }, "Payment p1 has pi_1 at Stripe and is not stored."],
  [
    "a row without an intent",
    { payments: [...WELL.payments, { ...PAID, id: "p2" }] },
    "Payment p2 is stored and unknown at Stripe.",
  ],
  ["an effect untold", { effects: WELL.effects.slice(1) }, '"failed p1 ch_1" was told 0 times'],
  [
    "an effect told twice",
    { effects: [...WELL.effects, effect("succeeded p1")] },
    '"succeeded p1" was told 2 times instead of 1.',
  ],
  [
    "an effect of nothing",
    { effects: [...WELL.effects, effect("canceled p1")] },
    '"canceled p1" was told, and it did not happen at Stripe.',
  ],
  [
    "a refund that failed and was told as given",
    { effects: [...WELL.effects, effect("refunded p1 re_2")] },
    'Of "refunded p1 re_2" and "refunded p1 re_2 failed" only one was told.',
  ],
  [
    "an event unheard",
    { heard: [heard("evt_1", 1)] },
    "evt_2 (payment_intent.succeeded) was heard 0 times instead of 1.",
  ],
  [
    "an event heard twice",
    { heard: [...WELL.heard, heard("evt_1", 3, "inline")] },
    "evt_1 (payment_intent.created) was heard 2 times instead of 1.",
  ],
  [
    "an event heard that nobody listens to",
    { heard: [...WELL.heard, heard("evt_3", 3)] },
    "evt_3 (charge.refunded) was heard 1 times instead of 0.",
  ],
  ["an empty inbox", { inbox: new Map() }, "evt_3 (charge.refunded) is not in the inbox."],
  ...["pending", "dead"].map((status): [string, Partial<Evidence>, string] => [
    `an event that is ${status}`,
    { inbox: new Map([...WELL.inbox, ["evt_1", { id: "evt_1", status, failed: true }]]) },
    `evt_1 is left ${status} in the inbox.`,
  ]),
  [
    "the later event handled first",
    { heard: [heard("evt_2", 1), heard("evt_1", 2)] },
    "evt_2 of pi_1 was handled before evt_1, which had come in before it.",
  ],
])("%s is one violation, or more, that says so", (_name, spoiled, sentence) => {
  const violations = judge({ ...WELL, ...spoiled });

  expect(violations.join("\n")).toContain(sentence);
});

test.each<[string, Partial<Evidence>]>([
  [
    "came in at once",
    {
      deliveries: new Map([...WELL.deliveries, ["evt_2", { firstSentAt: 1_009, ackedAt: 1_020 }]]),
    },
  ],
  ["was handled at the delivery", { heard: [heard("evt_2", 1, "inline"), heard("evt_1", 2)] }],
  [
    "failed and so lost its turn",
    { inbox: new Map([...WELL.inbox, ["evt_1", { id: "evt_1", status: "done", failed: true }]]) },
  ],
])("an event that %s is held to no order", (_name, fair) => {
  const backwards = { ...WELL, heard: [heard("evt_2", 1), heard("evt_1", 2)] };

  expect(judgeOrder({ ...backwards, ...fair }).violations).toEqual([]);
});

const COMPARED = {
  compared: 1,
  outdated: 0,
  orphans: [],
  paidThereNotHere: [],
  paidHereNotThere: [],
  failed: 0,
};
const QUIET: Reconciled = {
  payments: 0,
  events: 0,
  failed: 0,
  problems: [],
  reviews: 0,
  feed: { read: 10, missed: 0 },
  comparison: COMPARED,
};

test("a run that finds nothing is no violation, a second one neither", () => {
  expect([...judgeReport("A run", QUIET), ...judgeSecondRun(QUIET)]).toEqual([]);
});

test("a part that did not come to its end, and money on one side alone, are violations of a run", () => {
  const difference = {
    paymentIntentId: "pi_1",
    paymentId: "p1",
    orderRef: "order-1",
    amount: 900,
    currency: "usd",
    because: "nobody knows it",
  };
  const found: Reconciled = {
    ...QUIET,
    problems: [{ part: "feed", code: "store_unavailable", message: "No answer." }],
    comparison: { ...COMPARED, paidHereNotThere: [difference] },
  };

  expect([...judgeReport("A run", found)]).toEqual([
    "A run did not come to its end in feed: store_unavailable, No answer.",
    "A run lists pi_1 as paidHereNotThere: nobody knows it",
  ]);
});

test("what a second run still finds is a violation", () => {
  const found: Reconciled = {
    ...QUIET,
    events: 2,
    feed: { read: 10, missed: 3 },
    comparison: { ...COMPARED, outdated: 4 },
  };

  expect([...judgeSecondRun(found)]).toEqual([
    "A second run misses 3 events.",
    "A second run finds 2 events to handle.",
    "A second run finds 4 payments outdated.",
  ]);
});
