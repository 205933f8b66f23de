import { dump } from 'js-yaml';
import { specificationDocument } from './specification/specification-document.js';
import { SPECIFICATION_FORMATS, type Specification, type SpecificationFormat } from './specification/specification.js';

/** The file that a specification of this format is written to: `specification.yaml`. */
export function specificationFileName(format: SpecificationFormat): string {
  return SPECIFICATION_FORMATS[format].fileNames[0];
}

/**
 * The text of a specification as it is written to a file, in the syntax (YAML or JSON) of `like`. Line ends are LF.
 * Throws `SPECIFICATION` if the text must be parsed and cannot.
 */
export function formatSpecification(specification: Specification, like: SpecificationFormat): string {
  const [from, to] = [syntaxOf(specification.format), syntaxOf(like)];
  if (from === undefined || to === undefined || from === to) return withFinalLineEnd(specification.text);
  const document = specificationDocument(specification);
  return to === 'json'
    ? `${JSON.stringify(document, undefined, 2)}\n`
    : dump(document, { lineWidth: -1, noRefs: true });
}

function syntaxOf(format: SpecificationFormat): 'yaml' | 'json' | undefined {
  if (format.endsWith('-yaml')) return 'yaml';
  return format.endsWith('-json') ? 'json' : undefined;
}

function withFinalLineEnd(text: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  return lines.endsWith('\n') ? lines : `${lines}\n`;
}
