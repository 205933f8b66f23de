import { action, plan } from './plan-builder.js';

/** One action of each kind and one change of each form. */
export const samplePlan = plan(
  [
    action('api/orders', {
      kind: 'update',
      name: 'orders',
      dependsOn: ['nv/backend-url'],
      changes: [
        { path: 'properties.policy', lines: { added: 12, removed: 3 } },
        { path: 'properties.protocols', after: ['https'] },
        { path: 'properties.serviceUrl', before: 'https://old.example', after: 'https://new.example' },
        { path: 'properties.subscriptionRequired', before: true },
      ],
    }),
    action('nv/backend-url', {
      type: 'named value',
      name: 'backend-url',
      changes: [
        { path: 'properties.displayName', after: 'backend-url' },
        { path: 'properties.value', secret: true },
      ],
    }),
    action('api/legacy', { kind: 'delete', name: 'legacy', changes: [{ path: 'properties.path', before: 'v0' }] }),
  ],
  { unchanged: 210, notes: ['Compared with commit 1a2b3c4.'] },
);
