import { ApimError } from '../errors.js';
import { canonicalPolicy } from './canonical-policy.js';

/**
 * Whether two policies mean the same; see `canonicalPolicy`. Where one of them does not parse, whether they are the
 * same text but for line ends.
 */
export function samePolicy(a: string, b: string): boolean {
  const [textA, textB] = [withLf(a), withLf(b)];
  if (textA === textB) return true;
  try {
    return canonicalPolicy(textA) === canonicalPolicy(textB);
  } catch (error) {
    if (error instanceof ApimError) return false;
    throw error;
  }
}

function withLf(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
