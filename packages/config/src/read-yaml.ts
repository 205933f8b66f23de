import { EVENT_ID, parseEvents, YAMLException, type DocumentEvent, type Event } from 'js-yaml';
import { problemsError, type Problem } from './errors.js';
import { placesOf } from './place.js';
import { YamlTreeBuilder } from './yaml-tree-builder.js';
import type { YamlNode } from './yaml-node.js';

const MAX_DEPTH = 100;

/**
 * The one document of a YAML text with the place of every value, or undefined when there is none (an empty file, or
 * only comments). Aliases and merge keys (`<<`) are resolved.
 *
 * Refused, all such problems together in one `YAML_INVALID`: what is not YAML, more than one document, keys that are
 * given twice or are not text, `__proto__`, values nested more than a hundred deep, aliases that stand for more than
 * a hundred thousand values in all, tags outside the core schema, and numbers that JSON cannot carry exactly.
 */
export function readYaml(text: string, file: string): YamlNode | undefined {
  const placeAt = placesOf(text, file);
  const [first, ...others] = splitDocuments(parse(text, file));
  if (!first) return undefined;
  const problems: Problem[] = [];
  if (others.length > 0) {
    const message = `the file holds ${others.length + 1} YAML documents where one is expected; keep one`;
    problems.push({ at: placeAt(startOf(others[0]?.events[0])), path: '', message });
  }
  if (first.opening.directives.some((directive) => directive.kind === 'tag')) {
    problems.push({ at: placeAt(0), path: '', message: 'a %TAG directive is not supported; remove it' });
  }
  const builder = new YamlTreeBuilder({ text, events: first.events, placeAt, problems });
  const root = problems.length === 0 ? builder.build() : undefined;
  if (problems.length > 0) throw problemsError('YAML_INVALID', problems);
  return root;
}

interface DocumentEvents {
  readonly opening: DocumentEvent;
  readonly events: Event[];
}

/** Groups the flat stream: what stands between the opening of a document and its end. */
function splitDocuments(events: readonly Event[]): DocumentEvents[] {
  const documents: DocumentEvents[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) documents.push({ opening: event, events: [] });
    else documents.at(-1)?.events.push(event);
  }
  return documents;
}

function startOf(event: Event | undefined): number {
  if (event === undefined) return 0;
  if ('start' in event) return event.start;
  return 'valueStart' in event ? Math.max(0, event.valueStart) : 0;
}

function parse(text: string, file: string): Event[] {
  try {
    return parseEvents(text, { filename: file, maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const at = { file, line: (error.mark?.line ?? 0) + 1, column: (error.mark?.column ?? 0) + 1 };
    const message = `not readable as YAML: ${error.reason}`;
    const line = text.split(/\r\n?|\n/)[at.line - 1] ?? '';
    throw problemsError('YAML_INVALID', [{ at, path: '', message }], syntaxHint(line));
  }
}

/** The most common slips, told by the line that the parser stopped at. */
function syntaxHint(line: string): string {
  if (/^\s*\t/.test(line)) return 'Indent with spaces; YAML does not allow tabs there.';
  if (/\{#/.test(line)) return 'Put quotes around a value that holds a token: "{#NAME#}".';
  if (/:\s+[@`%]/.test(line)) return 'Put quotes around a value that begins with @, ` or %.';
  if (/:\s.*:\s/.test(line)) return 'Put quotes around a value that holds a colon followed by a space.';
  return 'Check the indentation, quotes and brackets of this line and the one above it.';
}
