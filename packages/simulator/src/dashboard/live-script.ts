/**
 * Asks for the page again while somebody looks at it and puts the new `<main>` in place of the old one, unless a field
 * or button in it has focus or text in it is selected. What was opened stays open, also after a button was pressed;
 * the place on the page stays as well. Without it everything works by reloading.
 */
export const LIVE_SCRIPT = `
const EVERY_MS = 1500;
const place = location.pathname;
const live = document.getElementById("live");
const main = document.getElementById("main");
const stored = JSON.parse(sessionStorage.getItem("dashboard") || "{}");
const opened = new Set(stored.place === place ? stored.opened : []);
const keep = (y) => sessionStorage.setItem("dashboard", JSON.stringify({ place, opened: [...opened], y }));

function reopen() {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
}

function isBusy() {
  const focused = document.activeElement;
  if (main.contains(focused) && focused !== main && !(focused.id && focused.matches("summary, a"))) return true;
  const selection = getSelection();
  return !selection.isCollapsed && main.contains(selection.anchorNode);
}

let shown = main.innerHTML;
async function refresh() {
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) throw new Error(response.statusText);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  document.getElementById("now").replaceWith(fresh.getElementById("now"));
  const content = fresh.getElementById("main").innerHTML;
  if (content === shown) return "Live";
  if (isBusy()) return "Paused while you work";
  const focusedId = main.contains(document.activeElement) ? document.activeElement.id : "";
  main.innerHTML = shown = content;
  reopen();
  if (focusedId) document.getElementById(focusedId)?.focus({ preventScroll: true });
  return "Live";
}

async function watch() {
  if (document.visibilityState === "visible") {
    const state = await refresh().catch(() => "The simulator does not answer");
    if (live.textContent !== state) live.textContent = state;
    live.dataset.state = state === "Live" ? "live" : "waiting";
  }
  setTimeout(watch, EVERY_MS);
}

addEventListener("toggle", ({ target }) => {
  if (!target.id || !main.contains(target)) return;
  if (target.open) opened.add(target.id);
  else opened.delete(target.id);
  keep();
}, true);
addEventListener("submit", () => keep(scrollY));
const bare = new URL(location.href);
bare.searchParams.delete("notice");
history.replaceState(null, "", bare);
reopen();
if (stored.place === place && stored.y) scrollTo(0, stored.y);
keep();
live.hidden = false;
live.textContent = "Live";
live.dataset.state = "live";
setTimeout(watch, EVERY_MS);
`;
