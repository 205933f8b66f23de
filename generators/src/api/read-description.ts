import {
  detectSpecification,
  SPECIFICATION_FORMATS,
  specificationInfo,
  type Specification,
  type SpecificationFormat,
} from '@nx-apiops/apim';
import { CodedError, stripEnd } from '@nx-apiops/plan';
import { createHash } from 'node:crypto';
import { GeneratorError } from '../errors.js';
import type { Source } from './read-source.js';
import type { SpecificationProblem } from './specification-problem.js';
import { validateGraphql } from './validate-graphql.js';
import { validateOpenApi } from './validate-openapi.js';
import { validateWsdl } from './validate-wsdl.js';

/** An API description that API Management can import, and what it says about the API. */
export interface ApiDescription {
  readonly specification: Specification;
  /** Name of the artifact file. */
  readonly fileName: string;
  readonly kind: DescriptionKind;
  readonly title?: string;
  readonly version?: string;
  readonly summary?: string;
  /** Absolute, without a slash at the end. */
  readonly serverUrl?: string;
  /** Short names the content, for telling whether it changed. */
  readonly digest: string;
  readonly warnings: readonly SpecificationProblem[];
}

/** What follows from the format of a description. */
export interface DescriptionKind {
  /** `type` of the API in API Management; absent for its default. */
  readonly apiType?: 'graphql' | 'soap';
  readonly backendProtocol: 'http' | 'soap';
  /** `spec.type` in the API catalogue. */
  readonly catalogType: string;
  readonly validate: (
    text: string,
    place: string,
  ) => readonly SpecificationProblem[] | Promise<readonly SpecificationProblem[]>;
}

const OPEN_API: DescriptionKind = { backendProtocol: 'http', catalogType: 'openapi', validate: validateOpenApi };

const KINDS: Readonly<Record<SpecificationFormat, DescriptionKind | undefined>> = {
  'openapi-yaml': OPEN_API,
  'openapi-json': OPEN_API,
  'swagger-yaml': OPEN_API,
  'swagger-json': OPEN_API,
  graphql: { apiType: 'graphql', backendProtocol: 'http', catalogType: 'graphql', validate: validateGraphql },
  wsdl: { apiType: 'soap', backendProtocol: 'soap', catalogType: 'wsdl', validate: validateWsdl },
  wadl: undefined,
};

const LISTED_PROBLEMS = 20;

/** Reads and checks a description. Throws `SPECIFICATION_INVALID` with the problems, each with its place. */
export async function readDescription(source: Source): Promise<ApiDescription> {
  const { place } = source;
  const specification = detect(source);
  const kind = KINDS[specification.format];
  if (!kind) {
    throw new GeneratorError('SPECIFICATION_INVALID', `${place} is a WADL document.`, {
      hint: 'Convert it to OpenAPI; WADL is published from the artifacts, but not made into new APIs.',
    });
  }
  const { title, version, description, serverUrl } = readInfo(specification, source);
  const problems = await kind.validate(specification.text, place);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw invalid(place, errors);
  const server = absoluteUrl(serverUrl, source.url);
  return {
    specification,
    fileName: SPECIFICATION_FORMATS[specification.format].fileNames[0],
    kind,
    ...(title !== undefined && { title: title.trim() }),
    ...(version !== undefined && { version }),
    ...(description !== undefined && { summary: firstParagraph(description) }),
    ...(server !== undefined && { serverUrl: server }),
    digest: digestOf(specification.text),
    warnings: problems.filter(({ severity }) => severity === 'warning'),
  };
}

/** `sha256:` and the hash of the text. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function detect({ fileName, place, text }: Source): Specification {
  try {
    return detectSpecification(fileName, text);
  } catch (cause) {
    throw unusable(place, cause);
  }
}

function readInfo(specification: Specification, { fileName, place }: Source): ReturnType<typeof specificationInfo> {
  try {
    return specificationInfo(specification, fileName);
  } catch (cause) {
    throw unusable(place, cause);
  }
}

function unusable(place: string, cause: unknown): unknown {
  if (!(cause instanceof CodedError)) return cause;
  return new GeneratorError('SPECIFICATION_INVALID', `${place} is no usable API description. ${cause.message}`, {
    hint: cause.hint ?? 'Use OpenAPI 3.0 or 3.1, Swagger 2.0, GraphQL SDL or WSDL 1.1.',
    cause,
  });
}

function invalid(place: string, errors: readonly SpecificationProblem[]): GeneratorError {
  const lines = errors.slice(0, LISTED_PROBLEMS).map(({ at, message }) => `  ${at}  ${message}`);
  if (errors.length > LISTED_PROBLEMS) lines.push(`  and ${errors.length - LISTED_PROBLEMS} more`);
  const count = errors.length === 1 ? 'a problem' : `${errors.length} problems`;
  return new GeneratorError('SPECIFICATION_INVALID', `${place} has ${count}:\n${lines.join('\n')}`, {
    hint: 'Correct the description where it is made. Nothing was written.',
  });
}

/** A relative server is relative to where the description was read from, as the OpenAPI standard says. */
function absoluteUrl(serverUrl: string | undefined, from: URL | undefined): string | undefined {
  if (serverUrl === undefined || serverUrl.includes('{')) return undefined;
  const base = from?.href;
  const url = URL.canParse(serverUrl)
    ? new URL(serverUrl)
    : base !== undefined && URL.canParse(serverUrl, base)
      ? new URL(serverUrl, base)
      : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  return stripEnd(`${url.origin}${url.pathname}`, '/');
}

function firstParagraph(text: string): string {
  return (text.trim().split(/\n\s*\n/)[0] ?? '').replace(/\s+/g, ' ');
}
