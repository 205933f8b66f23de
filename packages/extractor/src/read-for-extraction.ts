import {
  readPolicyIndex,
  readService,
  resourceKey,
  withoutImpliedTags,
  withoutUntouchedSamples,
  type ApimClient,
  type Resource,
  type ResourceId,
  type State,
} from '@nx-apiops/apim';
import type { ExtractorFilter } from '@nx-apiops/config';
import { applyFilter, filterSelection, isNamed, isSelected } from './extract-filter.js';
import { isPolicyIndexComplete, type ExtractionState } from './extraction-state.js';

export interface ExtractionInput {
  readonly client: ApimClient;
  readonly filter: ExtractorFilter | undefined;
  /** What the artifact folder holds. */
  readonly existing: State;
  /** What earlier runs found out. */
  readonly state: ExtractionState;
  /** Add what the selected resources refer to. */
  readonly transitive: boolean;
  readonly onResource?: (id: ResourceId) => void;
}

export interface Extraction {
  readonly live: State;
  /** Entries of the filter that matched nothing. */
  readonly unmatched: readonly string[];
  /** Samples of a new instance that were left out, as nobody changed or uses them. */
  readonly samples: readonly ResourceId[];
  /** To be kept for the next run; the same object where nothing was learned. */
  readonly state: ExtractionState;
  /** False for existing resources that this extraction did not look for, which therefore stay. */
  readonly inScope: (resource: Resource) => boolean;
}

/** Reads what the filter selects. Asks for every single policy only until the service's index has proven complete. */
export async function readForExtraction(input: ExtractionInput): Promise<Extraction> {
  const { client, filter, existing, state } = input;
  const trustPolicyIndex = state.completePolicyIndexes.includes(client.serviceId);
  const read = await readService(client, {
    ...filterSelection(filter, existing),
    trustPolicyIndex,
    ...(input.onResource && { onResource: input.onResource }),
  });
  const isWanted = (id: ResourceId): boolean => existing.has(resourceKey(id)) || isNamed(filter, id);
  const { state: used, samples } = withoutUntouchedSamples(withoutImpliedTags(read, existing), isWanted);
  const { state: live, unmatched } = applyFilter(used, filter, input);
  const learns = !filter && !trustPolicyIndex && isPolicyIndexComplete(await readPolicyIndex(client), read);
  return {
    live,
    unmatched,
    samples,
    state: learns ? { completePolicyIndexes: [...state.completePolicyIndexes, client.serviceId].sort() } : state,
    inScope: ({ id }) => isSelected(filter, id),
  };
}
