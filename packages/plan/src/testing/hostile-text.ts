import fc from 'fast-check';

/** Texts of what Markdown, HTML, terminals and code hosting services give a meaning, short enough to be shown in full. */
export const hostileText = fc.string({
  unit: fc.constantFrom(
    ...['<script>', '</details>', '&lt;', '`', '``', '|', '\\', '*', '_', '[', '](x)', '![', '@acme/team ', '#12 '],
    ...['$', '~~', 'https://evil.example', 'www.evil.example', ':+1:', '<!--', '> ', '- ', '1. ', 'a', ' ', '注'],
    ...['\n', '\n\n# ', '\r', '\t', '\u001b[2J', '\u009b', '\u202e', '\u200b', '\u{e0041}', '\ud83d'],
    ...['##vso[a.b] ', '##[x] ', '::x::'],
  ),
  maxLength: 9,
});
