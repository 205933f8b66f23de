import { isAllowedUrl, stripEnd } from '@nx-apiops/plan';
import { ApimError } from '../errors.js';
import { CLOUDS, type Cloud, type CloudName } from './clouds.js';

export interface ArmEndpoint {
  /** Scheme, host and port; only URLs of this origin are ever sent a credential. */
  readonly origin: string;
  /** Origin and path without a trailing slash. */
  readonly baseUrl: string;
  /** Plain http to this machine: a static development token is sent instead of a real credential. */
  readonly isDevelopment: boolean;
  readonly cloud: Cloud;
}

/**
 * The endpoint of a cloud, or the one that overrides it. An override that is another cloud's own endpoint selects
 * that cloud's authority host and token scope, unless a cloud is named.
 *
 * Throws `ENDPOINT` for anything but https, or http on a loopback address.
 */
export function resolveEndpoint(options: {
  readonly cloud?: CloudName | undefined;
  readonly endpoint?: string | undefined;
}): ArmEndpoint {
  const url = parseEndpoint(options.endpoint ?? CLOUDS[options.cloud ?? 'public'].armEndpoint);
  const sameOrigin = Object.values(CLOUDS).find((cloud) => cloud.armEndpoint === url.origin);
  return {
    origin: url.origin,
    baseUrl: `${url.origin}${stripEnd(url.pathname, '/')}`,
    isDevelopment: url.protocol === 'http:',
    cloud: options.cloud ? CLOUDS[options.cloud] : (sameOrigin ?? CLOUDS.public),
  };
}

function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username || url?.password) {
    throw new ApimError('ENDPOINT', 'The Azure Resource Manager endpoint contains a user name or password.', {
      hint: 'Set NX_APIOPS_ARM_ENDPOINT to an address without credentials.',
    });
  }
  if (!url || !isAllowedUrl(url) || url.search !== '' || url.hash !== '') {
    throw new ApimError('ENDPOINT', `'${text}' cannot be used as the Azure Resource Manager endpoint.`, {
      hint: 'Set NX_APIOPS_ARM_ENDPOINT to an https address, or to http on 127.0.0.1, [::1] or localhost, without a query.',
    });
  }
  return url;
}
