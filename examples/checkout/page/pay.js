import { announce, byId, make, show, summary } from "./dom.js";
import { keptPayment } from "./kept.js";
import { money } from "./money.js";
import { continueAtBank, pay } from "./pay-flow.js";
import { newKey, post } from "./server.js";
import { createTimeline } from "./timeline.js";

/** What a payer can do about a decline, by Stripe's code; anything else is told in the server's words. */
const ADVICE = {
  insufficient_funds: "This card has insufficient funds. Please use another card.",
  expired_card: "This card has expired. Please use another card.",
  incorrect_cvc: "The security code was not right. Check it and try again.",
  processing_error: "The bank could not process the card just now. Try again in a little while.",
};

/**
 * The payment view.
 *
 * @param {object} purchase `body` of process, `purchaseKey`, `lines`, `amount`, `currency`, `tab`, and `placed`, the order's number.
 * @param {object} collector Collects the card: `card-form.js` or `stripe-elements.js`.
 * @param {boolean} resume Whether the page was loaded again, so that the payment may have gone on without it.
 * @param {(payment: { paymentId: string | null, timeline: object }) => Promise<void>} onSettled
 */
export async function startPayment({ purchase, collector, resume, onSettled }) {
  show("pay", purchase.tab);
  const total = money(purchase.amount, purchase.currency);
  byId("summary").replaceChildren(...summary(purchase.lines, total));
  const button = byId("pay-button");
  const expected = ["collected", "processed", "confirmed", "webhook", "paid"];
  const timeline = createTimeline(
    byId("timeline"),
    purchase.placed ? ["ordered", ...expected] : expected,
  );
  if (purchase.placed) timeline.mark("ordered", "done", `${purchase.placed}, ${total}`);
  await collector.mount(byId("card"), purchase);
  byId("pay-title").focus();

  const busy = (is) => {
    button.disabled = is;
    button.classList.toggle("busy", is);
    button.textContent = is ? "Paying…" : `Pay ${total}`;
    if (is) notify(null);
  };
  let current = null;
  let askedBank = false;
  const tell = (step, state, detail) => {
    current = state === "active" ? step : null;
    askedBank ||= step === "authenticated";
    timeline.mark(step, state, detail);
  };
  const run = async (work) => {
    busy(true);
    askedBank = false;
    timeline.reset("processed", "authenticated", "confirmed");
    try {
      const outcome = await work();
      if (outcome.kind === "settled") {
        keptPayment(purchase).forget();
        announce("The payment was confirmed. Waiting for Stripe's webhook.");
        await onSettled({ paymentId: outcome.paymentId, timeline });
      } else offerToContinue(outcome.clientSecret);
    } catch (error) {
      if (error.code === "order_already_paid") await onSettled({ paymentId: null, timeline });
      else refuse(error);
    } finally {
      busy(false);
    }
  };
  const refuse = (error) => {
    const { code } = error;
    if (code === "authentication_failed") {
      timeline.mark("authenticated", "failed", "Not confirmed by the bank");
      timeline.mark("confirmed", "next");
    } else if (current) {
      if (askedBank && code === "card_declined") timeline.mark("authenticated", "done", "passed");
      timeline.mark(current, "failed", error.declineCode ?? code ?? "");
    }
    if (error.field) error.field.focus();
    else notify(readable(error));
  };
  const offerToContinue = (clientSecret) => {
    timeline.mark("authenticated", "active", "Not finished yet");
    const again = make(
      "button",
      { type: "button", className: "secondary" },
      "Continue with your bank",
    );
    again.onclick = () => run(() => continueAtBank({ clientSecret, collector, tell }));
    notify("Your bank still waits for you. Continue there, or use another card.", again);
  };

  byId("payment").onsubmit = (event) => {
    event.preventDefault();
    timeline.reset("collected");
    void run(() => pay({ purchase, key: newKey(), collector, tell }));
  };
  busy(false);
  if (resume) await findWayBack({ purchase, offerToContinue, onSettled, timeline });
}

/** After a reload: the same order gives the same payment, which says how far it has come. */
async function findWayBack({ purchase, offerToContinue, onSettled, timeline }) {
  try {
    const body = { ...purchase.body, ...keptPayment(purchase).proof };
    const payment = await post("/payments/process", body, {
      key: purchase.purchaseKey ?? newKey(),
    });
    keptPayment(purchase).keep(payment.client_secret);
    if (payment.next_step === "handle_next_action") offerToContinue(payment.client_secret);
    else if (payment.status === "succeeded" || payment.status === "processing") {
      await onSettled({ paymentId: payment.payment_id, timeline });
    }
  } catch (error) {
    if (error.code === "order_already_paid") await onSettled({ paymentId: null, timeline });
    else notify(readable(error));
  }
}

function readable(error) {
  const code = error.declineCode ?? error.code;
  if (ADVICE[code]) return ADVICE[code];
  if (error.code === "authentication_failed") {
    return "Your bank did not confirm this payment, and nothing was charged. Try again, or use another card.";
  }
  if (error.code === "card_declined") return "Your card was declined. Please use another card.";
  return error.message;
}

function notify(text, ...more) {
  const notice = byId("payment-notice");
  notice.hidden = text === null;
  notice.classList.toggle("calm", more.length > 0);
  notice.replaceChildren(make("p", {}, text ?? ""), ...more);
  notice.scrollIntoView({ block: "nearest" });
}
