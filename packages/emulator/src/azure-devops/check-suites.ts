import type { Json, JsonObject } from '@nx-apiops/plan';
import { isJsonObject } from '@nx-apiops/plan';
import { listOf, objectAt, objectsAt, textAt } from '../json-members.js';
import { listAnswer, okAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { evaluateChecks, type CheckRun } from './evaluate-checks.js';
import { checkProtectedResource } from './protected-resource.js';
import { guidOf } from './stable-id.js';
import { checkInvalid, checkMissing, GUESSED_LOCATIONS, readRunContext } from './unverified.js';

/** The checks of all resources that one stage of a run uses. */
export interface CheckSuite {
  readonly id: string;
  readonly context: JsonObject;
  readonly runs: readonly CheckRun[];
}

/** One refusal refuses the stage, and one check that waits makes it wait. */
function statusOf(runs: readonly CheckRun[]): CheckRun['status'] {
  if (runs.some(({ status }) => status === 'rejected')) return 'rejected';
  return runs.some(({ status }) => status === 'running') ? 'running' : 'approved';
}

function showSuite({ id, context, runs }: CheckSuite): JsonObject {
  const refused = runs.filter(({ status }) => status !== 'approved').map(({ resultMessage }) => resultMessage);
  return {
    id,
    context,
    status: statusOf(runs),
    message: refused.join(' '),
    checkRuns: runs.map((run): JsonObject => ({ ...run })),
  };
}

function evaluate(call: ApiCall): JsonObject {
  const { organization } = call;
  const body = call.json();
  const context = objectAt(body, 'context');
  const resources = objectsAt(body, 'resources').map((resource) => {
    const id = resource['id'];
    return checkProtectedResource(organization, textAt(resource, 'type'), id === undefined ? undefined : String(id));
  });
  if (resources.length === 0) throw checkInvalid('An evaluation names the resources that a stage uses.');
  const number = organization.nextId('check suite');
  const runs = evaluateChecks(organization, resources, readRunContext(context)).map((run, index) => ({
    ...run,
    id: guidOf('check run', String(number), String(index)),
  }));
  const suite = { id: guidOf('check suite', String(number)), context, runs };
  organization.checkSuites.set(suite.id, suite);
  return showSuite(suite);
}

function suiteOf(call: ApiCall): CheckSuite {
  const id = call.required('id');
  const found = call.organization.checkSuites.get(id.toLowerCase());
  if (found) return found;
  throw checkMissing(`The check suite with ID ${id} could not be found.`);
}

/** Whoever asks is taken for an approver: all tokens of the emulator are of one person. */
function decide({ organization }: ApiCall, decision: Json): JsonObject {
  const { approvalId, status } = isJsonObject(decision) ? decision : {};
  if (status !== 'approved' && status !== 'rejected') throw checkInvalid('An approval is approved or rejected.');
  for (const suite of organization.checkSuites.values()) {
    const waiting = suite.runs.find((run) => run.id === approvalId && run.status === 'running');
    if (!waiting) continue;
    const runs = suite.runs.map((run): CheckRun => (run === waiting ? { ...run, status } : run));
    organization.checkSuites.set(suite.id, { ...suite, runs });
    return { id: waiting.id, status };
  }
  throw checkMissing(`There is no pending approval ${JSON.stringify(approvalId ?? null)}.`);
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/approvalsandchecks (check evaluations, approvals) */
export const CHECK_SUITE_RESOURCES: readonly ApiResource[] = [
  {
    id: GUESSED_LOCATIONS.checkSuites,
    area: 'PipelinesChecks',
    name: 'runs',
    template: '{project}/_apis/pipelines/checks/{resource}/{id}',
    resourceVersion: 1,
    isPreview: true,
    handlers: {
      get: (call) => okAnswer(showSuite(suiteOf(call))),
      create: (call) => okAnswer(evaluate(call)),
    },
  },
  {
    id: GUESSED_LOCATIONS.approvals,
    area: 'PipelinesApproval',
    name: 'approvals',
    template: '{project}/_apis/pipelines/{resource}/{approvalId}',
    resourceVersion: 1,
    isPreview: true,
    handlers: { update: (call) => listAnswer(listOf(call.body()).map((decision) => decide(call, decision))) },
  },
];
