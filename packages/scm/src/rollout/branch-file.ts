import { systemClock, type Clock } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { blobOid } from './blob-oid.js';
import { isLostAnswer, lookThenWrite } from './lost-answer.js';

export interface BranchText {
  readonly text: string;
  /** The id that git gives to this text: the same text has the same version. */
  readonly version: string;
}

export interface BranchFileChange {
  /** The first line is the headline of the commit. */
  readonly message: string;
  /** The version that the text was made from; undefined where there was no file. */
  readonly replaces: string | undefined;
}

/**
 * One text file on a branch of its own, which several machines read and change. Each change is a commit that replaces
 * exactly what its writer had read: of two that replace the same, one is refused. A branch that is missing is made,
 * with no commit and no file but this one, so that nothing else in the repository runs for it.
 *
 * Every function throws `ScmError`.
 */
export interface BranchFile {
  /** For messages: the path, the branch and the repository. */
  readonly name: string;
  /** Undefined where the branch or the file does not exist; throws `SCM_NOT_FOUND` where the repository is not seen. */
  read(): Promise<BranchText | undefined>;
  /**
   * Answers the new version. Throws `SCM_BRANCH_CHANGED` where what is there is not `replaces`, and `SCM_REPOSITORY`
   * for empty repositories. Where the answer to the commit is lost, the file is looked at before anything is repeated;
   * only then the same text of another writer counts as written, so that a claim should say whose it is.
   */
  write(text: string, change: BranchFileChange): Promise<string>;
}

/** The newest commit of the branch, and the version of the file in it. */
export interface BranchFileLook {
  readonly head: string | undefined;
  readonly version: string | undefined;
}

/** What a host does, one request each where the branch exists. */
export interface BranchFileHost {
  readonly name: string;
  readonly clock?: Clock | undefined;
  /** Of any length. Undefined where the host finds nothing, whatever is missing. */
  readonly readText: () => Promise<string | undefined>;
  /** Of one commit. Throws `SCM_NOT_FOUND` where the repository is not seen. */
  readonly look: () => Promise<BranchFileLook>;
  /** One commit on top of what was found, only if that is still the newest; answers its oid. */
  readonly commit: (text: string, message: string, found: BranchFileLook) => Promise<string>;
  /** Whether the refusal tells that what was found is no longer the newest. */
  readonly isOutrun: (error: unknown) => boolean;
}

/** A writer that was the last to write does not look again, so that it sends one request for each change. */
export function branchFile(host: BranchFileHost): BranchFile {
  const { name, clock = systemClock } = host;
  let last: BranchFileLook | undefined;

  const write = async (text: string, { message, replaces }: BranchFileChange): Promise<string> => {
    const version = blobOid(text);
    const known = last?.version === replaces && replaces !== version ? last : undefined;
    let mayBeOurs = false;
    return lookThenWrite<BranchFileLook, string>({
      clock,
      look: (attempt) => (attempt === 1 && known ? Promise.resolve(known) : host.look()),
      done: (found) => {
        if (found.version === version && (mayBeOurs || version === replaces)) return version;
        if (found.version === replaces) return undefined;
        throw fileChanged(name);
      },
      write: async (found) => {
        last = undefined;
        try {
          last = { head: await host.commit(text, message, found), version };
          return version;
        } catch (error) {
          mayBeOurs ||= isLostAnswer(error);
          throw error;
        }
      },
      isOutrun: host.isOutrun,
    });
  };

  const read = async (): Promise<BranchText | undefined> => {
    const text = await host.readText();
    if (text !== undefined) return { text, version: blobOid(text) };
    // What is hidden from a token is answered like what does not exist: only the look tells them apart.
    const { version } = await host.look();
    const late = version === undefined ? undefined : await host.readText();
    return late === undefined ? undefined : { text: late, version: blobOid(late) };
  };

  return { name, read, write };
}

function fileChanged(name: string): ScmError {
  return new ScmError('SCM_BRANCH_CHANGED', `${name} is no longer what was read: somebody else changed it.`, {
    hint: 'Read it again, and repeat the change on what is there now.',
  });
}

/** A first commit would make its branch the default one. */
export function repositoryEmpty(fullName: string): ScmError {
  return new ScmError('SCM_REPOSITORY', `The repository ${fullName} is empty, so that it cannot have another branch.`, {
    hint: 'Commit a first file to its default branch, and run the command again.',
  });
}
