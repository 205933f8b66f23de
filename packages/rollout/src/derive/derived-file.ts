import { isScalar, visit, type Document } from 'yaml';

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
