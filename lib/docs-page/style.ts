/** The style of the page. It follows the colours that the reader prefers. */
export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 60rem); gap: 2rem; margin: 0 1rem; }
nav { position: sticky; top: 0; max-height: 100vh; overflow: auto; font-size: 0.875rem; }
nav ul { list-style: none; padding: 0; }
nav li { padding: 0.125rem 0; }
section { border-top: 1px solid GrayText; }
table { border-collapse: collapse; font-size: 0.9375rem; }
th, td { border: 1px solid GrayText; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
td ul { margin: 0; padding-left: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.875rem; overflow-wrap: anywhere; }
pre, .scroll { overflow-x: auto; }
summary { cursor: pointer; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; max-height: none; } }
`;
