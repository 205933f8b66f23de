/** Whether a name is what a filter of a list asks for: `*` stands for any text, and case does not matter. */
export function matchesGlob(name: string, glob: string): boolean {
  const parts = glob.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(name);
}
