import { announce, byId, make } from "./dom.js";

const CARDS = [
  ["4242 4242 4242 4242", "Succeeds"],
  ["4000 0000 0000 3220", "Asks for 3-D Secure"],
  ["4000 0000 0000 0002", "Declined"],
  ["4000 0000 0000 9995", "Insufficient funds"],
  ["4000 0084 0000 1629", "3-D Secure, then declined"],
];

/** Lists Stripe's test cards. @param {(number: string) => void} [fill] Types one into the form; absent: it is copied. */
export function showTestCards(fill) {
  byId("tests").hidden = false;
  byId("tests-how").textContent = fill
    ? "No money moves. Choose one to fill in the form."
    : "No money moves. Choose one to copy it; any future date and any code will do.";
  const use = fill ?? ((number) => navigator.clipboard.writeText(number.replaceAll(" ", "")));
  byId("test-cards").replaceChildren(
    ...CARDS.map(([number, outcome]) =>
      make(
        "li",
        {},
        make(
          "button",
          {
            type: "button",
            onclick: async () => {
              await use(number);
              announce(`${fill ? "Filled in" : "Copied"}: ${number}, ${outcome}`);
            },
          },
          make("span", { className: "number" }, number),
          make("span", { className: "outcome" }, outcome),
        ),
      ),
    ),
  );
}
