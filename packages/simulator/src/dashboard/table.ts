import { type Content, type Html, html } from "./html.ts";

/**
 * A table that a narrow screen shows as cards. Changing `display` takes a table's meaning from it in browsers, so its
 * parts say their roles.
 */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Content[])[],
): Html {
  return html`<table role="table"><caption class="unseen">${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map(cell(columns))}</tr>\n`)}</tbody></table>`;
}

const cell = (columns: readonly string[]) => (content: Content, index: number) =>
  html`<td role="cell" data-name="${columns[index]}">${content}</td>`;

/** Names and values; absent values are left out. */
export function facts(entries: readonly (readonly [name: string, value: Content])[]): Html {
  const shown = entries.filter(
    ([, value]) => value !== null && value !== undefined && value !== false,
  );
  return html`<dl>${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}

/** What opens when asked for; stays open while the page refreshes, by its `id`. */
export function fold(id: string, summary: Content, content: Content): Html {
  return html`<details id="${id}"><summary id="${id}-summary">${summary}</summary>${content}</details>`;
}
