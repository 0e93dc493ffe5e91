import { createCardForm } from "./card-form.js";
import { byId } from "./dom.js";
import { startDonation } from "./donate.js";
import { awaitReceipt } from "./done.js";
import { money, onTheWire } from "./money.js";
import { startPayment } from "./pay.js";
import { get, newKey } from "./server.js";
import { startShop } from "./shop.js";
import { createStripeElements } from "./stripe-elements.js";
import { showTestCards } from "./test-cards.js";
import { createTimeline } from "./timeline.js";

async function start() {
  const config = await get("/config");
  const test = !config.publishable_key?.startsWith("pk_live_");
  byId("test-badge").hidden = !test;
  const address = new URLSearchParams(location.search);
  if (address.has("order")) await openOrder(config, address.get("order"));
  else if (address.has("donate")) openDonation(config);
  else {
    await startShop((order) => {
      history.pushState(null, "", `/?order=${order.order_id}`);
      return payOrder(config, order, { resume: false });
    });
  }
}

async function createCollector(config) {
  if (!config.publishable_key) {
    throw new Error("Set STRIPE_PUBLISHABLE_KEY on the server to pay on this page.");
  }
  if (config.mode === "simulator") {
    const form = createCardForm(config);
    byId("card-goes-to").textContent = "the Stripe simulator";
    showTestCards(form.fill);
    return form;
  }
  if (config.publishable_key.startsWith("pk_test_")) showTestCards();
  return createStripeElements(config);
}

async function openOrder(config, orderId) {
  const order = await get(`/orders/${encodeURIComponent(orderId)}`);
  if (order.status === "expired") {
    throw new Error("This order belongs to a run of the simulator that is over. Place a new one.");
  }
  if (order.status === "paid" || order.status === "review") {
    const timeline = createTimeline(byId("timeline"), ["ordered", "webhook", "paid"]);
    timeline.mark("ordered", "done", order.order_id);
    await awaitReceipt({ path: `/orders/${order.order_id}`, tab: "shop", timeline });
  } else await payOrder(config, order, { resume: true });
}

async function payOrder(config, order, { resume }) {
  const { order_id, amount, currency } = order;
  await startPayment({
    purchase: {
      body: { order_id, amount: onTheWire(amount, config.amount_unit), currency },
      purchaseKey: null,
      lines: order.lines.map((line) => [
        `${line.quantity} × ${line.name}`,
        money(line.amount, currency),
      ]),
      amount,
      currency,
      tab: "shop",
      placed: order_id,
    },
    collector: await createCollector(config),
    resume,
    onSettled: ({ timeline }) =>
      awaitReceipt({ path: `/orders/${order_id}`, tab: "shop", timeline }),
  });
}

/** A donation in the middle of being paid is known by its key, which outlives a reload of this tab. */
const DONATION = "chargeonce:donation";

function openDonation(config) {
  const saved = sessionStorage.getItem(DONATION);
  const begin = (donation, resume) => {
    byId("other-amount").hidden = false;
    payDonation(config, { ...donation, resume }).catch(fail);
  };
  if (saved) {
    begin(JSON.parse(saved), true);
    return;
  }
  startDonation(({ amount, currency }) => {
    const donation = { amount, currency, key: newKey() };
    sessionStorage.setItem(DONATION, JSON.stringify(donation));
    begin(donation, false);
  });
}

async function payDonation(config, { amount, currency, key, resume }) {
  await startPayment({
    purchase: {
      body: { amount: onTheWire(amount, config.amount_unit), currency },
      purchaseKey: key,
      lines: [["Donation", money(amount, currency)]],
      amount,
      currency,
      tab: "donate",
      placed: null,
    },
    collector: await createCollector(config),
    resume,
    onSettled: async ({ paymentId, timeline }) => {
      await awaitReceipt({ path: `/donations/${paymentId}`, tab: "donate", timeline });
      sessionStorage.removeItem(DONATION);
    },
  });
}

function fail(error) {
  byId("trouble").textContent = error.message;
  byId("trouble").hidden = false;
}

byId("other-amount").addEventListener("click", () => {
  sessionStorage.removeItem(DONATION);
  location.reload();
});
window.addEventListener("popstate", () => location.reload());
start().catch(fail);
