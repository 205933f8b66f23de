import type { AuthorizationHandler } from './authorization-call.js';
import { READER_ACTIONS } from './unverified.js';

/** What the caller may do at the scope. It depends on the token alone: assignments tell nothing about tokens. */
export const PERMISSION_ROUTES: Readonly<Record<string, AuthorizationHandler>> = {
  'GET /permissions': ({ access }) => ({
    status: 200,
    body: { value: [{ actions: access === 'read' ? READER_ACTIONS : ['*'], notActions: [] }] },
  }),
};
