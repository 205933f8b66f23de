import { isRead } from '../http/bearer-token.js';
import { parseArmPath, splitAuthorization, typeOf } from './arm-path.js';

/** The action that a request needs a role for, such as `Microsoft.ApiManagement/service/apis/write`. */
export function actionName(method: string, segments: readonly string[]): string {
  const type = resourceTypeOf(segments);
  if (isRead(method)) return `${type}/read`;
  if (method === 'DELETE') return `${type}/delete`;
  return `${type}/${method === 'POST' ? 'action' : 'write'}`;
}

function resourceTypeOf(segments: readonly string[]): string {
  const authorization = splitAuthorization(segments);
  if (authorization) return typeOf('Microsoft.Authorization', authorization.below);
  const path = parseArmPath(segments);
  if (path?.namespace !== undefined) return typeOf(path.namespace, path.below);
  return path?.resourceGroup === undefined
    ? 'Microsoft.Resources/subscriptions'
    : 'Microsoft.Resources/subscriptions/resourceGroups';
}
