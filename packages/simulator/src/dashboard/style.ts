import { COLOURS } from "../pages/render-page.ts";

export const STYLE = `${COLOURS}
:root { --soft: #5a6378; --hair: #dde1ea; --link: #4338ca; --code: #f6f7fa;
  --good: #0f6b3c; --good-on: #e3f5ea; --bad: #a31f2e; --bad-on: #fde8ea; --warn: #7a4a00; --warn-on: #fdf1d6;
  --wait: #3730a3; --wait-on: #e6e6fb; --none: #454d62; --none-on: #e9ecf2; }
@media (prefers-color-scheme: dark) {
  :root { --soft: #a9b1c6; --hair: #333a50; --link: #a5b4fc; --code: #171b29;
    --good: #7ee2a8; --good-on: #153b28; --bad: #ffa3ab; --bad-on: #4a1d24; --warn: #f5cb74; --warn-on: #43320c;
    --wait: #b9c0ff; --wait-on: #2a2d63; --none: #c3c9d9; --none-on: #2e3549; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: .9375rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; } a.mono { text-underline-offset: .3em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .25rem; }
h1 { margin: 0; font-size: 1.375rem; line-height: 1.3; }
h2 { margin: 0 0 .75rem; font-size: 1rem; }
p { margin: 0 0 .75rem; max-width: 44rem; }
code, pre, .mono { font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: .5rem 0 0; padding: .75rem; border-radius: .5rem; background: var(--code); white-space: pre-wrap; }
pre + p { margin-top: .75rem; }
.soft { color: var(--soft); }
.small { font-size: .8125rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: .5rem; top: -4rem; padding: .5rem 1rem; background: var(--paper); z-index: 3; }
.skip:focus { top: .5rem; }

header { background: var(--paper); border-bottom: 1px solid var(--hair); }
.bar { max-width: 76rem; margin: 0 auto; padding: .75rem 1.5rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; }
.brand { margin: 0; font-weight: 700; }
.clock { margin-left: auto; position: relative; }
.clock summary { padding: .375rem .75rem; border: 1px solid var(--hair); border-radius: .5rem; font-variant-numeric: tabular-nums; }
.clock[open] > div { position: absolute; right: 0; z-index: 2; width: 20rem; max-width: calc(100vw - 2rem); margin-top: .375rem; padding: 1rem;
  background: var(--paper); border: 1px solid var(--hair); border-radius: .75rem; box-shadow: 0 8px 24px #0003; }
.tabs { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.tabs a { padding: .5rem 0; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; }
.tabs a:hover { color: var(--ink); }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-color: var(--link); }
#live { color: var(--soft); font-size: .8125rem; }
#live::before { content: ""; display: inline-block; width: .5rem; height: .5rem; margin-right: .375rem; border-radius: 50%; background: var(--soft); }
#live[data-state=live]::before { background: var(--good); }

.notice { position: sticky; top: 0; z-index: 1; }
.notice p { white-space: pre-line; max-width: 76rem; margin: 0 auto; padding: .625rem 1.5rem; }
.notice.good { background: var(--good-on); color: var(--good); }
.notice.bad { background: var(--bad-on); color: var(--bad); }

main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
main:focus { outline: none; }
.split { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr) 21rem; align-items: start; }
.split > * { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; } .top > * { margin: 0; } .top + * { margin-top: 1rem; } .back { margin: 0; }
.card { padding: 1.25rem; background: var(--paper); border: 1px solid var(--hair); border-radius: .75rem; min-width: 0; }
.card.flush { padding: 0; overflow: hidden; }
.card-top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; padding: 1rem 1.25rem .75rem; }
.card-top h2 { margin: 0; } .card-top .actions { flex-wrap: nowrap; align-items: center; } .card-top [role=search] { flex: 0 1 22rem; }
.endpoint + .endpoint { margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--hair); }
.empty { padding: 0 1.25rem 1.25rem; } .after { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .5rem; } .after .actions { margin: 0; }
.card.flush > h2 { padding: 1rem 1.25rem .75rem; margin: 0; }
.card.flush > p { padding: 0 1.25rem 1rem; margin: 0; }
.card > :last-child { margin-bottom: 0; }

table { width: 100%; border-collapse: collapse; }
th { white-space: nowrap; padding: .5rem 1rem; text-align: left; font-size: .8125rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--hair); }
td { padding: .75rem 1rem; vertical-align: top; border-bottom: 1px solid var(--hair); }
tbody tr:last-child td { border-bottom: 0; }
th:first-child, td:first-child { padding-left: 1.25rem; } th:last-child, td:last-child { padding-right: 1.25rem; }
td button { min-height: 2rem; font-size: .875rem; }
td > p { margin: .25rem 0 0; }
time span { white-space: nowrap; } time { font-variant-numeric: tabular-nums; }
.sum { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.large { font-size: 1.75rem; line-height: 1.2; white-space: normal; }
.badge { display: inline-block; padding: .0625rem .5rem; border-radius: .375rem; font-size: .8125rem; font-weight: 600; white-space: nowrap; }
.good { background: var(--good-on); color: var(--good); } .bad { background: var(--bad-on); color: var(--bad); }
.warn { background: var(--warn-on); color: var(--warn); } .wait { background: var(--wait-on); color: var(--wait); }
.none { background: var(--none-on); color: var(--none); }
.why { color: var(--bad); }
.chips { display: flex; flex-wrap: wrap; gap: .25rem; margin-top: .25rem; }
.chip { padding: 0 .5rem; border: 1px solid var(--hair); border-radius: .375rem; font-size: .8125rem; color: var(--soft); }
.chip b { font-weight: 600; color: var(--ink); }
dl { margin: 0; display: grid; gap: .5rem; }
dl > div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .125rem 1rem; }
aside dl > div { grid-template-columns: minmax(0, 1fr); }
dt { color: var(--soft); font-size: .8125rem; } dd { margin: 0; }
details > summary { cursor: pointer; }
details + details { margin-top: .5rem; }

form { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.actions + .actions { margin-top: .75rem; }
td > * + .actions { margin-top: .5rem; }
.field { display: grid; gap: .25rem; min-width: 0; }
.field label, legend { font-size: .8125rem; color: var(--soft); }
.wide { flex: 1 1 14rem; }
input, select { min-height: 2.375rem; width: 100%; max-width: 100%; padding: .25rem .625rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--paper); color: inherit; font: inherit; }
.short { width: 8rem; }
button { min-height: 2.375rem; padding: .25rem .875rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--paper); color: inherit; font: inherit; font-weight: 600; white-space: nowrap; cursor: pointer; }
button:hover { background: var(--none-on); }
button.first { border-color: var(--accent); background: var(--accent); color: #fff; }
button.first:hover { filter: brightness(1.1); }
.pager { display: flex; justify-content: space-between; gap: 1rem; padding: .75rem 1.25rem; border-top: 1px solid var(--hair); }

@media (max-width: 60rem) { .split { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 44rem) {
  .bar { padding: .75rem 1rem 0; } main { padding: 1rem; } .notice p { padding: .625rem 1rem; }
  .bar { gap: .25rem .75rem; } .tabs { gap: 0 .625rem; font-size: .875rem; } .clock summary { padding: .25rem .5rem; font-size: .8125rem; }
  #live[data-state=live] { font-size: 0; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: .75rem 1rem; border-bottom: 1px solid var(--hair); }
  tbody tr:last-child { border-bottom: 0; }
  td, td:first-child, td:last-child { padding: .125rem 0; border: 0; } td:last-child > time { font-size: .8125rem; color: var(--soft); } .utc { display: none; }
  td:not(:first-child, :last-child) { display: inline-block; vertical-align: top; max-width: 100%; margin-right: .75rem; } td[data-name]:empty { display: none; }
  dl > div { grid-template-columns: minmax(0, 1fr); }
.card-top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; padding: 1rem 1.25rem .75rem; }
.card-top h2 { margin: 0; } .card-top .actions { flex-wrap: nowrap; align-items: center; } .card-top [role=search] { flex: 0 1 22rem; }
.endpoint + .endpoint { margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--hair); }
.empty { padding: 0 1.25rem 1.25rem; } .after { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .5rem; } .after .actions { margin: 0; }
  .card { padding: 1rem; } .card.flush > h2, .card-top { padding: 1rem 1rem .5rem; } .endpoint + .endpoint { margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--hair); }
.empty { padding: 0 1rem 1rem; } .card.flush > p { padding: 0 1rem 1rem; }
}
`;
