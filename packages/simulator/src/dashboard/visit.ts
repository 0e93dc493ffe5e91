import type { Simulator } from "../simulator.ts";
import type { DeliveryLog } from "../webhooks/delivery-log.ts";
import { type Content, type Html, html } from "./html.ts";

/** Where the dashboard is, on whatever host the simulator listens. */
export const HOME = "/dashboard";

/** One look at the dashboard. */
export interface Visit {
  readonly simulator: Simulator;
  readonly deliveries: DeliveryLog;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Where the visitor reaches the simulator, without a trailing slash. */
  readonly origin: string;
}

export const SECTIONS = {
  payments: { name: "Payments", path: HOME },
  events: { name: "Events", path: `${HOME}/events` },
  webhooks: { name: "Webhooks", path: `${HOME}/webhooks` },
  requests: { name: "Requests", path: `${HOME}/requests` },
  faults: { name: "Faults", path: `${HOME}/faults` },
} as const;

export type Section = keyof typeof SECTIONS;

/** What a page shows between header and end. */
export interface View {
  readonly section: Section;
  readonly title: string;
  readonly content: Html;
  /** 200 when absent. */
  readonly status?: number;
}

/** The address of this page, to come back to after a button. */
export function here({ path, query }: Pick<Visit, "path" | "query">, change: object = {}): string {
  const wanted = new URLSearchParams(query);
  wanted.delete("notice");
  for (const [name, value] of Object.entries(change)) wanted.set(name, String(value));
  const text = wanted.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** A form whose buttons do `action` and come back to this page. */
export function actionForm(visit: Visit, action: string, content: Content, kind = "actions"): Html {
  return html`<form method="post" action="${HOME}/do/${action}" class="${kind}">
<input type="hidden" name="back" value="${here(visit)}">${content}</form>`;
}

export const paymentPath = (id: string) => `${HOME}/payments/${encodeURIComponent(id)}`;
export const eventPath = (id: string) => `${HOME}/events/${encodeURIComponent(id)}`;
export const requestPath = (id: string) => `${HOME}/requests/${encodeURIComponent(id)}`;

/** Pages of a list; nothing when there is one. */
export function pager(visit: Visit, { page, pages }: { page: number; pages: number }): Html | null {
  if (pages === 1) return null;
  const link = (to: number, text: string) =>
    to < 1 || to > pages
      ? html`<span aria-hidden="true"></span>`
      : html`<a href="${here(visit, { page: to })}">${text}</a>`;
  return html`<nav class="pager" aria-label="Pages">${link(page - 1, "Newer")}<span>Page ${page} of ${pages}</span>${link(page + 1, "Older")}</nav>`;
}
