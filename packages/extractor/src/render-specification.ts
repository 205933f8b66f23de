import {
  formatSpecification,
  specificationFileName,
  type Specification,
  type SpecificationFormat,
} from '@nx-apiops/apim';
import type { ArtifactText } from './render-artifact.js';

/** The specification file of an API, in the syntax of `format`. */
export function renderSpecification(
  live: Specification,
  toPath: (fileName: string) => string,
  format: SpecificationFormat,
): ArtifactText {
  return { path: toPath(specificationFileName(format)), text: formatSpecification(live, format) };
}
