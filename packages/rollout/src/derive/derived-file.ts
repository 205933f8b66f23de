import { createHash } from 'node:crypto';
import { isScalar, visit, type Document } from 'yaml';
import { withoutOwnLines } from './own-lines.js';

/** Begins every derived file, whichever version wrote it. */
const SIGN = '# Derived from apiops.yaml';

/** Path from the repository's root, and the content. */
export interface DerivedFile {
  readonly path: string;
  readonly text: string;
}

/** Whether a file was derived, and may therefore be replaced or removed. */
export function isDerived(text: string): boolean {
  return text.startsWith(SIGN);
}

/** What stands above the content of a derived file. */
export function derivedHeader(version: string): string {
  return `${SIGN} by nx-apiops ${version}. Change it there, then run: npx nx sync`;
}

const VERSION = /^# Derived from apiops\.yaml by nx-apiops (\S+)\. /;
const SEAL = /^# As derived: sha256:([0-9a-f]{64})$/;

/** What a derived file says of its making. */
export interface Derivation {
  /** Absent in files of 0.1. */
  readonly version?: string;
  /** Whether it stands as it was written, lines of the user at their places aside. Absent where no digest tells. */
  readonly isIntact?: boolean;
}

/**
 * A derived text with the digest of its lines below the header, so that an edit is told from an older version. What the
 * user writes at the marked places, and line ends, do not count.
 */
export function sealText(text: string): string {
  const [header = '', ...lines] = text.split('\n');
  return [header, `# As derived: sha256:${digestOf(text)}`, ...lines].join('\n');
}

/** By which version a file was derived; undefined for one that is not derived, and for files of 0.1. */
export function versionIn(text: string): string | undefined {
  return VERSION.exec(text)?.[1];
}

/** Undefined for a file that is not derived. */
export function readDerivation(text: string): Derivation | undefined {
  if (!isDerived(text)) return undefined;
  const plain = text.replaceAll('\r\n', '\n');
  const version = versionIn(plain);
  const [, digest] = SEAL.exec(plain.split('\n')[1] ?? '') ?? [];
  return {
    ...(version !== undefined && { version }),
    ...(digest !== undefined && { isIntact: digest === digestOf(withoutSeal(plain)) }),
  };
}

/** What a derived file says apart from its version, its digest and the lines of the user. */
export function derivedContent(text: string): string {
  const [, ...lines] = withoutSeal(text.replaceAll('\r\n', '\n')).split('\n');
  return withoutOwnLines(lines.join('\n'));
}

function withoutSeal(text: string): string {
  const lines = text.split('\n');
  return SEAL.test(lines[1] ?? '') ? lines.toSpliced(1, 1).join('\n') : text;
}

function digestOf(text: string): string {
  return createHash('sha256').update(withoutOwnLines(text)).digest('hex');
}

/** A file that is taken over as it is. */
export function derivedCopy(path: string, text: string, version: string): DerivedFile {
  return { path, text: `${derivedHeader(version)}\n${text}` };
}

/** A file made from an object. Lists of single values are written in one line. */
export function derivedDocument(path: string, document: Document, header: readonly string[]): DerivedFile {
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every((item) => isScalar(item));
    },
  });
  const comment = header.map((line) => (line.startsWith('# ') ? line : `# ${line}`)).join('\n');
  return {
    path,
    text: `${comment}\n${document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false })}`,
  };
}
