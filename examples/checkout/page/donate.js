import { byId, make, show } from "./dom.js";
import { parseMoney } from "./money.js";

const MIN = 100;
const MAX = 50_000;

/**
 * Asks for a free amount.
 *
 * @param {(donation: { amount: number, currency: string }) => void} onDonation
 */
export function startDonation(onDonation) {
  show("donate");
  const form = byId("donation");
  const amount = byId("donation-amount");
  const hint = byId("donation-hint");
  form.addEventListener("change", (event) => {
    if (event.target.name === "preset") amount.value = `${event.target.value}.00`;
  });
  amount.addEventListener("input", () => {
    for (const preset of form.elements.preset) {
      preset.checked = Number(preset.value) * 100 === parseMoney(amount.value);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const minorUnits = parseMoney(amount.value);
    const wrong = minorUnits === null || minorUnits < MIN || minorUnits > MAX;
    amount.setAttribute("aria-invalid", String(wrong));
    hint.className = wrong ? "problem" : "hint";
    hint.replaceChildren(
      make("span", {}, wrong ? "Enter an amount from 1.00 to 500.00." : "From 1.00 to 500.00."),
    );
    if (wrong) amount.focus();
    else onDonation({ amount: minorUnits, currency: byId("donation-currency").value });
  });
}
