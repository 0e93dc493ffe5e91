import stringWidth from "string-width";
import type { Look, Tone } from "./look.ts";
import { printable } from "./printable.ts";

/** What stands in a cell; with a tone where it matters. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

export interface Column {
  /** As it stands before a single value: `came in`, `PaymentIntent`. */
  readonly title: string;
  readonly right?: boolean;
}

const GAP = "  ";

/**
 * Rows below titles. A column in which no row has anything is left out. Where the terminal is too narrow, each row
 * becomes its first cell with the others below it, by their titles: an id is never cut, so that it can be copied.
 */
export function table(
  look: Look,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string {
  const all = rows.map((row) => row.map(readCell));
  const told = columns.map((_, at) => all.some((row) => !isNothing(row[at]?.text)));
  const kept = <Item>(items: readonly Item[]) => items.filter((_, at) => told[at]);
  return layOut(look, kept(columns), all.map(kept));
}

/** Whether a cell says that there is nothing. */
function isNothing(text = ""): boolean {
  return text === "" || text === "-";
}

function layOut(
  look: Look,
  columns: readonly Column[],
  shown: readonly (readonly ShownCell[])[],
): string {
  const heads = columns.map(({ title }): ShownCell => ({ text: headOf(title), tone: "faint" }));
  const widths = heads.map((head, at) =>
    Math.max(stringWidth(head.text), ...shown.map((row) => stringWidth(row[at]?.text ?? ""))),
  );
  const total = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  if (look.width !== null && total > look.width) return stacked(look, columns, shown);
  const line = (cells: readonly ShownCell[]) =>
    cells
      .map(({ text, tone }, at) => {
        const padding = " ".repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(text)));
        const painted = tone === null ? text : look.paint(tone, text);
        return columns[at]?.right ? padding + painted : painted + padding;
      })
      .join(GAP)
      .trimEnd();
  return [heads, ...shown].map(line).join("\n");
}

/** `PAYMENT INTENT`: capitals do not show where a word of PaymentIntent ends. */
function headOf(title: string): string {
  return title.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toUpperCase();
}

interface ShownCell {
  readonly text: string;
  readonly tone: Tone | null;
}

function readCell(cell: Cell): ShownCell {
  return typeof cell === "string"
    ? { text: printable(cell), tone: null }
    : { text: printable(cell.text), tone: cell.tone };
}

function stacked(
  look: Look,
  columns: readonly Column[],
  rows: readonly (readonly ShownCell[])[],
): string {
  return rows
    .map(([first, ...others]) => {
      const pairs = others.flatMap(({ text, tone }, at) =>
        isNothing(text) ? [] : [{ title: columns[at + 1]?.title ?? "", text, tone }],
      );
      const lines: string[] = [];
      let room = 0;
      for (const { title, text, tone } of pairs) {
        const needed = stringWidth(`${title} ${text}`) + GAP.length;
        const pair = `${look.paint("faint", title)} ${tone === null ? text : look.paint(tone, text)}`;
        if (needed > room) {
          lines.push(`${GAP}${pair}`);
          room = (look.width ?? 0) - needed;
        } else {
          lines.push(`${lines.pop()}${GAP}${pair}`);
          room -= needed;
        }
      }
      return [look.paint("strong", first?.text ?? ""), ...lines].join("\n");
    })
    .join("\n");
}

/** Names and what they stand for, one a line. */
export function facts(look: Look, pairs: readonly (readonly [string, Cell])[]): string {
  const width = Math.max(...pairs.map(([name]) => stringWidth(name)));
  return pairs
    .map(([name, cell]) => {
      const { text, tone } = readCell(cell);
      const painted = tone === null ? text : look.paint(tone, text);
      return `${look.paint("faint", name.padEnd(width))}${GAP}${painted}`;
    })
    .join("\n");
}

/** A sentence in lines that fit, the first after `first`, the others indented as far. */
export function wrapped(look: Look, first: string, sentence: string): string {
  const room = Math.max(20, (look.width ?? Number.POSITIVE_INFINITY) - stringWidth(first));
  const lines: string[] = [];
  for (const word of printable(sentence).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && stringWidth(`${last} ${word}`) <= room) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  const rest = " ".repeat(stringWidth(first));
  return lines.map((line, at) => (at === 0 ? first : rest) + line).join("\n");
}
