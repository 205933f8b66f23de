import type { Setting, SettingHandlers } from '@nx-apiops/plan';

/** GitHub or Azure DevOps, as far as protection is concerned: what configuration wants of it, and how it is done. */
export interface ProtectionPort {
  /** For people: `acme/acme-apis on GitHub`. */
  readonly target: string;
  readonly handlers: SettingHandlers;
  /**
   * What `apiops.yaml` wants of the host. Throws `SCM_NAME_UNKNOWN` with all names that the host does not know, and
   * `SCM_REJECTED`, before anything is written.
   */
  settings(): Promise<readonly Setting[]>;
  /** Facts that a reader of the plan must know, such as rules of others that apply as well. */
  notes(): Promise<readonly string[]>;
}
