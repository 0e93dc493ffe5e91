import { describe, expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, type Setup, setUp } from "../stripe-client.ts";

const { automatic_payment_methods } = CARD_ONLY;
const CHALLENGED = "pm_card_threeDSecure2Required";

const REACH = {
  requires_payment_method: ({ stripe }: Setup) =>
    stripe.setupIntents.create({ automatic_payment_methods }),
  requires_confirmation: ({ stripe }: Setup) =>
    stripe.setupIntents.create({ automatic_payment_methods, payment_method: "pm_card_visa" }),
  requires_action: ({ stripe }: Setup) =>
    stripe.setupIntents.create({
      automatic_payment_methods,
      payment_method: CHALLENGED,
      confirm: true,
    }),
  succeeded: ({ stripe }: Setup) =>
    stripe.setupIntents.create({
      automatic_payment_methods,
      payment_method: "pm_card_visa",
      confirm: true,
    }),
  canceled: async ({ stripe }: Setup) => {
    const { id } = await stripe.setupIntents.create({ payment_method: "pm_card_visa" });
    return stripe.setupIntents.cancel(id);
  },
} as const;

type Status = keyof typeof REACH;

describe("cancel", () => {
  test.each<Status>(["requires_payment_method", "requires_confirmation", "requires_action"])(
    "in %s goes ahead, keeps the method and says why",
    async (status) => {
      const setup = setUp();
      const { id, payment_method } = await REACH[status](setup);
      const canceled = await setup.stripe.setupIntents.cancel(id, {
        cancellation_reason: "abandoned",
      });
      expect(canceled).toMatchObject({
        status: "canceled",
        cancellation_reason: "abandoned",
        next_action: null,
        payment_method,
      });
      expect(setup.simulator.events.list().at(-1)?.type).toBe("setup_intent.canceled");
    },
  );

  test.each<[Status, string]>([
    [
      "succeeded",
      "You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.",
    ],
    ["canceled", "You cannot cancel this SetupIntent because it is already canceled."],
  ])("in %s is refused", async (status, message) => {
    const setup = setUp();
    const { id } = await REACH[status](setup);
    expect(await errorOf(setup.stripe.setupIntents.cancel(id))).toMatchObject({
      statusCode: 400,
      code: "setup_intent_unexpected_state",
      message,
      setup_intent: { id, status },
    });
  });
});

describe("confirm", () => {
  test.each<[Status, string]>([
    ["succeeded", "You cannot confirm this SetupIntent because it has already succeeded."],
    ["canceled", "You cannot confirm this SetupIntent because it has been canceled."],
  ])("in %s is refused", async (status, message) => {
    const setup = setUp();
    const { id } = await REACH[status](setup);
    const again = setup.stripe.setupIntents.confirm(id, { payment_method: "pm_card_visa" });
    expect(await errorOf(again)).toMatchObject({
      statusCode: 400,
      code: "setup_intent_unexpected_state",
      message,
      setup_intent: { id, status },
    });
  });

  test("in requires_action starts over", async () => {
    const setup = setUp();
    const { id, latest_attempt } = await REACH.requires_action(setup);
    const again = await setup.stripe.setupIntents.confirm(id);
    expect(again.status).toBe("requires_action");
    expect(again.latest_attempt).not.toBe(latest_attempt);
  });
});

describe("update", () => {
  test("of the method asks for a confirmation, and without it for a method", async () => {
    const setup = setUp();
    const { setupIntents } = setup.stripe;
    const { id } = await REACH.requires_action(setup);
    const changed = await setupIntents.update(id, { payment_method: "pm_card_visa" });
    expect(changed).toMatchObject({ status: "requires_confirmation", next_action: null });
    expect(() => setup.simulator.authenticate(id, "complete")).toThrow(
      `SetupIntent '${id}' waits for no authentication; its status is requires_confirmation.`,
    );
    const cleared = await setupIntents.update(id, { payment_method: "" });
    expect(cleared).toMatchObject({ status: "requires_payment_method", payment_method: null });
  });

  test.each<[Status, string]>([
    ["succeeded", "You cannot update this SetupIntent because it has already succeeded."],
    ["canceled", "You cannot update this SetupIntent because it has been canceled."],
  ])("in %s is refused of the method alone", async (status, message) => {
    const setup = setUp();
    const { setupIntents } = setup.stripe;
    const { id } = await REACH[status](setup);
    const refused = setupIntents.update(id, { payment_method: "pm_card_visa" });
    expect(await errorOf(refused)).toMatchObject({
      statusCode: 400,
      code: "setup_intent_unexpected_state",
      message,
    });
    const rest = { description: "For later", metadata: { a: "1" } };
    expect(await setupIntents.update(id, rest)).toMatchObject({ ...rest, status });
  });

  test("announces nothing: there is no such event", async () => {
    const setup = setUp();
    const { id } = await REACH.requires_payment_method(setup);
    const before = setup.simulator.events.list().length;
    await setup.stripe.setupIntents.update(id, { description: "For later" });
    expect(setup.simulator.events.list()).toHaveLength(before);
  });
});

test("the list is newest first, by customer, method and time", async () => {
  const { clock, stripe } = setUp();
  const customer = (await stripe.customers.create()).id;
  const first = await stripe.setupIntents.create({ customer });
  clock.ms += 1000;
  const second = await stripe.setupIntents.create({ payment_method: "pm_card_visa" });
  const idsOf = async (params: object) =>
    (await stripe.setupIntents.list(params)).data.map(({ id }) => id);
  expect(await idsOf({})).toEqual([second.id, first.id]);
  expect(await idsOf({ limit: 1, starting_after: second.id })).toEqual([first.id]);
  expect(await idsOf({ customer })).toEqual([first.id]);
  expect(await idsOf({ payment_method: second.payment_method })).toEqual([second.id]);
  expect(await idsOf({ created: { gt: 1_795_435_200 } })).toEqual([second.id]);
});

test.each([
  ["seti_x", "No such setupintent: 'seti_x'", "resource_missing"],
  [
    "seti_x_secret_y",
    "You passed a string that looks like a client secret as the SetupIntent ID, but you must provide a valid SetupIntent ID. Please use the value in the `id` field of the SetupIntent.",
    undefined,
  ],
])("%s is no SetupIntent", async (id, message, code) => {
  const error = await errorOf(setUp().stripe.setupIntents.retrieve(id));
  expect(error).toMatchObject({ statusCode: 404, param: "intent", message });
  expect(error.code).toBe(code);
});

describe("with a publishable key", () => {
  test("a SetupIntent is read by its secret, in part, and its customer never", async () => {
    const { simulator, stripe } = setUp();
    const customer = (await stripe.customers.create()).id;
    const { id, client_secret } = await stripe.setupIntents.create({
      customer,
      metadata: { internal: "note" },
    });
    const { setupIntents } = clientOf(simulator, "pk_test_simulator");
    const secret = client_secret ?? "";
    const seen = await setupIntents.retrieve(id, { client_secret: secret });
    expect(Object.keys(seen).sort()).toEqual([
      "cancellation_reason",
      "client_secret",
      "created",
      "description",
      "id",
      "last_setup_error",
      "livemode",
      "next_action",
      "object",
      "payment_method",
      "payment_method_types",
      "status",
      "usage",
    ]);
    expect((await errorOf(setupIntents.retrieve(id))).param).toBe("client_secret");
    const wrong = { client_secret: `${id}_secret_wrong` };
    expect((await errorOf(setupIntents.retrieve(id, wrong))).statusCode).toBe(404);
    for (const path of ["customer", "payment_method.customer"]) {
      const expanded = setupIntents.retrieve(id, { client_secret: secret, expand: [path] });
      expect((await errorOf(expanded)).message).toBe(`This property cannot be expanded (${path}).`);
    }
  });

  test("it is confirmed; a decline shows an app no more than it may see", async () => {
    const { simulator, stripe } = setUp();
    const customer = (await stripe.customers.create()).id;
    const { id, client_secret } = await stripe.setupIntents.create({ customer });
    const { setupIntents } = clientOf(simulator, "pk_test_simulator");
    const params = (payment_method: string): object => ({
      client_secret,
      payment_method,
      expand: ["payment_method"],
    });
    const error = await errorOf(setupIntents.confirm(id, params("pm_card_chargeDeclined")));
    expect(error).toMatchObject({ statusCode: 402, setup_intent: { id } });
    expect(error.setup_intent).not.toHaveProperty("customer");
    const done = await setupIntents.confirm(id, params("pm_card_visa"));
    expect(done).toMatchObject({
      status: "succeeded",
      payment_method: { card: { last4: "4242" } },
    });
    expect(done).not.toHaveProperty("customer");
  });

  test("nothing else is allowed", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.setupIntents.create();
    const { setupIntents } = clientOf(simulator, "pk_test_simulator");
    for (const call of [
      () => setupIntents.create(),
      () => setupIntents.update(id, { description: "x" }),
      () => setupIntents.cancel(id),
      () => setupIntents.list(),
    ]) {
      expect(await errorOf(call())).toMatchObject({ statusCode: 403, code: "secret_key_required" });
    }
  });
});
