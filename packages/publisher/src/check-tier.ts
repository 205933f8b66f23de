import { describeResource, requestShape, toCollectionPath, type ApimClient, type State } from '@nx-apiops/apim';
import { PublisherError } from './errors.js';

/** Most resources that an error names. */
const MOST_NAMED = 10;

/**
 * A note about the collections that the tier of the instance does not have, as far as the client met them. Throws
 * `PREFLIGHT` where a desired resource belongs to one of them, before anything is sent.
 */
export function checkTier(client: Pick<ApimClient, 'notInTier'>, desired: State): readonly string[] {
  const collections = client.notInTier();
  if (collections.length === 0) return [];
  const absent = new Set(collections);
  const refused = [...desired.values()]
    .map(({ id }) => id)
    .filter((id) => absent.has(requestShape(toCollectionPath(id))))
    .map(describeResource);
  if (refused.length > 0) {
    const more = refused.length > MOST_NAMED ? ` and ${refused.length - MOST_NAMED} more` : '';
    const named = refused.slice(0, MOST_NAMED).join(', ');
    throw new PublisherError('PREFLIGHT', `The tier of the instance does not offer: ${named}${more}.`, {
      hint: 'Remove them from the artifacts, or change the tier. Nothing was sent.',
    });
  }
  return [`The tier of the instance does not have ${collections.join(', ')}: taken as empty.`];
}
