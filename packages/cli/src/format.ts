import { currencyExponent } from "@chargeonce/core";

/** An amount in the digits of its currency: `10.50 USD`, `1050 JPY`. */
export function formatAmount(amount: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const name = currency.toUpperCase();
  if (exponent === null) return `${amount} ${name} (in its smallest unit)`;
  if (exponent === 0) return `${amount} ${name}`;
  const sign = amount < 0 ? "-" : "";
  const digits = String(Math.abs(amount)).padStart(exponent + 1, "0");
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)} ${name}`;
}

/** An instant in UTC, to the second: `2026-11-23T10:00:00Z`. */
export function formatInstant(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** The same, or `-` for none. */
export function instantOrDash(instant: Date | null): string {
  return instant === null ? "-" : formatInstant(instant);
}

/** `1 payment`, `2 payments`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
