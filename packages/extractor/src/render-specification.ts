import { formatSpecification, specificationFileName, type Specification } from '@nx-apiops/apim';
import type { ArtifactText } from './render-artifact.js';

/**
 * The specification file of an API. `previous` is what the file held: its format is kept.
 */
export function renderSpecification(
  live: Specification,
  toPath: (fileName: string) => string,
  previous?: Specification,
): ArtifactText {
  const format = previous?.format ?? live.format;
  return { path: toPath(specificationFileName(format)), text: formatSpecification(live, format) };
}
