import { askTheBank } from "./bank-dialog.js";
import { byId, make } from "./dom.js";

/** A refusal before our server was asked. What is wrong with one field stands at that field. */
class CardError extends Error {
  constructor(message, field = null) {
    super(message);
    this.field = field;
    if (field) complain(field, message);
  }
}

const FIELD_OF_CODE = {
  incorrect_number: "card-number",
  invalid_number: "card-number",
  invalid_expiry_month: "card-expiry",
  invalid_expiry_year: "card-expiry",
  invalid_cvc: "card-cvc",
  incorrect_cvc: "card-cvc",
};

/**
 * A plain card form that talks to the simulator with the publishable key, as Stripe's SDKs talk to Stripe.
 * For test cards only: with real keys `stripe-elements.js` takes its place.
 */
export function createCardForm({ api_base, publishable_key }) {
  const call = async (path, parameters) => {
    const response = await fetch(`${api_base}${path}`, {
      method: parameters ? "POST" : "GET",
      headers: { authorization: `Bearer ${publishable_key}` },
      ...(parameters && { body: new URLSearchParams(parameters) }),
    }).catch(() => {
      throw new CardError("Stripe could not be reached. Check your connection and try again.");
    });
    const body = await response.json();
    if (response.ok) return body;
    throw new CardError(body.error.message, byId(FIELD_OF_CODE[body.error.code]));
  };
  const retrieve = (clientSecret) => {
    const id = clientSecret.split("_secret")[0];
    return call(`/v1/payment_intents/${id}?client_secret=${encodeURIComponent(clientSecret)}`);
  };

  return {
    async mount(container) {
      container.replaceChildren(
        field("card-number", "Card number", "cc-number", "1234 1234 1234 1234", groupsOfFour),
        make(
          "div",
          { className: "row" },
          field("card-expiry", "Expiry", "cc-exp", "MM / YY", monthAndYear),
          field("card-cvc", "Security code", "cc-csc", "CVC", (text) => digits(text, 4)),
        ),
      );
    },
    fill(number) {
      byId("card-number").value = number;
      byId("card-expiry").value = "12 / 34";
      byId("card-cvc").value = "123";
      for (const id of ["card-number", "card-expiry", "card-cvc"]) complain(byId(id), "");
      byId("pay-button").focus();
    },
    async createPaymentMethod() {
      const number = digits(byId("card-number").value, 19);
      const [month = "", year = ""] = byId("card-expiry").value.split(" / ");
      const cvc = byId("card-cvc").value;
      const [missing] = [
        ["card-number", number.length < 12, "Enter the card number."],
        ["card-expiry", year.length !== 2, "Enter the expiry as MM / YY."],
        ["card-cvc", cvc.length < 3, "Enter the code on the back of the card."],
      ].filter(([, isMissing]) => isMissing);
      if (missing) throw new CardError(missing[2], byId(missing[0]));
      const method = await call("/v1/payment_methods", {
        type: "card",
        "card[number]": number,
        "card[exp_month]": String(Number(month)),
        "card[exp_year]": `20${year}`,
        "card[cvc]": cvc,
      });
      return { id: method.id, shown: `${method.card.brand} •••• ${method.card.last4}` };
    },
    async handleNextAction(clientSecret) {
      const intent = await retrieve(clientSecret);
      const action = intent.next_action;
      if (action === null) return "finished";
      const url = action.redirect_to_url?.url ?? action.use_stripe_sdk?.stripe_js;
      if (!url) throw new CardError("This payment needs a step that this page cannot show.");
      return askTheBank({
        url,
        paymentIntentId: intent.id,
        movedOn: () =>
          retrieve(clientSecret).then(
            ({ status }) => status !== "requires_action",
            () => false,
          ),
      });
    },
  };
}

function field(id, label, autocomplete, placeholder, tidy) {
  const input = make("input", {
    id,
    autocomplete,
    placeholder,
    inputMode: "numeric",
    "aria-describedby": `${id}-problem`,
    oninput: () => {
      const atEnd = input.selectionStart === input.value.length;
      if (atEnd) input.value = tidy(input.value);
      complain(input, "");
    },
  });
  const problem = make("p", { className: "problem", id: `${id}-problem`, hidden: true });
  return make("div", { className: "field" }, make("label", { htmlFor: id }, label), input, problem);
}

/** Shows what is wrong with a field, or, with no message, that nothing is. */
function complain(input, message) {
  const problem = byId(`${input.id}-problem`);
  problem.textContent = message;
  problem.hidden = message === "";
  input.setAttribute("aria-invalid", String(message !== ""));
}

const digits = (text, most) => text.replace(/\D/g, "").slice(0, most);
const groupsOfFour = (text) => digits(text, 19).replace(/(.{4})(?=.)/g, "$1 ");
function monthAndYear(text) {
  const [month, year] = [digits(text, 4).slice(0, 2), digits(text, 4).slice(2)];
  return year === "" ? month : `${month} / ${year}`;
}
