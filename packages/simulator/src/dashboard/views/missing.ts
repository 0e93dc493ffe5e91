import { html } from "../html.ts";
import { SECTIONS, type Section, type View } from "../visit.ts";

/** What is shown for an address that leads nowhere. */
export function missing(section: Section, sentence: string): View {
  const { name, path } = SECTIONS[section];
  const content = html`<section class="card"><h2>Not here</h2><p>${sentence} A restarted simulator has forgotten everything.</p><p><a href="${path}">${name}</a></p></section>`;
  return { section, title: "Not here", content, status: 404 };
}
