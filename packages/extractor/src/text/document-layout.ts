/** How somebody writes JSON or YAML. */
export interface DocumentLayout {
  /** JSON, or YAML that is written as JSON is: in braces from the start. */
  readonly isJson: boolean;
  /** White space of one level; empty for JSON on one line. */
  readonly unit: string;
  /** Lists of plain values stand on one line. */
  readonly inlineLists: boolean;
  /** The dash of a list stands deeper than the key before it. */
  readonly indentSequences: boolean;
  readonly singleQuotes: boolean;
  /** Keys such as `200` stand without quotes. */
  readonly plainNumberKeys: boolean;
}

const DEFAULT_UNIT = '  ';

/** Tells the layout of a text with LF at the end of each line. */
export function documentLayout(text: string): DocumentLayout {
  const isJson = /^\s*[[{]/.test(text);
  return {
    isJson,
    unit: isJson ? jsonUnit(text) : yamlUnit(text),
    inlineLists: /\[[ \t]*[^[\]{}\s][^[\]{}\n]*\]/.test(text),
    indentSequences: isDeeper(/^( *)(?:[^\s#-]|-\S)[^\n]*:[ \t]*\n( *)- /m.exec(text)),
    singleQuotes: text.split(`: '`).length >= text.split(`: "`).length,
    plainNumberKeys: /^ *\d+:/m.test(text),
  };
}

function jsonUnit(text: string): string {
  const content = text.trim();
  return content.includes('\n') ? (/\n([ \t]+)\S/.exec(content)?.[1] ?? DEFAULT_UNIT) : '';
}

function yamlUnit(text: string): string {
  const [, outer = '', inner = ''] = /^( *)(?:[^\s#-]|-\S)[^\n]*:[ \t]*\n( +)[^\s#-]/m.exec(text) ?? [];
  return inner.length > outer.length ? ' '.repeat(inner.length - outer.length) : DEFAULT_UNIT;
}

function isDeeper(match: RegExpExecArray | null): boolean {
  const [, outer = '', inner = ' '] = match ?? [];
  return inner.length > outer.length;
}
