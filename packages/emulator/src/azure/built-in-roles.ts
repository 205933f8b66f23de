import type { RoleDefinition, RolePermission } from './role-definition.js';

/** What most roles of API Management may do beside their own work. */
const COMMON = ['Microsoft.Authorization/*/read', 'Microsoft.Resources/subscriptions/resourceGroups/read'];
const SERVICE = 'Microsoft.ApiManagement/service';
const WORKSPACE = `${SERVICE}/workspaces`;

type Row = readonly [roleName: string, id: string, permission: Partial<RolePermission>];

/**
 * Source of names and ids: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles. The permissions
 * are shortened to what tells the roles apart.
 */
const ROWS: readonly Row[] = [
  ['Owner', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', { actions: ['*'] }],
  [
    'Contributor',
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    {
      actions: ['*'],
      notActions: [
        'Microsoft.Authorization/*/Delete',
        'Microsoft.Authorization/*/Write',
        'Microsoft.Authorization/elevateAccess/Action',
      ],
    },
  ],
  ['Reader', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', { actions: ['*/read'] }],
  [
    'Managed Identity Contributor',
    'e40ec5ca-96e0-45a2-b4ff-59039f2c2b59',
    {
      actions: [
        'Microsoft.ManagedIdentity/userAssignedIdentities/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/write',
        'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
        'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/*',
        ...COMMON,
      ],
    },
  ],
  [
    'API Management Service Contributor',
    '312a565d-c81f-4fd8-895a-4e21e48d571c',
    { actions: [`${SERVICE}/*`, ...COMMON] },
  ],
  [
    'API Management Service Operator Role',
    'e022efe7-f5ba-4159-bbe4-b44f577e9b61',
    {
      actions: [`${SERVICE}/*/read`, `${SERVICE}/read`, `${SERVICE}/write`, `${SERVICE}/delete`, ...COMMON],
      notActions: [`${SERVICE}/users/keys/read`],
    },
  ],
  [
    'API Management Service Reader Role',
    '71522526-b88f-4d52-b57f-d31fc3546d0d',
    { actions: [`${SERVICE}/*/read`, `${SERVICE}/read`, ...COMMON], notActions: [`${SERVICE}/users/keys/read`] },
  ],
  [
    'API Management Service Workspace API Developer',
    '9565a273-41b9-4368-97d2-aeb0c976a9b3',
    { actions: [`${SERVICE}/tags/read`, `${SERVICE}/tags/write`, `${SERVICE}/products/read`, ...COMMON] },
  ],
  [
    'API Management Service Workspace API Product Manager',
    'd59a3e9c-6d52-4a5a-aeed-6bf3cf0e31da',
    { actions: [`${SERVICE}/users/read`, `${SERVICE}/groups/*`, `${SERVICE}/tags/*`, ...COMMON] },
  ],
  [
    'API Management Workspace Contributor',
    '0c34c906-8d99-4cb7-8bb7-33f5b0a1a799',
    { actions: [`${WORKSPACE}/*`, ...COMMON] },
  ],
  [
    'API Management Workspace Reader',
    'ef1c2c96-4a77-49e8-b9a4-6179fe1d2fd2',
    { actions: [`${WORKSPACE}/*/read`, ...COMMON] },
  ],
  [
    'API Management Workspace API Developer',
    '56328988-075d-4c6a-8766-d93edd6725b6',
    { actions: [`${WORKSPACE}/*/read`, `${WORKSPACE}/apis/*`, `${WORKSPACE}/namedValues/*`, ...COMMON] },
  ],
  [
    'API Management Workspace API Product Manager',
    '73c2c328-d004-4c5e-938c-35c6f5679a1f',
    { actions: [`${WORKSPACE}/*/read`, `${WORKSPACE}/products/*`, `${WORKSPACE}/subscriptions/*`, ...COMMON] },
  ],
  [
    'Azure API Center Service Contributor',
    'dd24193f-ef65-44e5-8a7e-6fa6e03f7713',
    { actions: ['Microsoft.ApiCenter/services/*', ...COMMON] },
  ],
  [
    'Azure API Center Data Reader',
    'c7244dfb-f447-457d-b2ba-3999044d1706',
    { dataActions: ['Microsoft.ApiCenter/services/*/read'] },
  ],
  [
    'Key Vault Secrets User',
    '4633458b-17de-408a-b874-0445c86b69e6',
    {
      dataActions: [
        'Microsoft.KeyVault/vaults/secrets/getSecret/action',
        'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      ],
    },
  ],
];

/** Any time before everything else. */
const CREATED = '2015-02-02T21:55:09.8806423Z';

export const BUILT_IN_ROLES: readonly RoleDefinition[] = ROWS.map(([roleName, name, permission]) => ({
  name,
  roleName,
  description: `Built-in role ${roleName}.`,
  type: 'BuiltInRole',
  permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }],
  assignableScopes: ['/'],
  createdOn: CREATED,
  updatedOn: CREATED,
}));
