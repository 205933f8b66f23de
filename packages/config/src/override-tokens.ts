/** `{#NAME#}` as the older toolkit has it, and `{#[NAME]#}` as apiops-cli has it. */
const TOKEN = /\{#([^{}#]+)#\}/g;

/** The name in a token, without blanks around it; undefined where there is none, or its brackets do not go together. */
function nameOf(inside: string): string | undefined {
  const trimmed = inside.trim();
  const isBracketed = trimmed.startsWith('[') && trimmed.endsWith(']');
  const name = isBracketed ? trimmed.slice(1, -1) : trimmed;
  return name === '' || name.includes('[') || name.includes(']') ? undefined : name.trim();
}

/** Gives the value of a token, usually from the environment variable of that name. An empty text counts as none. */
export type TokenLookup = (name: string) => string | undefined;

export interface TokenResult {
  readonly text: string;
  /** Whether any token was replaced: the text must then never be shown. */
  readonly isSecret: boolean;
  /** Tokens as written, and the names that the lookup gave no value for. */
  readonly missing: readonly { readonly token: string; readonly name: string }[];
}

/** Replaces the tokens of a text. Values are taken as they are: a token inside a value is not replaced again. */
export function replaceTokens(text: string, tokens: TokenLookup): TokenResult {
  const missing: { token: string; name: string }[] = [];
  let isSecret = false;
  const replaced = text.replace(TOKEN, (token, inside: string) => {
    const name = nameOf(inside);
    if (name === undefined) return token;
    const value = tokens(name);
    if (value === undefined || value === '') {
      missing.push({ token, name });
      return token;
    }
    isSecret = true;
    return value;
  });
  return { text: replaced, isSecret, missing };
}

/** Whether a text holds a token. */
export function hasToken(text: string): boolean {
  return [...text.matchAll(TOKEN)].some(([, inside = '']) => nameOf(inside) !== undefined);
}
