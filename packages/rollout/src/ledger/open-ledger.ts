import { RolloutError } from '../errors.js';
import { advancedEntry, emptyLedger, type Ledger, type LedgerEntry, type LedgerStep } from './ledger.js';
import { compact, parseLedger, renderLedgerEntry, renderLedgerHeader } from './ledger-text.js';

/** Where a ledger is kept. One process at a time may write it. */
export interface LedgerPort {
  /** For messages. */
  readonly name: string;
  /** The whole text; undefined where there is none yet. */
  readonly read: () => Promise<string | undefined>;
  /** Resolves when the text is behind all others, and survives the end of the process. */
  readonly append: (text: string) => Promise<void>;
  /** Replaces the whole text: whoever reads finds the old one or the new one. */
  readonly replace: (text: string) => Promise<void>;
}

/** A ledger that is being written. */
export interface OpenLedger {
  readonly entry: (repository: string) => LedgerEntry | undefined;
  /**
   * Resolves when all of the steps survive the end of the process. Steps that are recorded while others are being
   * written go together; one that says nothing new is not written.
   */
  readonly record: (steps: readonly LedgerStep[]) => Promise<void>;
  readonly ledger: () => Ledger;
}

/**
 * The ledger of a campaign as far as it got; a new one where there is none. A line that a killed run left is taken away, so
 * that the next one begins a line. `now` tells the time. Throws `LEDGER_INVALID` and, for another campaign's,
 * `LEDGER_FOREIGN`.
 */
export async function openLedger(port: LedgerPort, campaign: string, now: () => Date): Promise<OpenLedger> {
  const { entries } = await readLedger(port, campaign);
  const all = new Map(entries);
  let waiting = '';
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    if (text !== '') await port.append(text);
  };
  return {
    entry: (repository) => all.get(repository),
    record: (steps) => {
      for (const step of steps) {
        const before = all.get(step.repository);
        const entry = advancedEntry(before, step, now().toISOString());
        if (before && saysTheSame(before, entry)) continue;
        all.set(entry.repository, entry);
        waiting += renderLedgerEntry(entry);
      }
      return (writing = writing.then(flush));
    },
    ledger: () => ({ version: 1, campaign, entries: new Map(all) }),
  };
}

async function readLedger(port: LedgerPort, campaign: string): Promise<Ledger> {
  const { ledger, isTorn } = parseLedger((await port.read()) ?? '', port.name);
  if (!ledger) {
    await port.replace(renderLedgerHeader(campaign));
    return emptyLedger(campaign);
  }
  if (ledger.campaign !== campaign) {
    throw new RolloutError('LEDGER_FOREIGN', `${port.name} is the ledger of the campaign ${ledger.campaign}.`, {
      hint: `Name another file for the campaign ${campaign}.`,
    });
  }
  if (isTorn) await port.replace(compact(ledger));
  return ledger;
}

function saysTheSame(before: LedgerEntry, after: LedgerEntry): boolean {
  return renderLedgerEntry(before) === renderLedgerEntry({ ...after, updatedAt: before.updatedAt });
}
