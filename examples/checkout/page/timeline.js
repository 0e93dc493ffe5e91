import { make } from "./dom.js";

const NAMES = {
  ordered: "Order placed on the server",
  collected: "Card sent to Stripe",
  processed: "Payment prepared",
  authenticated: "3-D Secure",
  confirmed: "Payment confirmed",
  webhook: "Webhook received from Stripe",
  paid: "Marked as paid",
};

const NAMES_OF_FAILURES = {
  collected: "Card not accepted",
  processed: "Payment not prepared",
  authenticated: "3-D Secure failed",
  confirmed: "Payment refused",
};

/**
 * The steps of one payment, as far as they have come.
 *
 * @param {HTMLElement} list
 * @param {(keyof typeof NAMES)[]} expected Steps to show from the start.
 */
export function createTimeline(list, expected) {
  const steps = new Map(expected.map((step) => [step, { state: "next", detail: "" }]));
  let shownIn = list;
  const draw = () => {
    const order = Object.keys(NAMES).filter((step) => steps.has(step));
    shownIn.replaceChildren(...order.map((step) => item(step, steps.get(step))));
  };
  draw();
  return {
    /** @param {"next" | "active" | "done" | "failed"} state */
    mark(step, state, detail = "") {
      steps.set(step, { state, detail });
      draw();
    },
    /** Forgets what a new try will say anew. */
    reset(...forgotten) {
      for (const step of forgotten) {
        if (expected.includes(step)) steps.set(step, { state: "next", detail: "" });
        else steps.delete(step);
      }
      draw();
    },
    /** Shows the same steps elsewhere. */
    moveTo(other) {
      shownIn.replaceChildren();
      shownIn = other;
      draw();
    },
  };
}

const SPOKEN = { next: "to come", active: "under way", done: "done", failed: "failed" };

function item(step, { state, detail }) {
  const name = (state === "failed" && NAMES_OF_FAILURES[step]) || NAMES[step];
  const spoken = make("span", { className: "announce" }, ` (${SPOKEN[state]})`);
  const lines = detail === "" ? [] : [make("span", { className: "detail" }, detail)];
  return make("li", { className: `is-${state}`, "data-step": step }, name, spoken, ...lines);
}
