import { assertResourceName } from '@nx-apiops/apim';
import { CodedError } from '@nx-apiops/plan';
import { GeneratorError } from '../errors.js';

/** Shortest limit of the resources that get the name of an API, in characters. */
const MAX_LENGTH = 80;

/** Windows can neither check out such folders nor such files. */
const NOT_ON_WINDOWS = /["|]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Refuses names for new resources that API Management, git on Windows or a folder would refuse. Throws `NAME_INVALID`. */
export function assertNewName(name: string, what: string): void {
  try {
    assertResourceName(name, what);
  } catch (cause) {
    if (!(cause instanceof CodedError)) throw cause;
    throw new GeneratorError('NAME_INVALID', cause.message, {
      ...(cause.hint !== undefined && { hint: cause.hint }),
      cause,
    });
  }
  const reason = NOT_ON_WINDOWS.test(name)
    ? 'makes no folder on Windows'
    : name.length > MAX_LENGTH
      ? `is longer than ${MAX_LENGTH} characters`
      : name.includes(';rev=')
        ? 'is the name of a revision; revisions belong to an API'
        : undefined;
  if (reason === undefined) return;
  throw new GeneratorError('NAME_INVALID', `${what}: the name ${JSON.stringify(name)} ${reason}.`, {
    hint: 'Use letters, digits, hyphens and dots.',
  });
}
