/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * Builds an element. Text goes in as text, never as HTML.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} properties Properties; names with a dash are set as attributes.
 * @param {...(Node | string)} children
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) element.setAttribute(name, String(value));
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

const VIEWS = ["shop", "donate", "pay", "done"];

/** Shows one view and marks its tab. */
export function show(view, tab = view) {
  for (const name of VIEWS) byId(name).hidden = name !== view;
  for (const link of document.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Says it to a screen reader. */
export function announce(text) {
  byId("announce").textContent = text;
}

/** Rows of a name and an amount, the last one as the sum. */
export function summary(lines, total) {
  return [
    ...lines.map(([name, price]) =>
      make("div", {}, make("span", {}, name), make("span", {}, price)),
    ),
    make("div", { className: "sum" }, make("span", {}, "Total"), make("span", {}, total)),
  ];
}
