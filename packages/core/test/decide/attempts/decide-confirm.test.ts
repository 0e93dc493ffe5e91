import type { Payment } from "@chargeonce/core";
import { expect, test } from "vitest";
import type { ConfirmAsked } from "../../../src/decide/attempts/confirm-step.ts";
import { decideConfirm } from "../../../src/decide/attempts/decide-confirm.ts";
import { after, confirmAttempt, DECLINE, NOON, unpaidIntent, unpaidPayment } from "../samples.ts";

const DECLINED = { kind: "declined", failure: DECLINE, at: NOON } as const;
const CHALLENGE = { kind: "completed", status: "requires_action", at: NOON } as const;
const REPLAYED = { kind: "replayed", at: NOON } as const;
const SPOILED = { kind: "spoiled", at: NOON } as const;
const FAILED = { code: "authentication", declineCode: null, message: "No.", chargeId: null };

type Case = {
  steps?: Payment["steps"];
  payment?: Partial<Payment>;
  intent?: Parameters<typeof unpaidIntent>[0];
  asked?: Partial<ConfirmAsked>;
};

function decide({ steps = [], payment, intent, asked }: Case) {
  return decideConfirm(unpaidPayment({ steps, ...payment }), unpaidIntent(intent), {
    method: "pm_a",
    clientKeyHash: "key_a",
    keyIsKnown: false,
    sent: null,
    now: after(1),
    stripeDeadlineMs: 20_000,
    ...asked,
  });
}

test.each(["succeeded", "processing", "requires_capture", "canceled", "a_status_of_tomorrow"])(
  "%s is told as it is",
  (status) => {
    expect(decide({ intent: { status } })).toEqual({ do: "answer" });
  },
);

test("the first confirm names its method, also where the client named none", () => {
  expect(decide({})).toEqual({ do: "start", method: "pm_a", named: "pm_a", resolved: "pm_a" });
  const onIntent = { status: "requires_confirmation", paymentMethodId: "pm_x" };
  expect(decide({ intent: onIntent, asked: { method: null } })).toEqual({
    do: "start",
    method: null,
    named: "pm_x",
    resolved: "pm_x",
  });
});

test("a test alias that lies on the intent is named by the id that Stripe gave it", () => {
  const method = { requested: "pm_card_visa", resolved: "pm_1x" };
  const intent = { status: "requires_confirmation", paymentMethodId: "pm_1x" };
  const asked = { method: "pm_card_visa" };
  expect(decide({ payment: { method }, intent, asked })).toMatchObject({ named: "pm_1x" });
});

test("without a method anywhere the client is asked for one, or told why the last was refused", () => {
  const asked = { method: null, clientKeyHash: null };
  expect(decide({ asked })).toEqual({ do: "ask_for_method" });
  expect(decide({ asked, intent: { lastPaymentError: DECLINE } })).toEqual({
    do: "tell_failure",
    failure: DECLINE,
    attempt: null,
  });
});

const OPEN = confirmAttempt();
test.each<[string, Partial<ConfirmAsked>, string]>([
  ["its own card repeats it", {}, "resend"],
  ["its own card repeats it under another key", { clientKeyHash: "key_b" }, "resend"],
  ["its own card repeats it without a key", { clientKeyHash: null }, "resend"],
  ["no card repeats it", { method: null }, "resend"],
  ["another card waits while it may be under way", { method: "pm_b", now: after(20) }, "wait"],
  ["another card cancels the intent after that", { method: "pm_b", now: after(21) }, "fence"],
  [
    "another card of the same key too",
    { method: "pm_b", now: after(21), keyIsKnown: true },
    "fence",
  ],
  ["its own card repeats it for 23 hours", { now: after(23 * 3_600) }, "resend"],
  ["after that its intent is canceled", { now: after(23 * 3_600 + 1) }, "fence"],
  ["a clock that jumped back makes nobody wait", { method: "pm_b", now: after(-3_600) }, "fence"],
])("an attempt is open: %s", (_, asked, step) => {
  expect(decide({ steps: [OPEN], asked }).do).toBe(step);
});

test("an attempt is open: an error that the intent shows is not taken for its answer", () => {
  const intent = { lastPaymentError: DECLINE, lastErrorMethodId: "pm_a" };
  expect(decide({ steps: [OPEN], intent }).do).toBe("resend");
});

test("an attempt takes fifty keys; a further one waits, and a known one still repeats it", () => {
  const clientKeyHashes = Array.from({ length: 50 }, (_, index) => `key_${index}`);
  const steps = [confirmAttempt({ clientKeyHashes })];
  expect(decide({ steps, asked: { clientKeyHash: "key_50" } })).toEqual({
    do: "wait",
    until: null,
  });
  expect(decide({ steps, asked: { clientKeyHash: "key_7" } }).do).toBe("resend");
});

test("a challenge of the key's attempt that failed is told, and written on that attempt", () => {
  const steps = [confirmAttempt({ outcome: CHALLENGE })];
  const intent = { lastPaymentError: FAILED, lastErrorMethodId: "pm_a" };
  expect(decide({ steps, intent })).toEqual({
    do: "tell_failure",
    failure: FAILED,
    attempt: steps[0],
  });
});

test("a failure of another method is not the key's: it hears the current truth and starts nothing", () => {
  const steps = [confirmAttempt({ outcome: CHALLENGE })];
  const intent = { lastPaymentError: DECLINE, lastErrorMethodId: "pm_b" };
  expect(decide({ steps, intent })).toEqual({ do: "answer" });
});

test.each([
  ["after a challenge", CHALLENGE],
  ["after a repeated answer", REPLAYED],
])("a key starts nothing further %s", (_, outcome) => {
  expect(decide({ steps: [confirmAttempt({ outcome })] })).toEqual({ do: "answer" });
});

test("after Stripe's 500 a key starts the next attempt", () => {
  expect(decide({ steps: [confirmAttempt({ outcome: SPOILED })] }).do).toBe("start");
});

test("another key may try a card that was declined before", () => {
  const steps = [confirmAttempt({ outcome: DECLINED })];
  expect(decide({ steps, asked: { clientKeyHash: "key_b" } }).do).toBe("start");
});

const MANUAL = { payment: { confirmationMethod: "manual" as const } };
const WAITING = { status: "requires_confirmation", paymentMethodId: "pm_a" };
test("the second half of manual confirmation names nothing, so that the authentication stays", () => {
  const steps = [confirmAttempt({ outcome: CHALLENGE })];
  expect(decide({ ...MANUAL, steps, intent: WAITING })).toMatchObject({ do: "start", named: null });
});

test.each<[string, Case]>([
  [
    "its attempt had another method",
    { ...MANUAL, intent: { ...WAITING, paymentMethodId: "pm_b" } },
  ],
  ["the intent confirms automatically", { intent: WAITING }],
])("there is no second half where %s: the key hears the truth", (_, given) => {
  expect(decide({ ...given, steps: [confirmAttempt({ outcome: CHALLENGE })] }).do).toBe("answer");
});

const IN_CHALLENGE = { status: "requires_action", paymentMethodId: "pm_a" };
test.each<[string, Case, string]>([
  ["its key hears the truth", { steps: [confirmAttempt({ outcome: CHALLENGE })] }, "answer"],
  ["its key hears the truth while its attempt is open", { steps: [OPEN] }, "answer"],
  [
    "without a method everybody hears the truth",
    { asked: { method: null, clientKeyHash: "key_b" } },
    "answer",
  ],
  [
    "the same method hears the truth under any key",
    { asked: { clientKeyHash: "key_b" } },
    "answer",
  ],
  [
    "another card starts the next attempt",
    {
      steps: [confirmAttempt({ outcome: CHALLENGE })],
      asked: { method: "pm_b", clientKeyHash: "key_b" },
    },
    "start",
  ],
  [
    "another card waits while an attempt is open",
    { steps: [OPEN], asked: { method: "pm_b", clientKeyHash: "key_b" } },
    "wait",
  ],
  [
    "another card cancels the intent after that",
    { steps: [OPEN], asked: { method: "pm_b", clientKeyHash: "key_b", now: after(21) } },
    "fence",
  ],
])("a challenge is open: %s", (_, given, step) => {
  expect(decide({ intent: IN_CHALLENGE, ...given }).do).toBe(step);
});

test.each<[string, Case, string]>([
  ["a confirm without a method is asked for one", { asked: { method: null } }, "ask_for_method"],
  ["a confirm with a method cancels it", {}, "fence"],
  [
    "it waits while a challenge is open",
    { payment: { status: "requires_action" }, intent: IN_CHALLENGE },
    "wait",
  ],
  [
    "it cancels ten minutes later",
    { payment: { status: "requires_action" }, intent: IN_CHALLENGE, asked: { now: after(600) } },
    "fence",
  ],
  [
    "it waits while a confirm may be under way",
    { steps: [confirmAttempt({ method: "pm_b" })] },
    "wait",
  ],
  ["the minute after a takeover holds nothing there", { payment: { tookOverAt: NOON } }, "fence"],
  [
    "nobody starts over a method that an app left there",
    { intent: WAITING, asked: { method: null } },
    "answer",
  ],
])("on a shared intent: %s", (_, given, step) => {
  const payment = { ...given.payment, shared: true };
  expect(decide({ ...given, payment }).do).toBe(step);
});

test("twenty failed tries within an hour: the next one is refused until the first is an hour old", () => {
  const steps = Array.from({ length: 20 }, (_, index) =>
    confirmAttempt({ n: index + 1, clientKeyHashes: [`key_${index}`], outcome: DECLINED }),
  );
  expect(decide({ steps })).toEqual({ do: "refuse_tries", until: after(3_600) });
  expect(decide({ steps, asked: { now: after(3_600) } }).do).toBe("start");
});

test("a key whose attempt is no longer kept hears the truth and starts nothing", () => {
  const payment = { droppedConfirms: 3 };
  expect(decide({ payment, asked: { keyIsKnown: true } })).toEqual({ do: "answer" });
  expect(decide({ payment, asked: { keyIsKnown: false } }).do).toBe("start");
});

test("a key whose attempt is no longer kept joins no attempt that is open", () => {
  const payment = { droppedConfirms: 3 };
  const steps = [confirmAttempt({ n: 40, method: "pm_a", clientKeyHashes: ["another"] })];
  const asked = { method: "pm_a", keyIsKnown: true };
  expect(decide({ payment, steps, asked })).toEqual({ do: "answer" });
  expect(decide({ payment, steps, asked: { ...asked, keyIsKnown: false } }).do).toBe("resend");
});
