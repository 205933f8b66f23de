import { join } from 'node:path';
import {
  campaignTarget,
  ledgerFile,
  lockLedger,
  openLedger,
  pullLedger,
  pushLedger,
  readPipelineSources,
  RolloutError,
  type Campaign,
  type OpenLedger,
  type RolloutScope,
} from '@nx-apiops/rollout';
import type { BranchFile } from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import { CliError } from '../errors.js';
import { openRollout, organizationOf, type Organization, type RolloutAccess } from './open-organization.js';
import { CAMPAIGNS_FOLDER, statedCampaign } from './resolve-campaign.js';
import type { RolloutFlags } from './rollout-flags.js';

/** A campaign, the organization that it is about, and the way there. */
export interface OpenCampaign extends RolloutAccess {
  readonly scope: RolloutScope;
  readonly campaign: Campaign;
  /** Absent: flags alone state it. */
  readonly file: string | undefined;
  /** Whether flags say something else than the file. */
  readonly isOverridden: boolean;
  readonly organization: Organization;
  /** Of nx-apiops. */
  readonly version: string;
}

/** Sends nothing. Throws errors of rollout, of the way to the host, `USAGE` and `FILE`. */
export async function openCampaign(
  flags: RolloutFlags,
  context: CommandContext,
  approved?: Campaign,
): Promise<OpenCampaign> {
  const sources = readPipelineSources();
  const { version } = sources;
  const organization = organizationOf(flags, context);
  const { campaign, file, isOverridden } = approved
    ? { campaign: approved, file: undefined, isOverridden: false }
    : await statedCampaign(flags, { version, organization: organization.organization });
  refuseUntold(campaign, organization);
  const scope: RolloutScope = { campaign, target: campaignTarget(campaign, sources), only: flags.only };
  const access = await openRollout(organization, context);
  return { ...access, scope, campaign, file, isOverridden, organization, version };
}

/** What a host does not tell of its repositories would select none. */
function refuseUntold({ select }: Campaign, { hosting }: Organization): void {
  if (hosting === 'github') return;
  const keys = (['topics', 'teams', 'properties'] as const).filter((key) => select[key] ?? select.exclude?.[key]);
  if (keys.length === 0) return;
  throw new RolloutError('CAMPAIGN_INVALID', `Azure DevOps has no ${keys.join(', no ')} to select by.`, {
    hint: 'Select by names, files or an explicit list.',
  });
}

export interface HeldLedger {
  readonly ledger: OpenLedger;
  readonly path: string;
  /** Puts it on the branch that other machines read, if there is one and it is time to. */
  readonly share: () => Promise<void>;
  /** Shares, and lets other processes write. */
  readonly release: () => Promise<void>;
}

type LedgerFlags = Pick<RolloutFlags, 'ledger' | 'ledgerRepository'>;

const SHARE_EACH_MS = 60_000;

/**
 * The ledger of a campaign in an organization, for this process alone, with what other machines shared. Throws
 * `LEDGER_BUSY`, errors of the ledger and, of a branch that it is shared on, `ScmError`.
 */
export async function holdLedger(opened: OpenCampaign, flags: LedgerFlags): Promise<HeldLedger> {
  const { campaign } = opened;
  const path = pathOf(opened, flags);
  const letGo = await lockLedger(path).catch((error: unknown) => {
    throw unusable(path, error);
  });
  try {
    const file = ledgerFile(path);
    const branch = branchOf(opened, flags);
    if (branch) await pullLedger(file, branch, campaign.name);
    const ledger = await openLedger(file, campaign.name, now);
    let sharedAt = Date.now();
    const share = async (): Promise<void> => {
      if (!branch || Date.now() - sharedAt < SHARE_EACH_MS) return;
      sharedAt = Date.now();
      await pushLedger(ledger, branch);
    };
    const release = async (): Promise<void> => {
      try {
        if (branch) await pushLedger(ledger, branch);
      } finally {
        await letGo();
      }
    };
    return { ledger, path, share, release };
  } catch (error) {
    await letGo();
    throw unusable(path, error);
  }
}

/** What the file system says no to is the user's to mend. */
function unusable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new CliError('FILE', `The ledger ${path} cannot be used: ${error.message}`, {
    hint: 'Name another one: --ledger FILE.',
    cause: error,
  });
}

/** The same for who looks on while another process writes: what is recorded is not kept then. */
export async function watchLedger(opened: OpenCampaign, flags: LedgerFlags): Promise<HeldLedger> {
  try {
    return await holdLedger(opened, flags);
  } catch (error) {
    if (!(error instanceof RolloutError) || error.code !== 'LEDGER_BUSY') throw error;
    const path = pathOf(opened, flags);
    const nothing = async (): Promise<void> => {};
    const port = { ...ledgerFile(path), append: nothing, replace: nothing };
    return { ledger: await openLedger(port, opened.campaign.name, now), path, share: nothing, release: nothing };
  }
}

function now(): Date {
  return new Date();
}

function pathOf(opened: OpenCampaign, { ledger }: LedgerFlags): string {
  return ledger ?? join(CAMPAIGNS_FOLDER, ledgerName(opened));
}

function branchOf(opened: OpenCampaign, { ledgerRepository }: LedgerFlags): BranchFile | undefined {
  return ledgerRepository === undefined ? undefined : opened.ledgerBranch(ledgerRepository, ledgerName(opened));
}

/** Each organization has its own: the same campaign may go through several. */
function ledgerName({ campaign: { name }, organization: { hosting, organization, project } }: OpenCampaign): string {
  const owner = [hosting, organization, ...(project === undefined ? [] : [project])].join('-');
  return `${name}.${owner.replace(/[^\p{L}\p{N}._-]/gu, '_')}.jsonl`;
}
