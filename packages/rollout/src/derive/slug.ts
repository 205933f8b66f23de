import { stripEnds } from '@nx-apiops/plan';

/** The text as lower-case words with hyphens, for paths and for names that allow little: `Pet Store (v2)` → `pet-store-v2`. */
export function slugOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return stripEnds(words, '-');
}
