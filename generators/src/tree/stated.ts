/** The names that an option lists, without spaces around them and empty ones. */
export function statedNames(names: readonly string[] | undefined): readonly string[] {
  return [...new Set((names ?? []).map((name) => String(name).trim()).filter((name) => name !== ''))];
}
