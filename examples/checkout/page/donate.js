import { byId, show } from "./dom.js";
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
  const judge = (wrong) => {
    amount.setAttribute("aria-invalid", String(wrong));
    hint.className = wrong ? "problem" : "hint";
    hint.textContent = wrong ? "Enter an amount from 1.00 to 500.00." : "From 1.00 to 500.00.";
  };
  form.addEventListener("change", (event) => {
    if (event.target.name !== "preset") return;
    amount.value = `${event.target.value}.00`;
    judge(false);
  });
  amount.addEventListener("input", () => {
    judge(false);
    for (const preset of form.elements.preset) {
      preset.checked = Number(preset.value) * 100 === parseMoney(amount.value);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const minorUnits = parseMoney(amount.value);
    const wrong = minorUnits === null || minorUnits < MIN || minorUnits > MAX;
    judge(wrong);
    if (wrong) amount.focus();
    else onDonation({ amount: minorUnits, currency: byId("donation-currency").value });
  });
}
