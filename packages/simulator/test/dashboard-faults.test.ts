import { expect, test } from "vitest";
import { pay, visitDashboard } from "./dashboard-visitor.ts";
import { errorOf, setUp } from "./stripe-client.ts";

async function open() {
  const setup = setUp();
  return { setup, ...setup, visitor: await visitDashboard(setup.simulator) };
}

test("a fault is switched on for an endpoint and a number of times, strikes, and is listed", async () => {
  const { setup, visitor, stripe, simulator } = await open();
  const empty = await visitor.look("/dashboard/faults");
  expect(empty).toContain("None is on. Switch on <code>lose_response</code>");
  const fields = { fault: "error_500_after", route: "payment_intents.create", times: "2", ms: "" };
  expect(await visitor.press("fault", fields)).toBe(
    "Switched on: error_500_after, for payment_intents.create, 2 times.",
  );
  expect(await visitor.look("/dashboard/faults")).toContain("struck 0, 2 to come");
  expect((await errorOf(pay(setup))).statusCode).toBe(500);
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  expect(simulator.ledger.succeededCharges()).toHaveLength(1);
  expect(await visitor.look("/dashboard/faults")).toContain("struck 1, 1 to come");
});

test("a fault is switched off alone, or with all others", async () => {
  const { setup, visitor, simulator } = await open();
  for (const fault of ["error_502", "lose_request", "lock_timeout"]) {
    await visitor.press("fault", { fault });
  }
  const [first] = simulator.faults.list();
  expect(await visitor.press("fault-off", { id: first?.id ?? "" })).toBe("Switched off.");
  expect(simulator.faults.list().map(({ fault }) => fault)).toEqual([
    "lose_request",
    "lock_timeout",
  ]);
  expect(await visitor.press("fault-off", { id: first?.id ?? "" })).toContain("There is no fault");
  expect(await visitor.press("faults-off")).toBe("All faults are off.");
  expect((await pay(setup)).status).toBe("succeeded");
});

test("what a fault holds goes on when it is released", async () => {
  const { setup, visitor, simulator } = await open();
  await visitor.press("fault", { fault: "hang" });
  const paying = pay(setup);
  await expect.poll(() => simulator.faults.list()[0]?.held).toBe(1);
  const page = await visitor.look("/dashboard/faults");
  expect(page).toContain("holds 1");
  expect(page).toContain(">Release</button>");
  expect(simulator.ledger.charges()).toHaveLength(0);
  await visitor.press("fault-release", { id: simulator.faults.list()[0]?.id ?? "" });
  expect((await paying).status).toBe("succeeded");
  expect(await visitor.press("fault-release", { id: "fault_99" })).toContain("There is no fault");
});

test.each([
  [{ fault: "slow", ms: "5" }, { slowMs: 5 }],
  [{ fault: "late_reset", ms: "" }, { late: "reset" }],
  [
    { fault: "late_error_504", ms: "50" },
    { late: "error_504", afterRealMs: 50 },
  ],
  [{ fault: "truncate_body" }, "truncate_body"],
])("the form's %j is the fault %j", async (fields, fault) => {
  const { visitor, simulator } = await open();
  expect(await visitor.press("fault", fields)).toContain("Switched on");
  expect(simulator.faults.list()).toMatchObject([{ fault, remaining: 1 }]);
});

test.each([
  [{ fault: "explode" }, "fault: must be one of the list."],
  [{ fault: "slow" }, "Say after how many milliseconds for slow."],
  [{ fault: "hang", times: "-1" }, "times: "],
  [{ fault: "hang", times: "0" }, "times"],
  [{ fault: "hang", route: "payment_intents.explode" }, "no endpoint is called"],
])("%j is refused with a sentence", async (fields, sentence) => {
  const { visitor, simulator } = await open();
  expect(await visitor.press("fault", fields)).toContain(sentence);
  expect(simulator.faults.list()).toEqual([]);
});

test("faults that the process switched on are listed with everything that they strike", async () => {
  const { visitor, simulator } = await open();
  simulator.faults.next("error_502", { metadata: { order: "<b>7</b>" }, nth: 3, share: 0.25 });
  const page = await visitor.look("/dashboard/faults");
  expect(page).toContain("metadata {&#34;order&#34;:&#34;&#60;b&#62;7&#60;/b&#62;&#34;}");
  expect(page).toContain("from request 3 on, 25 % of them");
  expect(page).toContain("no limit");
});
