import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "@chargeonce/store-sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCli } from "./run-cli.ts";
import { killEvent, killHandler, openShop, type Shop } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-"));
const file = join(folder, "shop.db");
const store = sqliteStore({ file });
let shop: Shop;
let env: Record<string, string>;

const OPEN = "pay_00000000000000000000000000000003";
const UNTOLD = "pay_00000000000000000000000000000004";

beforeAll(async () => {
  shop = await openShop(store);
  env = { ...shop.env, DATABASE_FILE: file };
  await shop.pay("order_1", { amount: 1050, currency: "usd" });
  await shop.pay("order_doubtful", { amount: 200_000, currency: "eur" });
  await shop.begin("注文-№7 🛒", { amount: 500, currency: "jpy" });
  const untold = await shop.pay("evil\u001b[31m\norder", { amount: 1500, currency: "kwd" });
  await killHandler(shop, untold);
  await killEvent(shop, "payment_intent.succeeded");
});

afterAll(async () => {
  await shop.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a command shows on stdout; nothing may stand on stderr. */
async function shown(line: string, more: Record<string, string> = {}) {
  const { stdout, stderr, code } = await runCli(line, { ...env, ...more });
  expect(stderr).toBe("");
  return { stdout, code };
}

test("health says what is not well and what to type next, and ends with 2", async () => {
  expect(await shown("health")).toEqual({
    code: 2,
    stdout: `payments            test mode, SQLite at ${file}
stuck               0
for review          2
events pending      0
events dead         1
last event came in  YYYY-MM-DDThh:mm:ssZ
Stripe's list read  never
Stripe              answers; the clocks agree

events_dead
  Events whose handling failed twenty times: 1. Mend the handler, then redrive them.
  → chargeonce events list --status dead
payments_for_review
  Payments that a person must decide about: 2. List them with reviews, then resolve or redrive them.
  → chargeonce reviews
`,
  });
  const { stdout, code } = await shown("--json health");
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    problems: [{ code: "events_dead" }, { code: "payments_for_review" }],
    webhooks: { pending: 0, oldestPendingAt: null, dead: 1, readAt: null },
    payments: { stuck: 0, forReview: 2 },
    stripe: { answer: "usable" },
  });
});

test("a list of payments aligns ids of any script, and shows what a terminal would obey", async () => {
  expect(await shown("payments list")).toEqual({
    code: 0,
    stdout: `PAYMENT                               MADE                  ORDER                          AMOUNT  STATUS
pay_00000000000000000000000000000004  YYYY-MM-DDThh:mm:ssZ  evil\\u{1b}[31m\\u{a}order    1.500 KWD  succeeded !
pay_00000000000000000000000000000003  YYYY-MM-DDThh:mm:ssZ  注文-№7 🛒                    500 JPY  requires_payment_method
pay_00000000000000000000000000000002  YYYY-MM-DDThh:mm:ssZ  order_doubtful            2000.00 EUR  review
pay_00000000000000000000000000000001  YYYY-MM-DDThh:mm:ssZ  order_1                     10.50 USD  succeeded
review, ! : a person must see to it; \`chargeonce reviews\` says why
`,
  });
});

test("where the terminal is narrow no id is cut", async () => {
  expect(await shown("payments list --limit 2", { COLUMNS: "80" })).toEqual({
    code: 0,
    stdout: `pay_00000000000000000000000000000004
  made YYYY-MM-DDThh:mm:ssZ  order evil\\u{1b}[31m\\u{a}order  amount 1.500 KWD
  status succeeded !
pay_00000000000000000000000000000003
  made YYYY-MM-DDThh:mm:ssZ  order 注文-№7 🛒  amount 500 JPY
  status requires_payment_method
review, ! : a person must see to it; \`chargeonce reviews\` says why
More: --after pay_00000000000000000000000000000003
`,
  });
});

test("pages go on after the last payment, and a filter finds what it names", async () => {
  const ids = async (line: string) => {
    const page = JSON.parse((await shown(line)).stdout);
    return [page.payments.map(({ id }: { id: string }) => id.slice(-1)), page.next];
  };
  expect(await ids("--json payments list --limit 2")).toEqual([["4", "3"], OPEN]);
  expect(await ids(`--json payments list --limit 2 --after ${OPEN}`)).toEqual([["2", "1"], null]);
  expect(await ids("--json payments list --status review")).toEqual([["2"], null]);
  // Another owner's are not these.
  expect(await ids("--json payments list --own-account acct_1")).toEqual([[], null]);
  expect(await ids("--json payments list --context acct_1")).toEqual([[], null]);
  expect(await ids("--json payments list --installation staging")).toEqual([[], null]);
  expect(await ids("--json payments list --order order_1")).toEqual([["1"], null]);
  expect(await ids("--json payments list --since 2999-01-01")).toEqual([[], null]);
  expect(await shown("payments list --order nothing")).toEqual({
    code: 0,
    stdout: "No payments (test mode).\n",
  });
});

test("show tells all of one payment, by its id or its PaymentIntent's", async () => {
  const byId = await shown(`payments show ${UNTOLD}`);
  expect(byId).toEqual({
    code: 0,
    stdout: `payment         pay_00000000000000000000000000000004
PaymentIntent   pi_3SfB35Ev7N3g9J7HfhZM4Ju6
order           evil\\u{1b}[31m\\u{a}order, attempt 1
amount          1.500 KWD
status          succeeded !
mode            test
made            YYYY-MM-DDThh:mm:ssZ
changed         YYYY-MM-DDThh:mm:ssZ
looked at next  -

! the handler \`succeeded\` failed twenty times: The mail server is down.
  mend the handler first:
  → chargeonce payments redrive pay_00000000000000000000000000000004

Sent to Stripe
STEP      SENT                  OUTCOME
create 1  YYYY-MM-DDThh:mm:ssZ  requires_payment_method

Told to the application
HANDLER    STATE  FAILED  LAST ERROR
succeeded  dead       20  The mail server is down.

Events of Stripe's
EVENT                         CAME IN               TYPE                      STATUS   FAILED
evt_3SfB35Ev7N3g9J7HfN9BQr69  YYYY-MM-DDThh:mm:ssZ  payment_intent.succeeded  dead         20
evt_3SfB35Ev7N3g9J7HfKpCL82A  YYYY-MM-DDThh:mm:ssZ  charge.succeeded          ignored       -
evt_3SfB35Ev7N3g9J7HfsNNnMuT  YYYY-MM-DDThh:mm:ssZ  payment_intent.created    done          -
`,
  });
  expect(await shown("payments show pi_3SfB35Ev7N3g9J7HfhZM4Ju6")).toEqual(byId);
});

test("JSON of a payment holds its record, and neither hashes nor what was sent to Stripe", async () => {
  const { stdout } = await shown(`payments show ${OPEN} --json`);
  const { payment, events } = JSON.parse(stdout);
  expect(Object.keys(payment).sort()).toEqual(
    `abandonAt account actionExpiresAt amount amountCapturable amountReceived amountRefunded attempt cancelReason
    confirmationMethod contradictions createdAt currency customerId decisions disputes droppedConfirms dueAt effects id
    installation lastActiveAt lastError livemode method needsPerson orderRef orderRequest paymentIntentId principal reasons
    refunds shared status steps tenant tookOverAt updatedAt version`.split(/\s+/),
  );
  expect(payment).toMatchObject({ id: OPEN, orderRef: "注文-№7 🛒", amount: 500, reasons: [] });
  expect(payment.steps).toEqual([
    {
      step: "create",
      n: 1,
      method: null,
      resolvedMethod: null,
      firstSentAt: "YYYY-MM-DDThh:mm:ssZ",
      lastSentAt: "YYYY-MM-DDThh:mm:ssZ",
      sends: 1,
      outcome: {
        kind: "completed",
        status: "requires_payment_method",
        at: "YYYY-MM-DDThh:mm:ssZ",
      },
    },
  ]);
  expect(events).toMatchObject([{ type: "payment_intent.created", status: "done" }]);
});

test("reviews say why, what to do and the command, and end with 2", async () => {
  const reviews = await shown("reviews");
  expect(reviews).toEqual({
    code: 2,
    stdout: `pay_00000000000000000000000000000002
  order   order_doubtful
  amount  2000.00 EUR
  status  review, made YYYY-MM-DDThh:mm:ssZ
! in review: the handler asked for it
  keep the money (paid), or refund or cancel it at Stripe first (closed):
  → chargeonce payments resolve pay_00000000000000000000000000000002 paid
  → chargeonce payments resolve pay_00000000000000000000000000000002 closed

pay_00000000000000000000000000000004
  order   evil\\u{1b}[31m\\u{a}order
  amount  1.500 KWD
  status  succeeded, made YYYY-MM-DDThh:mm:ssZ
! the handler \`succeeded\` failed twenty times: The mail server is down.
  mend the handler first:
  → chargeonce payments redrive pay_00000000000000000000000000000004

2 payments.
`,
  });
  expect(await shown("payments list --review")).toEqual(reviews);
  const first = await shown("reviews --limit 1 --json");
  expect(JSON.parse(first.stdout)).toMatchObject({
    payments: [
      {
        id: "pay_00000000000000000000000000000002",
        reasons: [
          {
            why: "in review: the handler asked for it",
            commands: [
              "chargeonce payments resolve pay_00000000000000000000000000000002 paid",
              "chargeonce payments resolve pay_00000000000000000000000000000002 closed",
            ],
          },
        ],
      },
    ],
    more: true,
  });
});

test("events are listed, filtered and shown; only events show --json has the body", async () => {
  expect((await shown("events list --status dead")).stdout).toBe(
    `EVENT                         CAME IN               TYPE                      STATUS  FAILED  PAYMENT INTENT
evt_3SfB35Ev7N3g9J7HfN9BQr69  YYYY-MM-DDThh:mm:ssZ  payment_intent.succeeded  dead        20  pi_3SfB35Ev7N3g9J7HfhZM4Ju6
`,
  );
  expect((await shown("events list --type charge.refunded")).stdout).toBe(
    "No events (test mode).\n",
  );
  const about = JSON.parse((await shown(`events list --json --payment ${OPEN}`)).stdout);
  expect(about.events).toHaveLength(1);
  expect(about.events[0]).not.toHaveProperty("body");
  expect((await shown("events show evt_3SfB35Ev7N3g9J7HfN9BQr69")).stdout).toBe(
    `event           evt_3SfB35Ev7N3g9J7HfN9BQr69
type            payment_intent.succeeded
PaymentIntent   pi_3SfB35Ev7N3g9J7HfhZM4Ju6
status          dead
failed          20 times
last error      The stock is negative.
next try        -
made by Stripe  YYYY-MM-DDThh:mm:ssZ
came in         YYYY-MM-DDThh:mm:ssZ
done            -
API version     2026-10-28.endive
`,
  );
  const whole = JSON.parse((await shown("events show evt_3SfB35Ev7N3g9J7HfN9BQr69 --json")).stdout);
  expect(whole.event.body.data.object.id).toBe("pi_3SfB35Ev7N3g9J7HfhZM4Ju6");
  expect(whole.event.body.data.object).not.toHaveProperty("client_secret");
});

test.each([
  [
    "payments show pay_unknown",
    "payment_not_found",
    "There is no payment pay_unknown (test mode, SQLite at ",
  ],
  ["payments list --after pay_unknown", "payment_not_found", "There is no payment pay_unknown"],
  ["events show evt_unknown", "event_not_found", "There is no event evt_unknown in the inbox"],
  ["events redrive evt_unknown", "event_not_found", "There is no event evt_unknown in the inbox"],
  ["payments cancel nothing", "payment_not_found", "Order nothing has no live payment (test mode)"],
])("%s ends with 1 and a sentence that says where was looked", async (line, code, sentence) => {
  const ended = await runCli(`${line} --json`, env);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain(sentence);
  const { error } = JSON.parse(ended.stdout);
  expect(error).toEqual({ code, message: ended.stderr.trimEnd(), exit: 1 });
});
