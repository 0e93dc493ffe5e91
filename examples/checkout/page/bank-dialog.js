import { byId } from "./dom.js";

/**
 * Shows the bank's page in a dialog until it reports back, the intent moves on, or the customer leaves.
 *
 * @param {{ url: string, paymentIntentId: string, movedOn: () => Promise<boolean> }} options
 * @returns {Promise<"finished" | "left">}
 */
export function askTheBank({ url, paymentIntentId, movedOn }) {
  const dialog = byId("bank");
  const frame = byId("bank-frame");
  const origin = new URL(url).origin;
  return new Promise((resolve) => {
    const finish = (outcome) => {
      clearInterval(timer);
      window.removeEventListener("message", onMessage);
      dialog.onclose = null;
      dialog.close();
      frame.src = "about:blank";
      resolve(outcome);
    };
    const onMessage = (event) => {
      if (event.origin !== origin || event.source !== frame.contentWindow) return;
      if (event.data?.type !== "chargeonce-simulator:3ds") return;
      if (event.data.paymentIntent === paymentIntentId) finish("finished");
    };
    // A message can be lost, as when the bank's page leads back to the shop by itself.
    const timer = setInterval(async () => {
      if (await movedOn()) finish("finished");
    }, 2000);
    window.addEventListener("message", onMessage);
    dialog.onclose = () => finish("left");
    byId("bank-leave").onclick = () => finish("left");
    frame.src = url;
    dialog.showModal();
  });
}
