import { escapeHtml } from "../pages/escape-html.ts";

/** No text from outside can carry it: JSON and forms know no symbols. */
const MARKUP = Symbol("markup");

/** Markup that may be sent as it is. */
export interface Html {
  readonly [MARKUP]: string;
}

/** What can stand in a template: texts are escaped, lists are joined, the absent leaves nothing. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

/** A template whose values are escaped, between tags and inside quoted attributes alike. */
export function html(texts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { [MARKUP]: String.raw({ raw: texts }, ...contents.map(toMarkup)) };
}

export function toMarkup(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (typeof content === "string") return escapeHtml(content);
  if (typeof content === "number") return String(content);
  if (MARKUP in content) return content[MARKUP];
  return content.map(toMarkup).join("");
}
