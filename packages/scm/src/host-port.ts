import type { ApiopsConfig } from '@nx-apiops/config';
import type { Setting, SettingHandlers } from '@nx-apiops/plan';

/** GitHub or Azure DevOps, as far as protection is concerned: what configuration wants of it, and how it is done. */
export interface ProtectionPort {
  /** For people: `acme/acme-apis on GitHub`. */
  readonly target: string;
  readonly handlers: SettingHandlers;
  /**
   * What `apiops.yaml` wants of the host. Throws `SCM_PLAN_LIMIT`, `SCM_NAME_UNKNOWN` and `SCM_NOT_FOUND` with all
   * that the host cannot do or does not know, before anything is written.
   */
  settings(config: ApiopsConfig): Promise<readonly Setting[]>;
  /** Facts that a reader of the plan must know, such as rules of others that apply as well. */
  notes(config: ApiopsConfig): Promise<readonly string[]>;
}
