import {
  diffSpecifications,
  formatSpecification,
  parseYamlOrJson,
  type Specification,
  type SpecificationFormat,
} from '@nx-apiops/apim';
import { equalJson, type JsonObject } from '@nx-apiops/plan';
import { editDocument, type ParsedText } from '../text/edit-document.js';
import { textStyleOf, withTextStyle } from '../text/text-style.js';
import { parseDifferencePath } from './difference-path.js';
import { objectIn } from './json-members.js';
import { patchDocument } from './patch-document.js';

/**
 * The text of the file with what the live description says differently; comments, order, layout and all that the
 * service does not keep stay. Where that cannot be said in the file's format, the live description in the syntax of the
 * file, with its line ends. Pure. Throws `SPECIFICATION` for text that does not parse.
 */
export function editSpecification(file: Specification, live: Specification): string {
  if (diffSpecifications(file, live).length === 0) return file.text;
  const syntax = syntaxOf(file.format);
  if (syntax !== undefined && syntaxOf(live.format) !== undefined) {
    const before = {
      text: file.text,
      content: objectIn(parseYamlOrJson(file.text, `specification.${syntax}`)),
      syntax,
    };
    const after = settle(before, { file, live });
    if (after) return editDocument(before, after);
  }
  return withTextStyle(formatSpecification(live, file.format), textStyleOf(file.text));
}

/** Changes that settle one difference may show another one, in a named schema that is only now referred to. */
const MAX_ROUNDS = 8;
const ROUNDS = [false, true].flatMap((isCoarse) => Array.from({ length: MAX_ROUNDS }, () => ({ isCoarse })));

/** The content that means what the live description means; undefined where there is none in the file's format. */
function settle(
  { content }: ParsedText & { readonly content: JsonObject },
  { file, live }: { readonly file: Specification; readonly live: Specification },
): JsonObject | undefined {
  const liveContent = objectIn(parseYamlOrJson(live.text, `specification.${syntaxOf(live.format) ?? ''}`));
  let document = content;
  let differences = diffSpecifications(file, live);
  for (const round of ROUNDS) {
    const parsed = differences.map(({ path, before }) => ({ path: parseDifferencePath(path), live: before }));
    const patched = patchDocument({ document, live: liveContent }, parsed, round);
    if (!patched) return undefined;
    if (equalJson(patched, document)) continue;
    document = patched;
    differences = diffSpecifications({ format: asJson(file.format), text: JSON.stringify(document) }, live);
    if (differences.length === 0) return document;
  }
  return undefined;
}

function syntaxOf(format: SpecificationFormat): 'yaml' | 'json' | undefined {
  if (format.endsWith('-yaml')) return 'yaml';
  return format.endsWith('-json') ? 'json' : undefined;
}

function asJson(format: SpecificationFormat): SpecificationFormat {
  return format.startsWith('swagger') ? 'swagger-json' : 'openapi-json';
}
