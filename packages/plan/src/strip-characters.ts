/**
 * The text without any of `characters` at its end. Takes linear time, where a pattern such as `/\/+$/` takes quadratic
 * time on texts with many of these characters in the middle.
 */
export function stripEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** The text without any of `characters` at its beginning and its end. */
export function stripEnds(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start += 1;
  return stripEnd(text.slice(start), characters);
}
