/** Tells the page that opened or embeds this one how it ended. */
export const DONE_SCRIPT = `
const result = JSON.parse(document.getElementById("result").textContent);
const message = { type: "chargeonce-simulator:3ds", ...result };
if (window.parent !== window) window.parent.postMessage(message, "*");
if (window.opener) window.opener.postMessage(message, "*");
`;

/** Colours that every page shares: what is written on `--paper` or `--accent` meets WCAG AA, light and dark. */
export const COLOURS = `
:root { color-scheme: light dark; --ink: #1a1f36; --paper: #fff; --ground: #f2f4f8; --accent: #4338ca; --line: #8a91a5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef0f6; --paper: #1d2233; --ground: #12151f; --accent: #5b5ef0; --line: #7a8299; }
}
`;

const STYLE = `${COLOURS}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 24rem; padding: 2rem 1.5rem; border-radius: .75rem; background: var(--paper);
  box-shadow: 0 1px 2px #0002, 0 8px 24px #0002; text-align: center; }
h1 { margin: 0 0 1rem; font-size: 1.125rem; }
p { margin: 0 0 1rem; }
.amount { font-size: 2rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
form { display: grid; gap: .75rem; }
button { min-height: 3rem; padding: .5rem 1rem; border: 1px solid var(--accent); border-radius: .5rem;
  background: var(--accent); color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
button.quiet { border-color: var(--line); background: transparent; color: inherit; }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

export function renderPage(content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated 3-D Secure</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Simulated 3-D Secure</h1>
${content}
</main>
</body>
</html>
`;
}
