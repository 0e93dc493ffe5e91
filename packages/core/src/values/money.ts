/** Most digits an amount in minor units may have before arithmetic stops being exact. */
const EXACT_DIGITS = 15;
/** Eight digits, which Stripe takes of every account and card. */
const MAXIMUM = 99_999_999;
/** Twelve digits: the most that Stripe takes of any, and of all in these currencies. */
export const LARGEST_MAXIMUM = 999_999_999_999;
const TWELVE_DIGITS: ReadonlySet<string> = new Set(["idr"]);

const NO_DECIMALS: ReadonlySet<string> = new Set(
  "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "),
);
/** Sent in thousandths, of which Stripe wants the last digit to be 0. */
const THREE_DECIMALS: ReadonlySet<string> = new Set("bhd jod kwd omr tnd".split(" "));
/** Without decimals in use, but sent in hundredths: 5 ISK are 500. */
const WHOLE_HUNDREDS: ReadonlySet<string> = new Set(["isk", "ugx"]);
const TWO_DECIMALS: ReadonlySet<string> = new Set(
  `usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf
  cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr
  isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn
  nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb
  tjs top try ttd twd tzs uah ugx uyu uzs wst xcd yer zar zmw`.split(/\s+/),
);

/** In minor units. Exact only where the charge's currency is also the account's. Others have no published minimum. */
const MINIMUM: ReadonlyMap<string, number> = new Map([
  ["aed", 200],
  ["ars", 50],
  ["aud", 50],
  ["bgn", 100],
  ["brl", 50],
  ["cad", 50],
  ["chf", 50],
  ["cop", 50],
  ["czk", 1500],
  ["dkk", 250],
  ["eur", 50],
  ["gbp", 30],
  ["hkd", 400],
  ["huf", 17_500],
  ["idr", 50],
  ["ils", 50],
  ["inr", 50],
  ["jpy", 50],
  ["krw", 50],
  ["mxn", 1000],
  ["myr", 200],
  ["nok", 300],
  ["nzd", 50],
  ["php", 50],
  ["pln", 200],
  ["ron", 200],
  ["rub", 50],
  ["sek", 300],
  ["sgd", 50],
  ["thb", 1000],
  ["usd", 50],
  ["zar", 50],
]);

const UNSUPPORTED =
  "Stripe takes no charges in this currency: send the three-letter code of one that it supports.";

/**
 * How many decimals Stripe counts in a currency: 1 major unit is 10 ** exponent of what it is sent.
 *
 * @param currency Lower-case code.
 * @returns 0, 2 or 3; null for a currency that Stripe does not charge in.
 * @see https://docs.stripe.com/currencies (neither ISO 4217 nor `Intl`: ISK, UGX, HUF and TWD differ there)
 */
export function currencyExponent(currency: string): number | null {
  if (NO_DECIMALS.has(currency)) return 0;
  if (THREE_DECIMALS.has(currency)) return 3;
  return TWO_DECIMALS.has(currency) ? 2 : null;
}

/** The most that is charged in a currency, unless the account is known to take more. */
export function usualMaximum(currency: string): number {
  return TWELVE_DIGITS.has(currency) ? LARGEST_MAXIMUM : MAXIMUM;
}

/** The option `maxAmount`, by lower-case currency. */
export function readMaxAmounts(
  option: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, number> {
  return new Map(Object.entries(option).map(([code, most]) => [code.toLowerCase(), most]));
}

/**
 * Whether Stripe charges this amount. Nothing is rounded.
 *
 * @param amount Minor units, as they would be sent.
 * @param currency Lower-case code.
 * @param maxAmounts What the account takes, by lower-case currency, where that is more than usual.
 * @returns null, or one sentence that says why not.
 */
export function checkChargeable(
  amount: number,
  currency: string,
  maxAmounts: ReadonlyMap<string, number>,
): string | null {
  if (currencyExponent(currency) === null) return UNSUPPORTED;
  const name = currency.toUpperCase();
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    return `The amount is not a positive whole number of ${name}'s smallest unit: send one.`;
  }
  const minimum = MINIMUM.get(currency) ?? 1;
  if (amount < minimum) {
    return `The amount is below Stripe's minimum of ${minimum} in ${name}'s smallest unit: charge more.`;
  }
  const maximum = maxAmounts.get(currency) ?? usualMaximum(currency);
  if (amount > maximum) {
    return `The amount is above the maximum of ${maximum} in ${name}'s smallest unit: charge less, or in parts.`;
  }
  if (WHOLE_HUNDREDS.has(currency) && amount % 100 !== 0) {
    return `${name} has no decimals and is sent in hundredths: send a multiple of 100.`;
  }
  if (THREE_DECIMALS.has(currency) && amount % 10 !== 0) {
    return `${name} has three decimals of which Stripe takes two: send a multiple of 10.`;
  }
  return null;
}

/**
 * A decimal in the standard unit, as minor units. Exact: the digits are moved, nothing is multiplied.
 *
 * @param value `10.5` or `"10.50"`: digits, and a point with digits after it. No sign, exponent, space or separator.
 * @param currency Lower-case code.
 * @returns The amount, for `checkChargeable` to judge, or one sentence that says why it is not one.
 */
export function parseMajorAmount(
  value: number | string,
  currency: string,
): { amount: number } | { refusal: string } {
  const exponent = currencyExponent(currency);
  if (exponent === null) return { refusal: UNSUPPORTED };
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(String(value));
  if (match === null) {
    return { refusal: "The amount is not a plain decimal: send digits, as in 10.50." };
  }
  const [, whole = "", fraction = ""] = match;
  const decimals = WHOLE_HUNDREDS.has(currency) ? 0 : exponent;
  if (fraction.length > decimals) {
    const name = currency.toUpperCase();
    return {
      refusal: `The amount has more decimals than ${name}, which has ${decimals === 0 ? "none" : decimals}: send fewer.`,
    };
  }
  const digits = whole + fraction.padEnd(exponent, "0");
  if (digits.length > EXACT_DIGITS) {
    return { refusal: "The amount has more digits than can be charged: send a smaller one." };
  }
  return { amount: Number(digits) };
}
