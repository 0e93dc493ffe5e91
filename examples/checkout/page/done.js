import { announce, byId, show, summary } from "./dom.js";
import { money } from "./money.js";
import { get, wait } from "./server.js";

const POLL_MS = 700;
/** After this long the customer is told that they need not wait. */
const PATIENCE_MS = 30_000;

/**
 * Waits until the server has heard of the payment from Stripe's webhook, and shows the receipt only then.
 *
 * @param {{ path: string, tab: string, timeline: object }} what `path` answers with the order's or the donation's status.
 */
export async function awaitReceipt({ path, tab, timeline }) {
  const since = Date.now();
  timeline.mark("webhook", "active");
  for (;;) {
    const record = await get(path).catch(() => ({ status: "unknown" }));
    if (record.status === "paid") return showReceipt(record, tab, timeline);
    if (record.status === "review") return showReview(record, tab, timeline);
    if (Date.now() - since > PATIENCE_MS) {
      timeline.mark("webhook", "active", "This takes longer than usual. You need not wait here.");
    }
    await wait(POLL_MS);
  }
}

function showReceipt(record, tab, timeline) {
  const at = new Date(record.webhook_received_at).toLocaleTimeString("en");
  timeline.mark("webhook", "done", `payment_intent.succeeded at ${at}`);
  timeline.mark("paid", "done", "In one transaction with the payment's own record");
  const thanks =
    tab === "donate"
      ? "Thank you. Your donation has arrived."
      : "Thank you. Your order is on its way.";
  finish(record, tab, timeline, { title: "Paid", text: thanks, mark: "/assets/paid.svg" });
}

function showReview(record, tab, timeline) {
  if (record.webhook_received_at) timeline.mark("webhook", "done");
  finish(record, tab, timeline, {
    title: "We are looking at it",
    text: "Your payment arrived, and the order has changed since. A person will settle it; you need not pay again.",
    mark: "/assets/waiting.svg",
  });
}

function finish(record, tab, timeline, { title, text, mark }) {
  timeline.moveTo(byId("done-timeline"));
  const total = money(record.amount, record.currency);
  const lines = record.lines.map((line) => [
    `${line.quantity} × ${line.name}`,
    money(line.amount, record.currency),
  ]);
  const shown = lines.length > 0 ? lines : [[record.description, total]];
  byId("done-title").textContent = title;
  byId("done-text").textContent = text;
  byId("done-mark").src = mark;
  byId("receipt").replaceChildren(...summary(shown, total));
  show("done", tab);
  byId("done-title").focus();
  announce(`${title}: ${total}`);
}
