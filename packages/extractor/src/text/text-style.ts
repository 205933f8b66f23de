import { stripEnd } from '@nx-apiops/plan';
/** What a text has that its content does not tell. */
export interface TextStyle {
  readonly lineEnd: '\n' | '\r\n';
  readonly endsWithLineEnd: boolean;
}

/** The line end that most lines of a text have, and whether its last line has one. */
export function textStyleOf(text: string): TextStyle {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  return { lineEnd: windows * 2 > all ? '\r\n' : '\n', endsWithLineEnd: text.endsWith('\n') };
}

/** `text` with the line ends of `style`, and with or without one at its end, as `style` says. */
export function withTextStyle(text: string, { lineEnd, endsWithLineEnd }: TextStyle): string {
  const lines = toLf(text);
  const content =
    endsWithLineEnd === lines.endsWith('\n') ? lines : stripEnd(lines, '\n') + (endsWithLineEnd ? '\n' : '');
  return lineEnd === '\n' ? content : content.replaceAll('\n', lineEnd);
}

/** With LF at the end of every line. */
export function toLf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
