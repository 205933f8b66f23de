const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/iy;
const ENTITIES = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi;
const LARGEST_CODE_POINT = 0x10ffff;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** The character that the entity at `offset` stands for, and its length as written; undefined where there is none. */
export function entityAt(text: string, offset: number): { readonly char: string; readonly length: number } | undefined {
  ENTITY.lastIndex = offset;
  const match = ENTITY.exec(text);
  const char = match && decode(match[1], match[2], match[3]);
  return match && char ? { char, length: match[0].length } : undefined;
}

/** Replaces the entities that XML predefines and numeric ones; leaves every other `&` as it is. */
export function decodeEntities(text: string): string {
  return text.replace(ENTITIES, (entity, name?: string, decimal?: string, hex?: string) => {
    return decode(name, decimal, hex) ?? entity;
  });
}

function decode(name: string | undefined, decimal: string | undefined, hex: string | undefined): string | undefined {
  if (name !== undefined) return NAMED[name.toLowerCase()];
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code <= LARGEST_CODE_POINT ? String.fromCodePoint(code) : undefined;
}

/** Escapes text for an XML text node or an attribute value between `delimiter`. */
export function escapeXml(text: string, delimiter = '"'): string {
  return text.replace(/[&<>"']/g, (char) => escapeChar(char, delimiter));
}

/** Like `escapeXml`, but keeps `&` where an entity stands already. */
export function escapeXmlKeepingEntities(text: string, delimiter = '"'): string {
  const special = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)|[<>"']/gi;
  return text.replace(special, (char) => escapeChar(char, delimiter));
}

function escapeChar(char: string, delimiter: string): string {
  return char === "'" && delimiter !== "'" ? char : (ESCAPES[char] ?? char);
}
