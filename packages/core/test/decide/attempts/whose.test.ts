import type { Payment } from "@chargeonce/core";
import { expect, test } from "vitest";
import {
  type Claimant,
  heldUntil,
  isMine,
  isNobodysYet,
} from "../../../src/decide/attempts/whose.ts";
import { after, confirmAttempt, DECLINE, NOON, unpaidIntent, unpaidPayment } from "../samples.ts";

const NOBODY: Claimant = {
  principal: null,
  keyHash: null,
  shownSecretHash: null,
  method: null,
  reserved: new Set(),
};
const DEADLINE_MS = 20_000;
const ANNAS = unpaidPayment({ principal: "anna", ownerKeyHash: "key_1" });
const GUESTS = unpaidPayment({ ownerKeyHash: "key_1" });

test.each<[string, boolean, Payment, Partial<Claimant>]>([
  [
    "the principal whom it was reserved for, with any key",
    true,
    ANNAS,
    { principal: "anna", keyHash: "key_2" },
  ],
  [
    "another principal, though he shows key and secret",
    false,
    ANNAS,
    { principal: "bert", keyHash: "key_1", shownSecretHash: "secret" },
  ],
  [
    "a guest, of a principal's payment",
    false,
    ANNAS,
    { keyHash: "key_1", shownSecretHash: "secret" },
  ],
  [
    "a principal, of a guest's payment",
    false,
    GUESTS,
    { principal: "anna", keyHash: "key_1", shownSecretHash: "secret" },
  ],
  ["a guest with the key that reserved it", true, GUESTS, { keyHash: "key_1" }],
  ["a guest with another key", false, GUESTS, { keyHash: "key_2" }],
  ["a guest without a key", false, GUESTS, {}],
  ["a guest who shows its secret", true, GUESTS, { keyHash: "key_2", shownSecretHash: "secret" }],
  ["a guest who shows another secret", false, GUESTS, { shownSecretHash: "secret_2" }],
  [
    "a guest who shows a secret before there is one",
    false,
    { ...GUESTS, clientSecretHash: null },
    { shownSecretHash: "secret" },
  ],
  [
    "the request that reserved it, without a key",
    true,
    unpaidPayment(),
    { reserved: new Set(["pay_1"]) },
  ],
  ["a guest without a key, of a keyless payment", false, unpaidPayment(), {}],
  ["whoever has the key of a shared one", false, { ...GUESTS, shared: true }, { keyHash: "key_1" }],
  [
    "whoever shows the secret of a shared one",
    false,
    unpaidPayment({ shared: true }),
    { shownSecretHash: "secret" },
  ],
])("a payment belongs to %s: %s", (_, mine, payment, claimant) => {
  expect(isMine(payment, unpaidIntent(), { ...NOBODY, ...claimant })).toBe(mine);
});

test.each([
  ["it lies on the intent", true, "pm_1a2b", { paymentMethodId: "pm_1a2b" }, {}],
  ["the intent's last error is about it", true, "pm_1a2b", { lastErrorMethodId: "pm_1a2b" }, {}],
  [
    "its confirm is on the way",
    true,
    "pm_1a2b",
    {},
    { steps: [confirmAttempt({ method: "pm_1a2b" })] },
  ],
  ["another method lies there", false, "pm_1a2b", { paymentMethodId: "pm_other" }, {}],
  [
    "it is a test alias, which is everybody's",
    false,
    "pm_card_visa",
    { paymentMethodId: "pm_card_visa" },
    {},
  ],
  [
    "it is a saved method of a customer's",
    false,
    "pm_1a2b",
    { paymentMethodId: "pm_1a2b", customerId: "cus_1" },
    {},
  ],
  [
    "the payment is a customer's",
    false,
    "pm_1a2b",
    { paymentMethodId: "pm_1a2b" },
    { customerId: "cus_1" },
  ],
  ["the intent is shared", false, "pm_1a2b", { paymentMethodId: "pm_1a2b" }, { shared: true }],
] as const)(
  "a guest proves by a method's id that the payment is his, where %s: %s",
  (_, mine, method, intent, payment) => {
    const claimant = { ...NOBODY, method };
    expect(isMine(unpaidPayment(payment), unpaidIntent(intent), claimant)).toBe(mine);
  },
);

test("while its intent is being created, the method that the create names proves whose it is", () => {
  const create = confirmAttempt({ step: "create", method: "pm_1a2b", resolvedMethod: null });
  const creating = unpaidPayment({ status: "creating", paymentIntentId: null, steps: [create] });
  expect(isMine(creating, null, { ...NOBODY, method: "pm_1a2b" })).toBe(true);
  expect(isMine(creating, null, { ...NOBODY, method: "pm_9z8y" })).toBe(false);
});

test("an intent that carries nothing of anybody is nobody's yet, also while it is being created", () => {
  expect(isNobodysYet(unpaidPayment(), unpaidIntent(), NOBODY)).toBe(true);
  expect(isNobodysYet(unpaidPayment({ shared: true }), unpaidIntent(), NOBODY)).toBe(true);
  expect(isNobodysYet(unpaidPayment({ status: "creating" }), null, NOBODY)).toBe(true);
});

test.each<[string, Partial<Payment>, object, Partial<Claimant>]>([
  ["a caller with a key", {}, {}, { keyHash: "key_1" }],
  ["a caller who is logged in", {}, {}, { principal: "anna" }],
  ["a caller who names a method", {}, {}, { method: "pm_b" }],
  ["anybody, where a principal reserved it", { principal: "anna" }, {}, {}],
  ["anybody, where a key reserved it", { ownerKeyHash: "key_1" }, {}, {}],
  ["anybody, where it has a customer", { customerId: "cus_1" }, {}, {}],
  ["anybody, where the intent has a customer", {}, { customerId: "cus_1" }, {}],
  [
    "anybody, where a method was named",
    { method: { requested: "pm_a", resolved: "pm_a" } },
    {},
    {},
  ],
  [
    "anybody, where the create named a method",
    { steps: [confirmAttempt({ step: "create" })] },
    {},
    {},
  ],
  ["anybody, where the app put a method on it", {}, { paymentMethodId: "pm_a" }, {}],
  ["anybody, where a try has failed", {}, { lastPaymentError: DECLINE }, {}],
  ["anybody, where a failure is stored", { lastError: DECLINE }, {}, {}],
  ["anybody, where a confirm was sent", { steps: [confirmAttempt({ method: null })] }, {}, {}],
  ["anybody, where confirms are no longer kept", { droppedConfirms: 1 }, {}, {}],
  ["anybody, where a challenge is open", {}, { status: "requires_action" }, {}],
])("an intent is not given to %s, as nobody's yet", (_, payment, intent, claimant) => {
  const asking = { ...NOBODY, ...claimant };
  expect(isNobodysYet(unpaidPayment(payment), unpaidIntent(intent), asking)).toBe(false);
});

const CHALLENGED = { status: "requires_action" } as const;
const TAKEN = { tookOverAt: NOON };
test.each<[string, Partial<Payment>, number, number | null]>([
  ["an unconfirmed one is not held", {}, 0, null],
  ["a confirm may be under way for Stripe's deadline", { steps: [confirmAttempt()] }, 5, 20],
  [
    "a confirm that was sent again is counted from then",
    { steps: [confirmAttempt({ lastSentAt: after(15) })] },
    20,
    35,
  ],
  ["a confirm is not under way any more after it", { steps: [confirmAttempt()] }, 21, null],
  [
    "an answered confirm holds nothing",
    { steps: [confirmAttempt({ outcome: { kind: "declined", failure: DECLINE, at: NOON } })] },
    1,
    null,
  ],
  [
    "a confirm of a clock that was ahead holds nothing",
    { steps: [confirmAttempt({ lastSentAt: after(3_600) })] },
    0,
    null,
  ],
  ["a challenge is its owner's for ten minutes", CHALLENGED, 599, 600],
  ["a challenge ends ten minutes after the last sign of life", CHALLENGED, 600, null],
  [
    "a sign of life an hour ahead holds no challenge",
    { ...CHALLENGED, lastActiveAt: after(3_600) },
    0,
    null,
  ],
  ["a taken-over one is held for a minute", TAKEN, 59, 60],
  ["a taken-over one is not held after it", TAKEN, 60, null],
  ["a take-over an hour ahead holds nothing", { tookOverAt: after(3_600) }, 0, null],
  ["the longest of them counts", { ...CHALLENGED, ...TAKEN, steps: [confirmAttempt()] }, 1, 600],
])("%s", (_, payment, atSeconds, untilSeconds) => {
  const until = heldUntil(unpaidPayment(payment), after(atSeconds), DEADLINE_MS);
  expect(until).toEqual(untilSeconds === null ? null : after(untilSeconds));
});
