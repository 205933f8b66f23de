/** Finds our comment again among all others. */
export const PLAN_MARK = '<!-- nx-apiops: plan -->';

/** GitHub takes 65,536 characters, Azure DevOps 150,000. */
const MAX_LENGTH = 64_000;

/** The plan of one environment as Markdown; absent where there is none. */
export interface EnvironmentPlan {
  readonly environment: string;
  readonly markdown: string | undefined;
}

/** One comment with the plans of all environments, in their order; plans that are too long together are cut. */
export function renderPlanComment(plans: readonly EnvironmentPlan[], runUrl: string): string {
  const room = Math.floor((MAX_LENGTH - 1_000) / Math.max(1, plans.length)) - 200;
  const sections = plans.map(({ environment, markdown }) => {
    // The Markdown of a plan begins with its own heading.
    const text =
      markdown?.trim() ??
      `### Plan for ${environment}\n\nNo plan could be made. The reason is in [the run](${runUrl}).`;
    return text.length <= room ? text : `${cut(text, room)}\n\n… cut. The whole plan is in [the run](${runUrl}).`;
  });
  return [PLAN_MARK, '## What a merge would publish', ...sections].join('\n\n');
}

/** Up to the last whole line; a code block that was begun is closed. */
function cut(text: string, length: number): string {
  const head = text.slice(0, text.lastIndexOf('\n', length));
  const fences = head.match(/^```/gm)?.length ?? 0;
  return fences % 2 === 0 ? head : `${head}\n\`\`\``;
}
