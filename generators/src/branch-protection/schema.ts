// Made from schema.json by tools/schema-types.mjs.

/** States what guards the published branch, and who approves a publish, in apiops.yaml. */
export interface BranchProtectionSchema {
  /** How many people must approve a pull request. 1 unless stated. */
  readonly approvals?: number;
  /** Team that may merge past the rules in an emergency. None unless stated. */
  readonly breakGlass?: string;
  /** Teams, and people as @login, one of whom approves a publish. The owner on the * line of CODEOWNERS unless stated. */
  readonly reviewers?: readonly string[];
  /** Environments whose publishes are approved. The last one unless stated. */
  readonly environments?: readonly string[];
  /** Whether to state who approves a publish. --no-approval is for private GitHub repositories below Enterprise, whose environments have no reviewers. */
  readonly approval?: boolean;
}
