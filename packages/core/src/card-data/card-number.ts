/** First four digits of a network's numbers, and how long those are. */
interface NetworkRange {
  readonly from: number;
  readonly to: number;
  readonly lengths: readonly number[];
}

// No 13 (Visa's are extinct; German telephone numbers and bar codes look like them), no 17 or 18 (snowflake ids).
const USUAL = [19, 16];
const RANGES: readonly NetworkRange[] = [
  { from: 4000, to: 4999, lengths: USUAL }, // Visa
  { from: 5100, to: 5599, lengths: [16] }, // Mastercard
  { from: 2221, to: 2720, lengths: [16] }, // Mastercard, 2-series
  { from: 3400, to: 3499, lengths: [15] }, // American Express
  { from: 3700, to: 3799, lengths: [15] },
  { from: 6011, to: 6011, lengths: USUAL }, // Discover
  { from: 6440, to: 6599, lengths: USUAL },
  { from: 3000, to: 3059, lengths: [16, 14] }, // Diners Club
  { from: 3095, to: 3095, lengths: [16, 14] },
  { from: 3600, to: 3699, lengths: [16, 14] },
  { from: 3800, to: 3999, lengths: [16, 14] },
  { from: 3528, to: 3589, lengths: USUAL }, // JCB
  { from: 6200, to: 6299, lengths: USUAL }, // UnionPay
];

/** Where the digits from 0 to 9 begin that people type: Western, full-width, Arabic, Persian, Devanagari. */
const ZEROS = [0x30, 0xff10, 0x0660, 0x06f0, 0x0966];

/** Digits of one text with at most three separators between any two of them. */
interface Run {
  readonly digits: number[];
  /** Where each stands in the text. */
  readonly at: number[];
}

/**
 * Whether a text or number in a card's place holds a card's number: 14 to 19 digits of a network's prefix and length,
 * with a right check digit. They may stand in groups, with anything but letters between these.
 */
export function holdsCardNumber(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) && isCardNumber(String(value));
  return typeof value === "string" && runsOf(value, isBetweenGroups).some(hasWholeNumber(value));
}

/** How networks print their numbers. */
const PRINTED = /^(?:\d{4}(\D{1,3})\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}(\D{1,3})\d{6}\2\d{4,5})$/;
const LONGEST_PRINTED = 32;

/** Whether a text is a card's number and nothing else, in the groups in which it is printed: `4242 4242 4242 4242`. */
export function isPrintedCardNumber(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const text = value.trim();
  return text.length <= LONGEST_PRINTED && PRINTED.test(text) && holdsCardNumber(text);
}

/**
 * A text for people with "[card number]" in each one's place. Takes rather too much than too little: a long serial
 * number that happens to look like a card's goes too.
 */
export function removeCardNumbers(text: string): string {
  let clean = "";
  let kept = 0;
  for (const { digits, at } of runsOf(text, isSpaceOrDash)) {
    const lengthAt = cardNumbersOf(digits);
    for (let first = 0; first < digits.length; first += 1) {
      const [length] = lengthAt(first);
      if (length === undefined) continue;
      clean += `${text.slice(kept, at[first])}[card number]`;
      first += length - 1;
      kept = (at[first] ?? 0) + 1;
    }
  }
  return clean + text.slice(kept);
}

/** One walk over the text, whatever is in it. */
function runsOf(text: string, isSeparator: (code: number) => boolean): Run[] {
  const runs: Run[] = [];
  let run: Run = { digits: [], at: [] };
  let gap = 0;
  const end = () => {
    if (run.digits.length >= SHORTEST) runs.push(run);
    if (run.digits.length > 0) run = { digits: [], at: [] };
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const digit = digitOf(code);
    if (digit !== null) {
      run.digits.push(digit);
      run.at.push(at);
      gap = 0;
    } else {
      gap += 1;
      if (gap > MOST_SEPARATORS || !isSeparator(code)) end();
    }
  }
  end();
  return runs;
}

const SHORTEST = 14;
const MOST_SEPARATORS = 3;

function digitOf(code: number): number | null {
  if (code < 0x80) return code >= 0x30 && code <= 0x39 ? code - 0x30 : null;
  const zero = ZEROS.find((first) => code >= first && code < first + 10);
  return zero === undefined ? null : code - zero;
}

function isSpaceOrDash(code: number): boolean {
  if (code < 0x80) return code === 0x20 || code === 0x2d || (code >= 0x09 && code <= 0x0d);
  return /[\s\p{Pd}]/u.test(String.fromCharCode(code));
}

/** A letter beside a digit makes an id of both. */
function isBetweenGroups(code: number): boolean {
  return !isWord(code);
}

function isWord(code: number): boolean {
  if (code >= 0x80) return /[\p{L}\p{N}\p{Surrogate}]/u.test(String.fromCharCode(code));
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}

/** Neighbouring groups that together are a number: in "4242 4242 4242 4242 123" a security code follows. */
function hasWholeNumber(text: string): (run: Run) => boolean {
  const isOutside = (at: number) => at < 0 || at >= text.length || !isWord(text.charCodeAt(at));
  return ({ digits, at }) => {
    const lengthsAt = cardNumbersOf(digits);
    const begins = (first: number) => isOutside((at[first] ?? 0) - 1);
    const ends = (last: number) => isOutside((at[last] ?? 0) + 1);
    return digits.some(
      (_, first) => begins(first) && lengthsAt(first).some((length) => ends(first + length - 1)),
    );
  };
}

function isCardNumber(text: string): boolean {
  const digits = Array.from(text, Number);
  return cardNumbersOf(digits)(0).includes(digits.length);
}

const NONE: readonly number[] = [];

/** How long the card numbers are that begin at a digit. Sums are taken once, so that each answer costs the same. */
function cardNumbersOf(digits: readonly number[]): (first: number) => readonly number[] {
  // Sums of all digits before a place, where those at even or at odd places count twice.
  const sums = [new Uint32Array(digits.length + 1), new Uint32Array(digits.length + 1)] as const;
  digits.forEach((digit, at) => {
    const twice = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sums[0][at + 1] = (sums[0][at] ?? 0) + (at % 2 === 0 ? twice : digit);
    sums[1][at + 1] = (sums[1][at] ?? 0) + (at % 2 === 1 ? twice : digit);
  });
  const passesLuhn = (first: number, length: number) => {
    // The last digit counts once, the one before it twice, and so on.
    const sum = (first + length) % 2 === 0 ? sums[0] : sums[1];
    return ((sum[first + length] ?? 0) - (sum[first] ?? 0)) % 10 === 0;
  };
  const digit = (at: number) => digits[at] ?? 0;
  return (first) => {
    if (first + SHORTEST > digits.length) return NONE;
    const prefix =
      1000 * digit(first) + 100 * digit(first + 1) + 10 * digit(first + 2) + digit(first + 3);
    const range = RANGES.find(({ from, to }) => prefix >= from && prefix <= to);
    if (range === undefined) return NONE;
    return range.lengths.filter(
      (length) => first + length <= digits.length && passesLuhn(first, length),
    );
  };
}
