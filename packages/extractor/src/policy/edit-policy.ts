import { ApimError, parsePolicy, redactPolicySecrets, samePolicy, SECRET_MARKER } from '@nx-apiops/apim';
import { applySplices } from '../text/splice.js';
import { textStyleOf, toLf, withTextStyle } from '../text/text-style.js';
import { policySplices } from './policy-splices.js';
import { isParallel, twinPolicy } from './twin-policy.js';

export interface PolicyEdit {
  /** The file's text. */
  readonly file: string;
  /** The file's text with overrides: what was published. */
  readonly published: string;
  /** What the instance has; secrets in it are not written. */
  readonly live: string;
}

/**
 * The file's text with the elements and attributes changed in which the live policy means something else than what was
 * published; in the style of the file, with its comments. A policy that cannot be edited in place is written anew. Pure.
 * Throws `POLICY_XML` for a live policy that does not parse: what is secret in it cannot be told.
 */
export function editPolicy({ file, published, live }: PolicyEdit): string {
  if (samePolicy(published, live)) return file;
  const style = textStyleOf(file);
  const [own, meant, liveText] = [toLf(file), toLf(published), toLf(live)];
  const redacted = redactPolicySecrets(liveText, SECRET_MARKER);
  return withTextStyle(editInPlace({ own, meant, live: liveText, redacted }) ?? redacted, style);
}

interface Texts {
  readonly own: string;
  readonly meant: string;
  readonly live: string;
  readonly redacted: string;
}

/** Undefined for what does not parse, or does not mean afterwards what it should. */
function editInPlace({ own, meant, live, redacted }: Texts): string | undefined {
  try {
    const [ownTwin, liveTwin] = [twinPolicy(own, meant), twinPolicy(redacted, live)];
    if (ownTwin.written.root.name !== liveTwin.written.root.name) return undefined;
    const result = applySplices(own, policySplices(ownTwin, liveTwin));
    const isOverridden = ownTwin.meant !== ownTwin.written;
    const isRight = isOverridden
      ? isParallel(parsePolicy(result), parsePolicy(redacted))
      : samePolicy(redactPolicySecrets(result, SECRET_MARKER), redacted);
    return isRight ? result : undefined;
  } catch (error) {
    if (error instanceof ApimError) return undefined;
    throw error;
  }
}
