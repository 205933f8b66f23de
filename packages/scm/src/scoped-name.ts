/** Names a variable or secret of an environment, or of the repository. */
export function scopedName(name: string, environment?: string): string {
  return environment === undefined ? name : `${environment}/${name}`;
}

/** Environments are named in lower case without slashes, so the first slash ends one. */
export function parseScopedName(text: string): { readonly environment?: string; readonly name: string } {
  const at = text.indexOf('/');
  return at < 0 ? { name: text } : { environment: text.slice(0, at), name: text.slice(at + 1) };
}
