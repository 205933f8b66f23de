import type { ApimClient } from '@nx-apiops/apim';
import type { Output } from './output.js';

/** Says once which collections were taken as empty because the tier of the instance does not have them. */
export function noteTier({ notInTier }: Pick<ApimClient, 'notInTier'>, output: Pick<Output, 'note'>): void {
  const collections = notInTier();
  if (collections.length === 0) return;
  output.note(`The tier of the instance does not have ${collections.join(', ')}: taken as empty.`);
}
