import type { ApiResource } from '../api-resource.js';
import { answerBlobs } from './blobs.js';
import { COMMIT_HANDLERS } from './commits.js';
import { DIFF_HANDLERS } from './diffs.js';
import { answerItems, answerItemsBatch } from './items.js';
import {
  LABEL_HANDLERS,
  PROJECT_PULL_REQUEST_HANDLERS,
  PULL_REQUEST_HANDLERS,
  REVIEWER_HANDLERS,
  STATUS_HANDLERS,
} from './pull-requests.js';
import { createPush } from './pushes.js';
import { REF_HANDLERS } from './refs.js';
import { REPOSITORY_HANDLERS } from './repositories.js';

const REPOSITORY = '{project}/_apis/{area}/repositories/{repositoryId}';

/** Where Git is. The longer templates stand first, as the first that matches is taken. */
export const GIT_RESOURCES: readonly ApiResource[] = [
  {
    id: 'ea98d07b-3c87-4971-8ede-a613694ffb55',
    area: 'git',
    name: 'pushes',
    template: `${REPOSITORY}/{resource}/{pushId}`,
    resourceVersion: 3,
    isProjectOptional: true,
    handlers: { create: createPush },
  },
  {
    id: '2d874a60-a811-4f62-9c9f-963a6ea0a55b',
    area: 'git',
    name: 'refs',
    template: `${REPOSITORY}/{resource}/{*filter}`,
    resourceVersion: 2,
    isProjectOptional: true,
    handlers: REF_HANDLERS,
  },
  {
    id: 'fb93c0db-47ed-4a31-8c20-47552878fb44',
    area: 'git',
    name: 'items',
    template: `${REPOSITORY}/{resource}/{*path}`,
    resourceVersion: 1,
    isProjectOptional: true,
    handlers: { list: answerItems, get: answerItems },
  },
  {
    id: 'c2570c3b-5b3f-41b8-98bf-5407bfde8d58',
    area: 'git',
    name: 'commits',
    template: `${REPOSITORY}/{resource}/{commitId}`,
    resourceVersion: 2,
    isProjectOptional: true,
    handlers: COMMIT_HANDLERS,
  },
  {
    id: '615588d5-c0c7-4b88-88f8-e625306446e8',
    area: 'git',
    name: 'commits',
    template: `${REPOSITORY}/diffs/{resource}`,
    resourceVersion: 1,
    isProjectOptional: true,
    handlers: DIFF_HANDLERS,
  },
  {
    id: '630fd2e4-fb88-4f85-ad21-13f3fd1fbca9',
    area: 'git',
    name: 'itemsBatch',
    template: `${REPOSITORY}/{resource}`,
    resourceVersion: 1,
    isProjectOptional: true,
    handlers: { create: answerItemsBatch },
  },
  {
    id: '7b28e929-2c99-405d-9c5c-6167a06e6816',
    area: 'git',
    name: 'blobs',
    template: `${REPOSITORY}/{resource}/{sha1}`,
    resourceVersion: 1,
    isProjectOptional: true,
    handlers: { create: answerBlobs },
  },
  {
    id: 'b5f6bb4f-8d1e-4d79-8d11-4c9172c99c35',
    area: 'git',
    name: 'statuses',
    template: `${REPOSITORY}/pullRequests/{pullRequestId}/{resource}/{statusId}`,
    resourceVersion: 1,
    isProjectOptional: true,
    handlers: STATUS_HANDLERS,
  },
  {
    id: 'f22387e3-984e-4c52-9c6d-fbb8f14c812d',
    area: 'git',
    name: 'labels',
    template: `${REPOSITORY}/pullRequests/{pullRequestId}/{resource}/{labelIdOrName}`,
    resourceVersion: 1,
    isProjectOptional: true,
    handlers: LABEL_HANDLERS,
  },
  {
    id: '4b6702c7-aa35-4b89-9c96-b9abf6d3e540',
    area: 'git',
    name: 'reviewers',
    template: `${REPOSITORY}/pullRequests/{pullRequestId}/{resource}/{reviewerId}`,
    resourceVersion: 1,
    isProjectOptional: true,
    handlers: REVIEWER_HANDLERS,
  },
  {
    id: '9946fd70-0d40-406e-b686-b4744cbbcc37',
    area: 'git',
    name: 'pullRequests',
    template: `${REPOSITORY}/{resource}/{pullRequestId}`,
    resourceVersion: 2,
    isProjectOptional: true,
    handlers: PULL_REQUEST_HANDLERS,
  },
  {
    id: 'a5d28130-9cd2-40fa-9f08-902e7daa9efb',
    area: 'git',
    name: 'pullRequests',
    template: '{project}/_apis/{area}/{resource}',
    resourceVersion: 2,
    isProjectOptional: true,
    handlers: PROJECT_PULL_REQUEST_HANDLERS,
  },
  {
    id: '01a46dea-7d46-4d40-bc84-319e7c260d99',
    area: 'git',
    name: 'pullRequests',
    template: '{project}/_apis/{area}/{resource}/{pullRequestId}',
    resourceVersion: 2,
    isProjectOptional: true,
    handlers: PROJECT_PULL_REQUEST_HANDLERS,
  },
  {
    id: '225f7195-f9c7-4d14-ab28-a83f7ff77e1f',
    area: 'git',
    name: 'repositories',
    template: '{project}/_apis/{area}/{resource}/{repositoryId}',
    resourceVersion: 2,
    isProjectOptional: true,
    handlers: REPOSITORY_HANDLERS,
  },
];
