import { make } from "./dom.js";

const STRIPE_JS = "https://js.stripe.com/endive/stripe.js";

/** Stripe's own Payment Element and SDK: with real keys no card number touches this page. */
export async function createStripeElements({ publishable_key }) {
  await new Promise((resolve, reject) => {
    const onerror = () => reject(new Error("Stripe.js could not be loaded."));
    document.head.append(make("script", { src: STRIPE_JS, onload: resolve, onerror }));
  });
  const stripe = window.Stripe(publishable_key);
  let elements;

  return {
    async mount(container, { amount, currency }) {
      elements = stripe.elements({
        mode: "payment",
        amount,
        currency,
        paymentMethodCreation: "manual",
        allowedPaymentMethodTypes: ["card"],
        appearance: { variables: { colorPrimary: "#1f5c4d", borderRadius: "10px" } },
      });
      container.className = "field";
      elements.create("payment").mount(container);
    },
    async createPaymentMethod() {
      orThrow(await elements.submit());
      const { paymentMethod } = orThrow(await stripe.createPaymentMethod({ elements }));
      const { brand, last4 } = paymentMethod.card;
      return { id: paymentMethod.id, shown: `${brand} •••• ${last4}` };
    },
    async handleNextAction(clientSecret) {
      const { error } = await stripe.handleNextAction({ clientSecret });
      // A failed authentication is for the server to tell; whatever left the intent as it was is for the customer.
      return error?.payment_intent?.status === "requires_action" ? "left" : "finished";
    },
  };
}

function orThrow(result) {
  if (result.error) throw new Error(result.error.message);
  return result;
}
