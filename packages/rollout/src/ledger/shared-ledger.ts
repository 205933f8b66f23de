import { ScmError, type BranchFile } from '@nx-apiops/scm';
import { compact, parseLedger } from './ledger-text.js';
import { emptyLedger, type Ledger } from './ledger.js';
import type { LedgerPort, OpenLedger } from './open-ledger.js';

/** Of each repository the newer entry. Pure. */
export function mergeLedgers(ours: Ledger, theirs: Ledger): Ledger {
  const entries = new Map(ours.entries);
  for (const [repository, entry] of theirs.entries) {
    const own = entries.get(repository);
    if (!own || Date.parse(own.updatedAt) < Date.parse(entry.updatedAt)) entries.set(repository, entry);
  }
  return { ...ours, entries };
}

/** Brings what other machines left on the branch into the ledger of this one. Throws `LEDGER_INVALID` and `ScmError`. */
export async function pullLedger(port: LedgerPort, branch: BranchFile, campaign: string): Promise<void> {
  const shared = parseLedger((await branch.read())?.text ?? '', branch.name).ledger;
  if (!shared || shared.campaign !== campaign) return;
  const own = parseLedger((await port.read()) ?? '', port.name).ledger ?? emptyLedger(campaign);
  if (own.campaign === campaign) await port.replace(compact(mergeLedgers(own, shared)));
}

const MOST_ATTEMPTS = 5;

/** Puts the ledger on the branch, together with what other machines have put there meanwhile. Throws `ScmError`. */
export async function pushLedger(ledger: OpenLedger, branch: BranchFile): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const own = ledger.ledger();
    const found = await branch.read();
    const shared = parseLedger(found?.text ?? '', branch.name).ledger;
    const text = compact(shared ? mergeLedgers(own, shared) : own);
    if (text === found?.text) return;
    try {
      await branch.write(text, { message: `Ledger of the rollout ${own.campaign}`, replaces: found?.version });
      return;
    } catch (error) {
      const isOutrun = error instanceof ScmError && error.code === 'SCM_BRANCH_CHANGED';
      if (!isOutrun || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
