import { type Path, pathText } from "../values/check-json.ts";
import { type CardName, readCardName } from "./card-names.ts";
import { holdsCardNumber, isPrintedCardNumber, removeCardNumbers } from "./card-number.ts";
import { createUnfolder, decodePercents } from "./unfold-text.ts";

/** What must never be here, and where it stands; the path never repeats it. */
export interface CardData {
  readonly what: "number" | "code";
  /** Dotted: `card.number`, `items.0.note.cvc`. */
  readonly path: string;
}

/** More values than a body of 64 KiB that passed `checkJson` holds, the texts in it unfolded. */
const MAX_VALUES = 40_000;
const MAX_DEPTH = 64;
/** JSON in a form in JSON. */
const MAX_UNFOLDED = 2;

/** What the objects around a member say it is about: a card, nothing yet, a card that nobody pays with, something else. */
type About = "card" | "open" | "otherCard" | "other";

/** What a scalar would have to be to be refused in its place; null where everything may stand. */
type Refused = "number" | "printedNumber" | "code" | "shortCode" | null;

interface Place {
  readonly path: Path;
  readonly depth: number;
  readonly unfolded: number;
  readonly about: About;
  readonly refused: Refused;
}

/**
 * Looks for a card's number or security code where a card would be: in a member named for one, or in an object that has
 * a number and an expiry or a code. Also in texts that are JSON or a form. An id elsewhere may pass every checksum.
 *
 * @param body JSON that `checkJson` has passed.
 * @returns The first, in the order of the text; null when there is none.
 */
export function findCardData(body: unknown): CardData | null {
  const unfold = createUnfolder();
  let values = 0;

  function find(value: unknown, place: Place): CardData | null {
    if (typeof value === "object" && value !== null) {
      if (place.depth === MAX_DEPTH) return null;
      return Array.isArray(value) ? findInList(value, place) : findInObject(value, place);
    }
    const what = whatIsRefused(value, place.refused);
    if (what !== null) return { what, path: removeCardNumbers(pathText(place.path)) };
    if (typeof value !== "string" || place.unfolded === MAX_UNFOLDED) return null;
    const inner = unfold(value);
    return inner === undefined ? null : find(inner, { ...place, unfolded: place.unfolded + 1 });
  }

  function findInList(list: readonly unknown[], place: Place): CardData | null {
    for (let at = 0; at < list.length && values < MAX_VALUES; at += 1) {
      values += 1;
      const value = list[at];
      if (isHarmless(value, place.refused)) continue;
      const path = { name: at, above: place.path };
      const found = find(value, { ...place, path, depth: place.depth + 1 });
      if (found !== null) return found;
    }
    return null;
  }

  function findInObject(object: object, place: Place): CardData | null {
    const members = membersOf(object);
    const tells = whatMembersTell(members, place.about);
    for (const { name, value, kind } of members) {
      values += 1;
      if (values > MAX_VALUES) return null;
      const refused = place.refused === "code" ? "code" : whatWouldBeRefused(kind, tells);
      if (isHarmless(value, refused)) continue;
      const found = find(value, {
        path: { name, above: place.path },
        depth: place.depth + 1,
        unfolded: place.unfolded,
        about: aboutWhat(place.about, kind),
        refused,
      });
      if (found !== null) return found;
    }
    return null;
  }

  return find(body, { path: null, depth: 0, unfolded: 0, about: "open", refused: null });
}

/** Whether there is nothing in it to look for: most of what a body holds. */
function isHarmless(value: unknown, refused: Refused): boolean {
  if (refused !== null) return value === null || typeof value === "boolean";
  return typeof value !== "string" && (typeof value !== "object" || value === null);
}

interface Member {
  readonly name: string;
  readonly value: unknown;
  readonly kind: CardName | null;
}

function membersOf(object: object): readonly Member[] {
  const entries: [string, unknown][] = Object.entries(object);
  const pair =
    entries.length > MOST_IN_PAIR ? undefined : entries.find(([name]) => NAMES.has(name));
  return entries.map(([name, value]) => {
    // In { name: "cvc", value: "123" } the value is named by its sibling.
    const isNamed = name === "value" && typeof pair?.[1] === "string";
    return { name, value, kind: readCardName(isNamed ? String(pair?.[1]) : name) };
  });
}

const NAMES: ReadonlySet<string> = new Set(["name", "key", "field"]);
const MOST_IN_PAIR = 6;

function aboutWhat(around: About, kind: CardName | null): About {
  if (around === "otherCard" || kind === "otherCard") return "otherCard";
  if (kind === "card" || kind === "number") return "card";
  return kind === "wrapper" ? around : "other";
}

interface Tells {
  readonly about: About;
  readonly isCard: boolean;
  /** Whether it is one, if it has a number. */
  readonly isCardWithNumber: boolean;
}

function whatMembersTell(members: readonly Member[], about: About): Tells {
  const isCard = about === "card" || members.some(tellsOfCard);
  return { about, isCard, isCardWithNumber: isCard || members.some(isCodeBesideNumber) };
}

function whatWouldBeRefused(
  kind: CardName | null,
  { about, isCard, isCardWithNumber }: Tells,
): Refused {
  if (kind === "code") return "code";
  if (about === "otherCard") return null;
  switch (kind) {
    case "number":
    case "card":
      return "number";
    case "anyCode":
      return isCard ? "shortCode" : null;
    case "account":
      return isCardWithNumber ? "number" : null;
    case "anyNumber":
      return isCardWithNumber ? "number" : about === "open" ? "printedNumber" : null;
    default:
      return null;
  }
}

/** A card expires with a month: an order does on a day. */
const MONTH = /^\s{0,9}\d{1,4}[^\p{L}\p{N}]{0,4}\d{2,4}\s{0,9}$/u;
const LATEST_MONTH = 999_999;

/** Whether a member says that its object is a card. */
function tellsOfCard({ kind, name, value }: Member): boolean {
  if (kind === null || value === null || value === "") return false;
  if (kind !== "expiry") return kind === "code" || kind === "holder";
  if (typeof value === "string") return /mm|month|yy|year/i.test(name) || MONTH.test(value);
  return typeof value === "number" ? value <= LATEST_MONTH : typeof value === "object";
}

/** Alone it may be the code of anything. */
function isCodeBesideNumber({ kind, value }: Member): boolean {
  return kind === "anyCode" && isShortCode(value);
}

function whatIsRefused(value: unknown, refused: Refused): CardData["what"] | null {
  switch (refused) {
    case "number":
      return holdsCardNumber(typeof value === "string" ? decodePercents(value) : value)
        ? "number"
        : null;
    case "printedNumber":
      return isPrintedCardNumber(value) ? "number" : null;
    case "code":
      return typeof value === "number" || (typeof value === "string" && value.trim() !== "")
        ? "code"
        : null;
    case "shortCode":
      return isShortCode(value) ? "code" : null;
    default:
      return null;
  }
}

function isShortCode(value: unknown): boolean {
  return (
    (typeof value === "string" || typeof value === "number") &&
    /^\s{0,9}\d{3,4}\s{0,9}$/.test(String(value))
  );
}
