import { operationResultAnswer } from '../service/long-running.js';
import type { ViewName } from '../model/route-table.js';
import { allPolicies } from './all-policies.js';
import { apiRevisions } from './api-revisions.js';
import { apiProducts, productSubscriptions } from './associated-resources.js';
import { tagResources } from './tag-resources.js';
import type { ViewHandler } from './view.js';

/** The computed answers by name. */
export const VIEWS: Readonly<Record<ViewName, ViewHandler>> = {
  apiRevisions,
  apiProducts,
  productSubscriptions,
  tagResources,
  allPolicies,
  operationResult: ({ service, segments }) => operationResultAnswer(service, segments.at(-1) ?? ''),
};
