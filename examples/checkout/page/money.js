/** An amount for people. All currencies of this shop have two decimals. */
export function money(minorUnits, currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(minorUnits / 100);
}

/** An amount as the server counts it on the wire: 1450, or "14.50" where it takes the standard unit. */
export function onTheWire(minorUnits, amountUnit) {
  return amountUnit === "major" ? (minorUnits / 100).toFixed(2) : minorUnits;
}

/**
 * Reads an amount as a person types it, exactly: `7`, `7.5`, `7,50`.
 *
 * @returns {number | null} Minor units; null when it is no amount with at most two decimals.
 */
export function parseMoney(text) {
  const match = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}
