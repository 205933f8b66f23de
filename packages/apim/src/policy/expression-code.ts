import type { PolicyExpression } from './find-expressions.js';
import { scanExpression } from './scan-expression.js';
import { decodeEntities, escapeXml, escapeXmlKeepingEntities } from './xml-entities.js';

/** True for a value that the service evaluates: `@(…)` or `@{…}`. */
export function isPolicyExpression(value: string): boolean {
  return /^\s*@[({]/.test(value);
}

/**
 * The C# code of an expression, whichever way it is written: plainly (`rawxml`) or with entities (`xml`). What would
 * be valid XML as it stands counts as escaped. In plainly written code an entity outside of strings is decoded, since
 * it cannot be C#, while one inside a string is text.
 */
export function expressionCode(text: string, expression: PolicyExpression): string {
  const written = text.slice(expression.start, expression.end);
  if (!written.includes('&')) return written;
  if (isValidXml(written, expression.delimiter)) {
    const code = decodeEntities(written);
    const scanned = scanExpression(code, 0, { inAttribute: true });
    if ('end' in scanned && scanned.end === code.length) return code;
  }
  return mapPieces(text, expression, { string: (piece) => piece, code: decodeEntities });
}

/** A plainly written expression with its special characters as entities, so that an XML parser accepts it. */
export function escapeExpression(text: string, expression: PolicyExpression): string {
  return mapPieces(text, expression, {
    string: (piece) => escapeXml(piece, expression.delimiter),
    code: (piece) => escapeXmlKeepingEntities(piece, expression.delimiter),
  });
}

function isValidXml(written: string, delimiter: string | undefined): boolean {
  if (written.includes('<')) return false;
  if (delimiter !== undefined && written.includes(delimiter)) return false;
  return !/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/i.test(written);
}

interface PieceMapping {
  /** For the content of strings between plain quotes. */
  readonly string: (piece: string) => string;
  /** For everything else. */
  readonly code: (piece: string) => string;
}

function mapPieces(text: string, { start, end, strings }: PolicyExpression, map: PieceMapping): string {
  const pieces: string[] = [];
  let at = start;
  for (const segment of strings) {
    if (segment.escaped) continue;
    pieces.push(map.code(text.slice(at, segment.start)), map.string(text.slice(segment.start, segment.end)));
    at = segment.end;
  }
  pieces.push(map.code(text.slice(at, end)));
  return pieces.join('');
}
