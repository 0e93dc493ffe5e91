import { expect, test } from "vitest";
import { createShop } from "../kit/shop.ts";
import { steppedClock } from "../kit/stepped-clock.ts";

const listings = (shop: ReturnType<typeof createShop>) =>
  shop.simulator.requests.filter(({ path }) => path === "/v1/events").length;

test("Stripe's side is read once an hour, however many workers there are", async () => {
  const clock = steppedClock();
  const shop = createShop({}, { clock });
  const fractions = [0.1, 0.5, 0.9];
  const workers = fractions.map((fraction) => {
    const ids = { paymentId: () => "pay_1", errorId: () => "err_1", fraction: () => fraction };
    return shop.another({ ids }).worker({ concurrency: 1 });
  });
  for (const [place, worker] of workers.entries()) {
    worker.start();
    await clock.asleep(2 * (place + 1));
  }
  expect(listings(shop)).toBe(1);
  for (let minute = 0; minute < 59; minute += 1) await clock.round(60, 6);
  expect(listings(shop)).toBe(1);
  for (let round = 0; round < 12; round += 1) await clock.round(10, 6);
  expect(listings(shop)).toBe(2);
  await Promise.all(workers.map((worker) => worker.stop()));
});

test("a worker whose run failed at Stripe tries again after a minute, and not before", async () => {
  const clock = steppedClock();
  const shop = createShop({}, { clock });
  shop.simulator.faults.next("error_502", { route: "events", times: Number.POSITIVE_INFINITY });
  const worker = shop.payments.worker({ concurrency: 1 });
  worker.start();
  await clock.asleep(2);
  const failures = () =>
    shop.log.filter(({ fields }) => fields.event === "reconcile_part_failed").length;
  expect(failures()).toBe(1);
  await clock.round(59, 2);
  expect(failures()).toBe(1);
  shop.simulator.faults.clear();
  await clock.round(1, 2);
  expect(listings(shop)).toBe(1);
  await clock.round(3599, 2);
  expect(listings(shop)).toBe(1);
  await worker.stop();
});
