interface ActionPin {
  readonly action: string;
  /** What the version resolves to. Absent: not verified by us, so the tag is used; replace it by the SHA that you trust. */
  readonly sha?: string;
  readonly version: string;
}

/** Every action that the generated workflows use. The one place to move them to newer versions. */
const ACTION_PINS = {
  checkout: { action: 'actions/checkout', sha: '3d3c42e5aac5ba805825da76410c181273ba90b1', version: 'v7.0.1' },
  'setup-node': { action: 'actions/setup-node', sha: '820762786026740c76f36085b0efc47a31fe5020', version: 'v7.0.0' },
  login: { action: 'azure/login', version: 'v3' },
} as const satisfies Readonly<Record<string, ActionPin>>;

/** `uses:` values by short name: pinned by SHA, with the version beside it for people and update tools. */
export function actionUses(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(ACTION_PINS).map(([name, pin]: [string, ActionPin]) => [
      name,
      pin.sha === undefined ? `${pin.action}@${pin.version}` : `${pin.action}@${pin.sha} # ${pin.version}`,
    ]),
  );
}
