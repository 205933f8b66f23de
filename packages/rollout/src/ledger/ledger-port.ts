import { RolloutError } from '../errors.js';
import { advancedEntry, emptyLedger, withEntry, type Ledger, type LedgerStep } from './ledger.js';
import { compact, parseLedger, renderLedgerEntry, renderLedgerHeader } from './ledger-text.js';

/** Where a ledger is kept. */
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

/**
 * The ledger of a campaign as far as it got; a new one where there is none. A line that a killed run left is taken away, so
 * that the next one begins a line. Throws `LEDGER_INVALID` and, for another campaign's, `LEDGER_FOREIGN`.
 */
export async function openLedger(port: LedgerPort, campaign: string): Promise<Ledger> {
  const text = await port.read();
  const { ledger, isTorn } = parseLedger(text ?? '', port.name);
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

/** Records a step, and gives the ledger after it. Throws what `advance` throws, and then writes nothing. */
export async function recordStep(
  port: LedgerPort,
  ledger: Ledger,
  { at, ...step }: LedgerStep & { readonly at: string },
): Promise<Ledger> {
  const entry = advancedEntry(ledger, step, at);
  await port.append(renderLedgerEntry(entry));
  return withEntry(ledger, entry);
}
