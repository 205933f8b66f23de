/** Where something stands in a file. Line and column count from one; a column is one UTF-16 code unit. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `file:line:column`, the form that terminals and editors make clickable. */
export function renderPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

/** Turns offsets into a text into places. YAML's line breaks are LF, CRLF and CR; a byte order mark is no column. */
export function placesOf(text: string, file: string): (offset: number) => Place {
  const lineStarts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (const lineBreak of text.matchAll(/\r\n?|\n/g)) lineStarts.push(lineBreak.index + lineBreak[0].length);
  return (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: Math.max(0, offset - (lineStarts[low] ?? 0)) + 1 };
  };
}
