import type { Json } from '@nx-apiops/plan';

/** A string of Bicep, whatever is in it. Source: https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types */
export function bicepString(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('${', String.raw`\${`)
    .replaceAll(/\p{Cc}/gu, controlEscape);
  return `'${escaped}'`;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
]);

function controlEscape(character: string): string {
  return SHORT.get(character) ?? String.raw`\u{${character.charCodeAt(0).toString(16)}}`;
}

/** Gives texts names that Bicep takes, each another one. */
export function createSymbols(): (text: string) => string {
  const bySymbol = new Map<string, string>();
  return (text) => {
    const base = text.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');
    for (let number = 1; ; number++) {
      const symbol = number === 1 ? base : `${base}_${number}`;
      const owner = bySymbol.get(symbol) ?? text;
      if (owner !== text) continue;
      bySymbol.set(symbol, text);
      return symbol;
    }
  };
}

/** A block in braces. Members are lines, or blocks, already written. */
export function block(head: string, members: readonly string[]): string {
  return [`${head}{`, ...members.map(indent), '}'].join('\n');
}

export function list(head: string, items: readonly string[]): string {
  return [`${head}[`, ...items.map(indent), ']'].join('\n');
}

export function member(name: string, value: Json | undefined): string {
  return `${name}: ${bicepString(String(value))}`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
