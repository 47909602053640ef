const TOKEN = "[!#$%&'*+.^_`|~0-9a-z-]+";
const TYPE = new RegExp(`^(${TOKEN}/${TOKEN})((?:[ \\t]*;.*)?)$`, 'is');
// A parameter, or none: `text/plain;` has an empty one.
const PARAMETER = new RegExp(
  `[ \\t]*;[ \\t]*(?:(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)"))?[ \\t]*`,
  'giy',
);

/** A media type with its parameters. Names are in lower case, and so are the type and its subtype. */
export type MediaType = {
  readonly type: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
};

/**
 * Reads a media type; nothing if it is malformed. A parameter can be there more than once.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-media-type
 */
export const parseMediaType = (text: string): MediaType | undefined => {
  const [, type, rest = ''] = TYPE.exec(text.trim()) ?? [];
  if (type === undefined) return undefined;
  const found = [...rest.matchAll(PARAMETER)];
  if (found.map(([part]) => part).join('') !== rest) return undefined;
  const parameters = found.flatMap(([, name, token, quoted = '']) =>
    name === undefined ? [] : [{ name: name.toLowerCase(), value: token ?? quoted.replace(/\\(.)/gs, '$1') }],
  );
  return { type: type.toLowerCase(), parameters };
};
