/**
 * Signs that move the cursor, change colours, break a line or turn the direction of what follows. Ids of orders and
 * messages come from outside: a terminal must show them, not obey them.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** The text on one line, with what a terminal would obey written out as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
