import { formatAmount } from "../engine/currencies.ts";
import { type Html, html } from "./html.ts";

export function money(amount: number, currency: string): string {
  return `${formatAmount(amount, currency)} ${currency.toUpperCase()}`;
}

/** Times are UTC, to the second. */
export function time(ms: number): Html {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}"><span>${iso.slice(0, 10)}</span> <span>${iso.slice(11, 19)}</span></time>`;
}

const UNITS = [
  ["day", 24 * 60 * 60_000],
  ["h", 60 * 60_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** How long until `ms`, in its largest unit. */
export function wait(ms: number, nowMs: number): string {
  const left = ms - nowMs;
  const [unit, size] = UNITS.find(([, size]) => left >= size) ?? [];
  if (unit === undefined) return "now";
  const count = Math.round(left / size);
  return `in ${count} ${unit === "day" && count > 1 ? "days" : unit}`;
}

export type Tone = "good" | "bad" | "warn" | "wait" | "none";

const TONES: ReadonlyMap<string, Tone> = new Map(
  Object.entries<Tone>({
    succeeded: "good",
    delivered: "good",
    won: "good",
    failed: "bad",
    lost: "bad",
    dropped: "bad",
    requires_action: "warn",
    requires_capture: "warn",
    needs_response: "warn",
    warning_needs_response: "warn",
    requires_confirmation: "wait",
    requires_payment_method: "wait",
    processing: "wait",
    pending: "wait",
  }),
);

export function badge(text: string, tone: Tone = TONES.get(text) ?? "none"): Html {
  return html`<span class="badge ${tone}">${text.replaceAll("_", " ")}</span>`;
}

/** Of an HTTP answer; null while there is none. */
export function statusBadge(status: number | null): Html {
  if (status === null) return badge("no answer yet", "wait");
  return badge(String(status), status < 300 ? "good" : status < 500 ? "warn" : "bad");
}

const LONGEST_TEXT = 20_000;

/** Keeps a page bounded, whatever somebody stored. */
export function shorten(text: string, longest = LONGEST_TEXT): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)} … and ${text.length - longest} more characters`;
}

/** A body for reading: JSON is indented, the rest stays as it is. */
export function code(text: string): Html {
  return html`<pre><code>${shorten(text)}</code></pre>`;
}

export function chips(metadata: Readonly<Record<string, string>>): Html | null {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return null;
  return html`<span class="chips">${entries
    .slice(0, 8)
    .map(
      ([name, value]) => html`<span class="chip"><b>${name}</b> ${shorten(value, 80)}</span> `,
    )}${entries.length > 8 && html`<span class="chip">and ${entries.length - 8} more</span>`}</span>`;
}
