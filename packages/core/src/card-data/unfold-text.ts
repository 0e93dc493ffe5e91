/** `cvc=123` */
const SHORTEST = 7;
/** Pairs that are read of one form; a card has a dozen. */
const MOST_PAIRS = 200;
/** How many texts may look like JSON and be none before it is no longer tried: each costs more than its length. */
const MOST_FAILURES = 32;

/** What a text carries that is JSON, or a form (`card[number]=…&card[cvc]=…`); undefined for any other text. */
export type Unfold = (text: string) => unknown;

/** Unfolds the texts of one body. */
export function createUnfolder(): Unfold {
  let failures = 0;

  function parseJson(text: string): unknown {
    if (failures === MOST_FAILURES) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      failures += 1;
      return undefined;
    }
  }

  return (text) => {
    if (text.length < SHORTEST) return undefined;
    if (/^\s*[[{]/.test(text)) return parseJson(text);
    return text.includes("=") ? parseForm(text) : undefined;
  };
}

function parseForm(text: string): object | undefined {
  // Of an address, what follows its question mark.
  const form = text.slice(text.indexOf("?") + 1);
  const pairs = form
    .split("&", MOST_PAIRS)
    .map((pair) => [pair, pair.indexOf("=")] as const)
    .filter(([, at]) => at > 0)
    .map(([pair, at]) => [decodePercents(pair.slice(0, at)), decodePercents(pair.slice(at + 1))]);
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

/** `4242%204242` → `4242 4242`. What cannot be decoded stays as it is. */
export function decodePercents(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}
