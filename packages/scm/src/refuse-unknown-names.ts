import { ScmError } from './errors.js';

/** A name, and where it stands: `protection.breakGlass`. */
export interface NameUse {
  readonly place: string;
  readonly name: string;
}

/** All names that nobody has, in one error; `find` rejects with `SCM_NAME_UNKNOWN`. Throws `SCM_NAME_UNKNOWN`. */
export async function refuseUnknownNames(
  uses: readonly NameUse[],
  find: (name: string, use: NameUse) => Promise<unknown>,
): Promise<void> {
  const unknown: ScmError[] = [];
  const places: string[] = [];
  await Promise.all(
    uses.map(async (use) => {
      try {
        await find(use.name, use);
      } catch (error) {
        if (!(error instanceof ScmError) || error.code !== 'SCM_NAME_UNKNOWN') throw error;
        unknown.push(error);
        places.push(`  - ${use.place}: ${error.message}`);
      }
    }),
  );
  const [first] = unknown;
  if (!first) return;
  throw new ScmError('SCM_NAME_UNKNOWN', `apiops.yaml names who is not there:\n${places.sort().join('\n')}`, {
    ...(first.hint !== undefined && { hint: first.hint }),
  });
}
