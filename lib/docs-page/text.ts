const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

export const codeOf = (text: string): string => `<code>${escaped(text)}</code>`;

/** A sentence as HTML: the part between two backticks is code. */
export const sentence = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

/** Markdown as the descriptions use it: paragraphs, and lists of lines that begin with a hyphen. */
export const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((block) =>
      block.startsWith('- ')
        ? `<ul>${block
            .split('\n')
            .map((line) => `<li>${sentence(line.slice(2))}</li>`)
            .join('')}</ul>`
        : `<p>${sentence(block)}</p>`,
    )
    .join('\n');

/** JSON that a reader opens. */
export const example = (summary: string, value: unknown): string =>
  `<details><summary>${sentence(summary)}</summary><pre>${escaped(JSON.stringify(value, null, 2))}</pre></details>`;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : `<div class="scroll" tabindex="0"><table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead><tbody>${rows
        .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
        .join('')}</tbody></table></div>`;
