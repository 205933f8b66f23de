/** One action, and what its version resolves to. */
export interface ActionPin {
  readonly sha: string;
  readonly version: string;
}

/**
 * Every action that workflows use, ours and those of repositories. The one place to move them to newer versions: then
 * run `node tools/pin-actions.mjs`, which writes them into `.github/workflows/`.
 */
export const ACTION_PINS: Readonly<Record<string, ActionPin>> = {
  'actions/checkout': { sha: '3d3c42e5aac5ba805825da76410c181273ba90b1', version: 'v7.0.1' },
  'actions/dependency-review-action': { sha: 'a1d282b36b6f3519aa1f3fc636f609c47dddb294', version: 'v5.0.0' },
  'actions/download-artifact': { sha: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', version: 'v8.0.1' },
  'actions/setup-node': { sha: '820762786026740c76f36085b0efc47a31fe5020', version: 'v7.0.0' },
  'actions/upload-artifact': { sha: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a', version: 'v7.0.1' },
  'azure/login': { sha: '532459ea530d8321f2fb9bb10d1e0bcf23869a43', version: 'v3.0.0' },
  'github/codeql-action': { sha: '9e907b5e64f6b83e7804b09294d44122997950d6', version: 'v4.32.3' },
};

/**
 * The actions and reusable workflows of other repositories that a workflow or action uses, without their versions:
 * `owner/repository`, a path in it behind.
 */
export function usedActions(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t-]*uses:[ \t]*['"]?([\w.-]+\/[\w./-]+)@/gm)].map(([, action = '']) => action);
}

/**
 * A workflow's text with every action pinned as the table says, its version beside it. Local actions and workflows stay.
 * Throws a RangeError for an action that is not in the table.
 */
export function pinActions(text: string): string {
  return text.replace(/(?<=\buses: )([\w.-]+\/[\w.-]+)((?:\/[\w.-]+)*)@.*$/gm, (uses, action: string, path: string) => {
    if (path.startsWith('/.github/workflows/')) return uses;
    const pin = ACTION_PINS[action];
    if (pin === undefined)
      throw new RangeError(`${action} is not in the table of packages/rollout/src/derive/action-pins.ts`);
    return `${action}${path}@${pin.sha} # ${pin.version}`;
  });
}
