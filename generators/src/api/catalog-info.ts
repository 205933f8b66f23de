import { isMap, parseDocument, stringify } from 'yaml';
import type { ApiDescription } from './read-description.js';

/** Annotation that says which text of the description the repository took over last. */
const DIGEST_ANNOTATION = 'nx-apiops/specification-digest';

export interface CatalogEntry {
  /** At most 63 letters, digits, hyphens, underscores and dots. */
  readonly name: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly lifecycle: string;
  readonly system: string;
  readonly station: string;
  readonly businessGoal: string;
  readonly description: Pick<ApiDescription, 'summary' | 'fileName' | 'kind' | 'digest'>;
}

/**
 * The entry of an API in a Backstage catalogue, with its APIOps Cycles station and business goal.
 * Source: https://backstage.io/docs/features/software-catalog/descriptor-format#kind-api
 */
export function renderCatalogInfo(entry: CatalogEntry): string {
  const { summary, fileName, kind, digest } = entry.description;
  return stringify(
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'API',
      metadata: {
        name: entry.name,
        title: entry.title,
        ...(summary !== undefined && summary !== '' && { description: summary }),
        ...(entry.tags.length > 0 && { tags: entry.tags }),
        annotations: {
          'apiopscycles.com/station': entry.station,
          'apiopscycles.com/business-goal': entry.businessGoal,
          [DIGEST_ANNOTATION]: digest,
        },
      },
      spec: {
        type: kind.catalogType,
        lifecycle: entry.lifecycle,
        owner: entry.owner,
        system: entry.system,
        definition: { $text: `./${fileName}` },
      },
    },
    { lineWidth: 0 },
  );
}

const DIGEST_PATH = ['metadata', 'annotations', DIGEST_ANNOTATION];

/** The digest in a catalogue entry; undefined where it says nothing, or is not readable. */
export function recordedDigest(text: string): string | undefined {
  const document = parseDocument(text);
  const digest = document.errors.length === 0 && isMap(document.contents) ? document.getIn(DIGEST_PATH) : undefined;
  return typeof digest === 'string' ? digest : undefined;
}

/** The text with another digest, comments kept; an entry without one stays as it is. */
export function withDigest(text: string, digest: string, fileName: string): string {
  if (recordedDigest(text) === undefined) return text;
  const document = parseDocument(text);
  document.setIn(DIGEST_PATH, digest);
  const definition = document.getIn(['spec', 'definition', '$text']);
  if (typeof definition === 'string' && /^\.\/specification\.\w+$/.test(definition)) {
    document.setIn(['spec', 'definition', '$text'], `./${fileName}`);
  }
  return document.toString({ lineWidth: 0 });
}
