import type { Hosting } from '@nx-apiops/config';

/** Flags of all commands on a campaign. */
export interface RolloutFlags {
  /** A name, or the file of a campaign. */
  readonly campaign: string;
  readonly hosting?: Hosting;
  readonly org?: string;
  /** Of Azure DevOps. */
  readonly project?: string;
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  /** Full names of repositories. */
  readonly only?: readonly string[];
  readonly title?: string;
  readonly what?: string;
  readonly why?: string;
  readonly draft?: boolean;
  readonly tools?: boolean;
  readonly onboard?: boolean;
  /** A file instead of the usual one. */
  readonly ledger?: string;
  /** Shares the ledger on a branch of this repository. */
  readonly ledgerRepository?: string;
}
