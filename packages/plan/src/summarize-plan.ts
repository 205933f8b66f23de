import type { Plan } from './plan.js';

export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly unchanged: number;
}

/** How many resources the plan would create, update, delete and leave as they are. */
export function summarizePlan(plan: Plan<unknown>): PlanSummary {
  const counts = { create: 0, update: 0, delete: 0 };
  for (const action of plan.actions) counts[action.kind]++;
  return { ...counts, unchanged: plan.unchanged };
}

/** `3 to create, 1 to update, 0 to delete, 210 unchanged` */
export function summaryText(plan: Plan<unknown>): string {
  const summary = summarizePlan(plan);
  return `${summary.create} to create, ${summary.update} to update, ${summary.delete} to delete, ${summary.unchanged} unchanged`;
}

/** `No changes. 210 resources are as desired.` */
export function noChangesText({ unchanged, isFromRecord }: Plan<unknown>): string {
  const resources = unchanged === 1 ? '1 resource is' : `${unchanged} resources are`;
  if (isFromRecord) return `No changes. ${resources} as published last; the instance itself was not compared.`;
  return `No changes. ${resources} as desired.`;
}
