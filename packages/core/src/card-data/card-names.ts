/**
 * What a member is for, by its name:
 *
 * - `number`: a card's number, wherever it stands (`card_number`, `pan`).
 * - `anyNumber`: whatever its object is about has that number (`number`, `no`).
 * - `account`: the same, and never a card's without a sign of one.
 * - `code`: a card's security code, wherever it stands (`cvc`, `security_code`).
 * - `anyCode`: a security code where a card stands beside it or around it (`code`, `cid`).
 * - `expiry`, `holder`: what tells that the object is a card.
 * - `card`: an object of this name is a card. A text of this name is a `number`, too.
 * - `wrapper`: says nothing of what is in it (`data`, `payment`).
 * - `otherCard`: a card that nobody pays with (`gift_card`): its number is an id.
 */
export type CardName =
  | "number"
  | "anyNumber"
  | "account"
  | "code"
  | "anyCode"
  | "expiry"
  | "holder"
  | "card"
  | "wrapper"
  | "otherCard";

/** What may stand before the word that counts: `billing_card_number`, `payment_method_data[card][cvc]`. */
const OF =
  "(?:the|my|new|full|raw|payment|method|data|details|info|credit|debit|bank|billing|customer|payer|buyer|user|client|stripe)*";
const CARD = "(?:card|cc)";

const NAMES: readonly (readonly [CardName, string])[] = [
  ["otherCard", "(?:gift|loyalty|member|membership|rewards?|bonus|club|voucher|coupon).*"],
  ["number", `${OF}(?:${CARD}(?:numbers?|num|no|nr|pan|n)|pan|primaryaccountnumber)`],
  ["number", "(?:card)?track(?:[12]|data|[12]data)|paymentmethodid"],
  [
    "code",
    `${OF}${CARD}?(?:(?:cvc2?|cvv2?|cvn2?|cvd|csc|cav2|cv2)(?:code|number|num|no|value)?|securitycode)`,
  ],
  ["code", `${OF}${CARD}(?:security|verification)(?:code|number|num|value)?`],
  ["card", `${OF}${CARD}(?:data|details|info|information|object|form|fields)?`],
  ["card", "payment(?:method(?:data|details)?|instrument)"],
  [
    "expiry",
    `${OF}${CARD}?(?:exp(?:iry|iration)?(?:date|month|mm|year|yyyy|yy|monthyear)?|(?:valid|good)thru)`,
  ],
  ["holder", `${OF}(?:cardholder(?:name)?|nameoncard)`],
  ["anyNumber", "number|num|no|nr|digits"],
  ["account", "account(?:number|num|no)?"],
  ["anyCode", `${CARD}?(?:cid|code|(?:verification|security)(?:code|number|value))`],
  [
    "wrapper",
    "data|details|info|information|attributes|payload|body|form|fields|inputs?|params|parameters|request|payment|paymentdata|paymentdetails|paymentinfo|billing|checkout|value",
  ],
];
/** All in one, so that a name is looked at once. The n-th group is that of the n-th kind. */
const ANY = new RegExp(`^(?:${NAMES.map(([, pattern]) => `(${pattern})`).join("|")})$`);

/** Longer than any of the names above. */
const LONGEST = 64;

/** How a member's name is read: `cardNumber`, `card_number`, `CARD-NUMBER` and `card[number]` are one. */
export function readCardName(name: string): CardName | null {
  if (name.length > LONGEST) return null;
  const [, ...groups] = ANY.exec(plainName(name)) ?? [];
  return NAMES[groups.findIndex((group) => group !== undefined)]?.[0] ?? null;
}

function plainName(name: string): string {
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : name.normalize("NFKC");
  return plain.toLowerCase().replace(/[^a-z0-9]+/g, "");
}
