import type { ApiopsConfig } from '@nx-apiops/config';
import { derivedContent, isDerived, readDerivation, type DerivedFile } from '../derive/derived-file.js';
import { deriveTexts, keepOwnLines } from '../derive/derive-pipelines.js';
import { OWN_JOBS } from '../derive/github-workflows.js';
import { shownDifference } from '../derive/shown-difference.js';
import { ownKeys, readOwnLines, refuseLoss } from '../derive/own-lines.js';
import type { PipelineSources } from '../derive/pipeline-sources.js';
import { RolloutError } from '../errors.js';
import type { FileConflict } from './repository-plan.js';
import { pipelinePaths, readText, type RepositorySnapshot } from './repository-snapshot.js';

/** What becomes of a file: a new text, none any more, or a conflict. */
export type FileOutcome =
  { readonly path: string; readonly text: string | undefined } | (FileConflict & { readonly text?: never });

/**
 * What brings the derived pipelines to this version, without those that are in step. A file that stands as it was
 * derived, by whichever version, is replaced, and lines of the user at the places for them are kept. Any other edit is a
 * conflict, but for one that says just what the new text says. Pure.
 */
export function planDerivedFiles(
  snapshot: RepositorySnapshot,
  config: ApiopsConfig,
  sources: PipelineSources,
): readonly FileOutcome[] {
  const read = (path: string): string | undefined => readText(snapshot, path)?.replaceAll('\r\n', '\n');
  const ownJobs = (path: string): readonly string[] =>
    whenSound(() => ownKeys(readOwnLines(read(path) ?? '', path), OWN_JOBS)) ?? [];
  const derived = deriveTexts(config, sources, ownJobs);
  const wanted = new Set(derived.map(({ path }) => path));
  const unwanted = pipelinePaths(snapshot).filter((path) => !wanted.has(path) && isDerived(read(path) ?? ''));
  return [
    ...derived.flatMap((file) => outcomeOf(file, read(file.path))),
    ...unwanted.map((path) => removalOf(path, read(path) ?? '')),
  ];
}

function outcomeOf(file: DerivedFile, current: string | undefined): readonly FileOutcome[] {
  const { path } = file;
  if (current === undefined) return [file];
  return asOutcome({ path, current, wanted: file.text }, () => {
    const whole = keepOwnLines(file, current);
    if (whole.text === current) return [];
    const conflict = conflictOf(path, current, whole.text);
    return [conflict ?? whole];
  });
}

/** Undefined where nothing of the user would get lost. */
function conflictOf(path: string, current: string, wanted: string): FileConflict | undefined {
  const derivation = readDerivation(current);
  if (derivation?.isIntact) return undefined;
  if (derivation && derivedContent(current) === derivedContent(wanted)) return undefined;
  const difference = shownDifference(current, wanted);
  if (!derivation) {
    const message = `${path} has the name of a derived file, and is another one: rename it, or remove it.`;
    return { path, reason: 'foreign', message, difference };
  }
  if (derivation.isIntact === undefined) {
    const message = `${path} does not say what was derived, so that nobody can tell an edit: run npx nx migrate nx-apiops there.`;
    return { path, reason: 'unknown-origin', message, difference };
  }
  const message = `${path} was edited outside of the places for it: move the edit there or into apiops.yaml, or undo it with npx nx sync.`;
  return { path, reason: 'edited', message, difference };
}

function removalOf(path: string, current: string): FileOutcome {
  const [outcome] = asOutcome({ path, current, wanted: '' }, () => {
    refuseLoss(readOwnLines(current, path), path);
    if (readDerivation(current)?.isIntact) return [{ path, text: undefined }];
    const message = `${path} is not needed any more, but may have been edited: remove it, or keep it under another name.`;
    return [{ path, reason: 'edited', message, difference: [] }];
  });
  return outcome ?? { path, text: undefined };
}

function asOutcome(
  { path, current, wanted }: { readonly path: string; readonly current: string; readonly wanted: string },
  make: () => readonly FileOutcome[],
): readonly FileOutcome[] {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RolloutError)) throw error;
    const difference = shownDifference(current, wanted);
    const message = [error.message, error.hint?.replace(/ Nothing was written\.$/, '')].filter(Boolean).join(' ');
    return [{ path, reason: 'own-lines', message, difference }];
  }
}

function whenSound<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RolloutError) return undefined;
    throw error;
  }
}
