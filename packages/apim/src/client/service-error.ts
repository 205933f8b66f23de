import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

export interface ErrorDetail {
  readonly code: string | undefined;
  /** The property or policy element that is meant. */
  readonly target: string | undefined;
  readonly message: string | undefined;
}

/** What a service says about a failure, whatever envelope it used. */
export interface ServiceError {
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly details: readonly ErrorDetail[];
}

const NO_ERROR: ServiceError = { code: undefined, message: undefined, details: [] };
const MAX_PLAIN_TEXT = 300;
const MAX_DESCRIPTION = 2_000;

/**
 * Reads the error from a response body: Azure's `{error: {code, message, details}}`, the same without `error`, Web
 * API's `{Message}`, storage's XML. Pages in HTML say nothing that helps and are left out.
 */
export function parseServiceError(body: string): ServiceError {
  const text = body.trim();
  if (text === '') return NO_ERROR;
  if (text.startsWith('<')) return storageError(text);
  const json = parseJson(text);
  if (json === undefined) return { ...NO_ERROR, message: text.slice(0, MAX_PLAIN_TEXT) };
  return isJsonObject(json) ? serviceErrorOf(json) : NO_ERROR;
}

/** Reads the error from a parsed body; see `parseServiceError`. */
export function serviceErrorOf(body: JsonObject): ServiceError {
  const error = isJsonObject(body.error) ? body.error : body;
  return {
    code: text(error.code),
    message: text(error.message) ?? text(error.Message),
    details: detailsOf(error.details),
  };
}

/** `ValidationError: One or more fields contain incorrect values: path: …`, on one line. Empty without any content. */
export function describeServiceError(error: ServiceError): string {
  const details = error.details.map(({ target, message, code }) =>
    [target, message ?? code].filter((part) => part !== undefined && part !== '').join(': '),
  );
  const sentences = [error.message, details.join('; ')].filter((part) => part !== undefined && part !== '').join(' ');
  const line = [error.code, sentences].filter((part) => part !== undefined && part !== '').join(': ');
  const compact = line.replace(/\s+/g, ' ').trim();
  return compact.length > MAX_DESCRIPTION ? `${compact.slice(0, MAX_DESCRIPTION)}…` : compact;
}

/** Replaces every occurrence of a secret, also as JSON, XML or URLs would write it. */
export function redactServiceError(error: ServiceError, secrets: readonly string[]): ServiceError {
  const forms = secretForms(secrets);
  if (forms.length === 0) return error;
  const redact = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : forms.reduce((result, form) => result.replaceAll(form, '***'), value);
  return {
    code: redact(error.code),
    message: redact(error.message),
    details: error.details.map(({ code, target, message }) => ({
      code: redact(code),
      target: redact(target),
      message: redact(message),
    })),
  };
}

function secretForms(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === '') continue;
    const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    forms.add(secret);
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(xml);
    forms.add(xml.replaceAll('"', '&quot;'));
    // Lone surrogates, which cannot be encoded, become what a server would have received.
    forms.add(encodeURIComponent(Buffer.from(secret).toString()));
  }
  // A secret that contains another must go first, or its rest would stay.
  return [...forms].sort((a, b) => b.length - a.length);
}

function detailsOf(details: Json | undefined): ErrorDetail[] {
  if (!Array.isArray(details)) return [];
  return details
    .filter(isJsonObject)
    .flatMap((detail) => [
      { code: text(detail.code), target: text(detail.target), message: text(detail.message) },
      ...detailsOf(detail.details),
    ]);
}

function storageError(xml: string): ServiceError {
  const code = /<Code>([^<]*)<\/Code>/.exec(xml)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(xml)?.[1];
  return { ...NO_ERROR, code, message };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
