import {
  formatSpecification,
  specificationFileName,
  type Specification,
  type SpecificationFormat,
} from '@nx-apiops/apim';
import type { ArtifactText } from './render-artifact.js';
import { editSpecification } from './specification/edit-specification.js';

/** The specification file of an API, in the syntax of `format`. */
export function renderSpecification(
  live: Specification,
  toPath: (fileName: string) => string,
  format: SpecificationFormat,
): ArtifactText {
  return { path: toPath(specificationFileName(format)), text: formatSpecification(live, format) };
}

/** The specification file of an API after somebody changed the live one; see `editSpecification`. */
export function renderChangedSpecification(
  { file, live }: { readonly file: Specification; readonly live: Specification },
  toPath: (fileName: string) => string,
): ArtifactText {
  return { path: toPath(specificationFileName(file.format)), text: editSpecification(file, live) };
}
