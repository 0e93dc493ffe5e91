import { joinPath } from "./check-json.ts";

/** More values than a body of 64 KiB holds; also the end of a structure that contains itself. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 64;

/** First digits of a network, as a range of numbers of one width, and how long its numbers are. */
interface NetworkRange {
  readonly from: number;
  readonly to: number;
  readonly lengths: readonly number[];
}

// No 13 (Visa's are extinct; German telephone numbers and bar codes look like them), no 17 or 18 (snowflake ids).
const USUAL = [16, 19];
const RANGES: readonly NetworkRange[] = [
  { from: 4, to: 4, lengths: USUAL }, // Visa
  { from: 51, to: 55, lengths: [16] }, // Mastercard
  { from: 2221, to: 2720, lengths: [16] }, // Mastercard, 2-series
  { from: 34, to: 34, lengths: [15] }, // American Express
  { from: 37, to: 37, lengths: [15] },
  { from: 6011, to: 6011, lengths: USUAL }, // Discover
  { from: 644, to: 659, lengths: USUAL },
  { from: 300, to: 305, lengths: [14, 16] }, // Diners Club
  { from: 3095, to: 3095, lengths: [14, 16] },
  { from: 36, to: 36, lengths: [14, 16] },
  { from: 38, to: 39, lengths: [14, 16] },
  { from: 3528, to: 3589, lengths: USUAL }, // JCB
  { from: 62, to: 62, lengths: USUAL }, // UnionPay
];

/** Groups of digits with spaces or dashes between them; not a part of an id, a decimal or a telephone number. */
const DIGIT_RUN = /(?<![\w.+]|\w-)[0-9]+(?:[\s\p{Pd}]{1,3}[0-9]+)*(?!\w|-\w|\.[0-9])/gu;

/**
 * Looks for a card's number, in values and in names: 14 to 19 digits with spaces or dashes, of a network's prefix and
 * length, with a right check digit. Times, serial ids, UUIDs, telephone numbers and bar codes are none.
 *
 * @param value Parsed JSON. Looked through to a depth of 64.
 * @returns The dotted path of the first (`card.number`, `items.0`; `""` for the value itself, `card.(name)` for a name),
 * never the number; null when there is none.
 */
export function findCardNumber(value: unknown): string | null {
  const stack: { value: unknown; path: string; depth: number }[] = [{ value, path: "", depth: 0 }];
  for (let seen = 0; seen < MAX_VALUES; seen++) {
    const next = stack.pop();
    if (next === undefined) return null;
    if (holdsCardNumber(next.value)) return next.path;
    if (typeof next.value !== "object" || next.value === null || next.depth === MAX_DEPTH) continue;
    const members = Object.entries(next.value);
    if (members.some(([name]) => holdsCardNumber(name))) return joinPath(next.path, "(name)");
    for (const [name, member] of members.reverse()) {
      stack.push({ value: member, path: joinPath(next.path, name), depth: next.depth + 1 });
    }
  }
  return null;
}

function holdsCardNumber(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) && isCardNumber(String(value));
  if (typeof value !== "string") return false;
  for (const [run] of value.matchAll(DIGIT_RUN)) {
    if (groupsHoldCardNumber(run.split(/[^0-9]+/))) return true;
  }
  return false;
}

/** Digits that may be a card's number, whatever stands around them. */
const ANY_RUN = /[0-9](?:[\s\p{Pd}]{0,3}[0-9]){13,}/gu;

/**
 * A text for people with "[card number]" in each one's place. Takes rather too much than too little: a long serial
 * number that happens to look like a card's goes too.
 */
export function removeCardNumbers(text: string): string {
  return text.replace(ANY_RUN, (run) => {
    const at = [...run.matchAll(/[0-9]/g)].map(({ index }) => index);
    const digits = at.map((index) => run[index]).join("");
    let clean = "";
    let kept = 0;
    for (let first = 0; first < digits.length; first++) {
      const length = LENGTHS.find((each) => isCardNumber(digits.slice(first, first + each)));
      if (length === undefined) continue;
      clean += `${run.slice(kept, at[first])}[card number]`;
      first += length - 1;
      kept = (at[first] ?? 0) + 1;
    }
    return clean + run.slice(kept);
  });
}

const LENGTHS: readonly number[] = [19, 16, 15, 14];

/** Tries neighbouring groups too: in "4242 4242 4242 4242 123" a security code follows. */
function groupsHoldCardNumber(groups: readonly string[]): boolean {
  return groups.some((_, first) => {
    let digits = "";
    for (let at = first; at < groups.length && digits.length < 19; at++) {
      digits += groups[at] ?? "";
      if (isCardNumber(digits)) return true;
    }
    return false;
  });
}

function isCardNumber(digits: string): boolean {
  return (
    passesLuhn(digits) &&
    RANGES.some(({ from, to, lengths }) => {
      const prefix = Number(digits.slice(0, String(from).length));
      return prefix >= from && prefix <= to && lengths.includes(digits.length);
    })
  );
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  [...digits].reverse().forEach((character, at) => {
    const digit = Number(character);
    // Every second digit from the right counts twice, as the sum of its double's digits.
    sum += at % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  });
  return sum % 10 === 0;
}
