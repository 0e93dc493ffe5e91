import { invalidRequest } from "./stripe-failure.ts";

const PRESENTMENT =
  "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw".split(
    " ",
  );

const ZERO_DECIMAL = new Set(
  "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "),
);
const THREE_DECIMAL = new Set("bhd jod kwd omr tnd".split(" "));

/** Amounts must be a multiple: the last digit of three-decimal currencies, the ones that are sent ×100. */
const MULTIPLE = new Map([
  ...[...THREE_DECIMAL].map((currency) => [currency, 10] as const),
  ["isk", 100],
  ["ugx", 100],
]);

/** In minor units, for a charge that settles in its own currency. */
const MINIMUM = new Map(
  Object.entries({
    usd: 50,
    aed: 200,
    ars: 50,
    aud: 50,
    bgn: 100,
    brl: 50,
    cad: 50,
    chf: 50,
    cop: 50,
    czk: 1500,
    dkk: 250,
    eur: 50,
    gbp: 30,
    hkd: 400,
    huf: 17500,
    idr: 50,
    ils: 50,
    inr: 50,
    jpy: 50,
    krw: 50,
    mxn: 1000,
    myr: 200,
    nok: 300,
    nzd: 50,
    php: 50,
    pln: 200,
    ron: 200,
    rub: 50,
    sek: 300,
    sgd: 50,
    thb: 1000,
    zar: 50,
  }),
);

/** Eight digits, which Stripe takes of every account and card. */
const MAXIMUM = 99_999_999;
/** Twelve digits: the most that Stripe takes of any, and of all in these currencies. */
const LARGEST_MAXIMUM = 999_999_999_999;
const TWELVE_DIGITS = new Set(["idr"]);

const SYMBOLS = new Map([
  ["usd", "$"],
  ["eur", "€"],
  ["gbp", "£"],
  ["jpy", "¥"],
]);

/** @throws StripeFailure When Stripe does not take payments in this currency. */
export function checkCurrency(sent: string): string {
  const currency = sent.toLowerCase();
  if (PRESENTMENT.includes(currency)) return currency;
  throw invalidRequest(
    `Invalid currency: ${currency}. Stripe currently supports these currencies: ${PRESENTMENT.join(", ")}`,
    { param: "currency" },
  );
}

/**
 * What the accounts take, by currency, where it is more than usual.
 *
 * @throws TypeError For a currency that Stripe has not, or an amount that it takes of nobody.
 */
export function readMaxAmounts(
  option: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const entries = Object.entries(option).map(([code, most]) => [code.toLowerCase(), most] as const);
  for (const [currency, most] of entries) {
    if (!PRESENTMENT.includes(currency)) {
      throw new TypeError(`maxAmount names '${currency}', which Stripe does not charge in.`);
    }
    const usual = usualMaximum(currency);
    if (!Number.isInteger(most) || most < usual || most > LARGEST_MAXIMUM) {
      throw new TypeError(`maxAmount.${currency} must be from ${usual} to ${LARGEST_MAXIMUM}.`);
    }
  }
  return new Map(entries);
}

const usualMaximum = (currency: string) =>
  TWELVE_DIGITS.has(currency) ? LARGEST_MAXIMUM : MAXIMUM;

/**
 * @param maxAmounts What the accounts take, by currency, where it is more than usual.
 * @throws StripeFailure When the amount is too small, too large, or not a multiple that the currency asks for.
 */
export function checkAmount(
  amount: number,
  currency: string,
  maxAmounts: ReadonlyMap<string, number>,
): void {
  if (amount <= 0) {
    throw invalidRequest(
      "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents",
      { code: "parameter_invalid_integer", param: "amount" },
    );
  }
  const maximum = maxAmounts.get(currency) ?? usualMaximum(currency);
  if (amount > maximum) {
    throw invalidRequest(`Amount must be no more than ${formatAmount(maximum, currency)}`, {
      code: "amount_too_large",
      param: "amount",
    });
  }
  const multiple = MULTIPLE.get(currency) ?? 1;
  if (amount % multiple !== 0) {
    throw invalidRequest(
      `Invalid amount: amounts in ${currency} must be multiples of ${multiple}.`,
      {
        code: "parameter_invalid_integer",
        param: "amount",
      },
    );
  }
  const minimum = MINIMUM.get(currency) ?? 1;
  if (amount < minimum) {
    throw invalidRequest(`Amount must be at least ${formatAmount(minimum, currency)} ${currency}`, {
      code: "amount_too_small",
      param: "amount",
    });
  }
}

/** For people: `$1,234.50`, `¥500`. */
export function formatAmount(amount: number, currency: string): string {
  const digits = ZERO_DECIMAL.has(currency) ? 0 : THREE_DECIMAL.has(currency) ? 3 : 2;
  const major = (amount / 10 ** digits).toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${SYMBOLS.get(currency) ?? ""}${major}`;
}
