import { styleText } from "node:util";

/** What a text says by its colour too, never by it alone. */
export type Tone = "good" | "bad" | "warn" | "faint" | "strong";

/** How texts are to look where they are shown. */
export interface Look {
  /** Columns of the terminal; null where nobody looks, as in a pipe: then nothing is cut or wrapped. */
  readonly width: number | null;
  paint(tone: Tone, text: string): string;
}

const STYLES = { good: "green", bad: "red", warn: "yellow", faint: "dim", strong: "bold" } as const;

/** @param stream Where the text goes; `COLUMNS` counts where the stream knows no width. */
export function lookOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  { env, color }: { env: Readonly<Record<string, string | undefined>>; color: boolean },
): Look {
  const columns = /^[1-9][0-9]{0,4}$/.test(env.COLUMNS ?? "") ? Number(env.COLUMNS) : null;
  // https://no-color.org: any value but the empty one.
  const wanted = color && !env.NO_COLOR && stream.isTTY === true && env.TERM !== "dumb";
  return {
    width: stream.columns ?? columns,
    paint: (tone, text) =>
      wanted ? styleText(STYLES[tone], text, { validateStream: false }) : text,
  };
}
