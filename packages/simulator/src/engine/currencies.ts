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

/** Twelve digits, the most that cards take. */
const MAXIMUM = 999_999_999_999;

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

/** @throws StripeFailure When the amount is too small, too large, or not a multiple that the currency asks for. */
export function checkAmount(amount: number, currency: string): void {
  if (amount <= 0) {
    throw invalidRequest(
      "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents",
      { code: "parameter_invalid_integer", param: "amount" },
    );
  }
  if (amount > MAXIMUM) {
    throw invalidRequest(`Amount must be no more than ${formatAmount(MAXIMUM, currency)}`, {
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
