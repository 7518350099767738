export const FLAME_GRAPH_STYLE = `
:root { color-scheme: light dark; --text: #1c2024; --dim: #5b6570; --back: #ffffff; --line: #d5dae0; --same: #e4e7eb; --frame: 20px; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --dim: #9aa4ae; --back: #15181b; --line: #343a40; --same: #3a4148; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 16px 20px 90px; background: var(--back); color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 18px; margin: 0 12px 0 0; display: inline-block; }
p { margin: 8px 0 12px; max-width: 110ch; }
select, input, button { font: inherit; padding: 3px 6px; }
#benchmark { max-width: 70%; }
#search { width: 26ch; }
#controls { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin-bottom: 12px; }
#found, #legend { color: var(--dim); }
#legend { margin-left: auto; }
#legend i { display: inline-block; width: 14px; height: 14px; margin: 0 2px 0 10px; vertical-align: -2px; border-radius: 2px; }
.less { background: hsl(210 75% 62%); } .more { background: hsl(8 80% 62%); } .same { background: var(--same); }
#graph { position: relative; overflow: hidden; }
#graph button { position: absolute; height: calc(var(--frame) - 1px); margin: 0; padding: 0 4px; border: 0; border-radius: 2px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; text-align: left; font: 12px/19px ui-monospace, monospace; color: #16191c; cursor: pointer; }
#graph button.same { color: var(--text); background: var(--same); }
#graph button.faded { opacity: .28; }
#graph button.above { opacity: .6; }
#graph button:hover, #graph button:focus-visible { outline: 2px solid var(--text); outline-offset: -2px; opacity: 1; }
#details { position: fixed; left: 0; right: 0; bottom: 0; padding: 8px 20px; min-height: 62px; background: var(--back); border-top: 1px solid var(--line); white-space: pre-wrap; font: 12px/1.5 ui-monospace, monospace; }
`;
