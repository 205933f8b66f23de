const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/iy;
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
  if (!match) return undefined;
  const [entity, name, decimal, hex = ''] = match;
  if (name !== undefined) return { char: NAMED[name.toLowerCase()] ?? '', length: entity.length };
  const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
  return code <= LARGEST_CODE_POINT ? { char: String.fromCodePoint(code), length: entity.length } : undefined;
}

/** Replaces the entities that XML predefines and numeric ones; leaves every other `&` as it is. */
export function decodeEntities(text: string): string {
  return text.replace(/&[^&;]{1,9};/g, (entity) => entityAt(entity, 0)?.char ?? entity);
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
