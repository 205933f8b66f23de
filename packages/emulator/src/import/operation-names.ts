import { stripEnd, stripEnds } from '@nx-apiops/plan';
import { parsingError } from './parsing-error.js';

/** Longest name that is made of an operationId; a number may follow. */
const MAX_LENGTH = 76;
const MAX_NUMBER = 999;
const VALID = /^[\w.-]{1,80}$/;

/**
 * Gives the operations of one document their names: a valid operationId stays as it is, others are normalised, and
 * without one the name is made of method and path.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions, but for the lower
 * case of valid ids, which recordings contradict.
 */
export class OperationNames {
  readonly #taken = new Set<string>();

  next(operationId: string | undefined, method: string, path: string): string {
    const wanted =
      operationId !== undefined && VALID.test(operationId) ? operationId : normalised(operationId, method, path);
    const name = this.#free(wanted);
    this.#taken.add(name.toLowerCase());
    return name;
  }

  #free(wanted: string): string {
    if (!this.#taken.has(wanted.toLowerCase())) return wanted;
    for (let number = 1; number <= MAX_NUMBER; number += 1) {
      const candidate = `${wanted.slice(0, MAX_LENGTH)}-${number}`;
      if (!this.#taken.has(candidate.toLowerCase())) return candidate;
    }
    throw parsingError([`There are more than ${MAX_NUMBER} operations named '${wanted}'.`]);
  }
}

function normalised(operationId: string | undefined, method: string, path: string): string {
  const text = operationId?.trim() ? operationId : `${method}-${path}`;
  const words = stripEnds(text.toLowerCase().replace(/[^a-z0-9_]+/g, '-'), '-');
  const name = stripEnd(words.slice(0, MAX_LENGTH), '-');
  return name === '' ? method.toLowerCase() : name;
}
