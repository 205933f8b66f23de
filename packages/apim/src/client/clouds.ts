/** An Azure cloud by the name that `apiops.yaml` uses. */
export type CloudName = 'public' | 'usgovernment' | 'china';

export interface Cloud {
  /** Origin of Azure Resource Manager. */
  readonly armEndpoint: string;
  /** Where tokens are requested. */
  readonly authorityHost: string;
  /** What tokens are requested for. */
  readonly tokenScope: string;
  /** Origin of Microsoft Graph. */
  readonly graphEndpoint: string;
}

/**
 * Endpoints of the Azure clouds.
 *
 * Sources: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure and
 * https://learn.microsoft.com/azure/china/resources-developer-guide; those of Graph:
 * https://learn.microsoft.com/graph/deployments
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    armEndpoint: 'https://management.azure.com',
    authorityHost: 'https://login.microsoftonline.com',
    tokenScope: 'https://management.azure.com/.default',
    graphEndpoint: 'https://graph.microsoft.com',
  },
  usgovernment: {
    armEndpoint: 'https://management.usgovcloudapi.net',
    authorityHost: 'https://login.microsoftonline.us',
    tokenScope: 'https://management.usgovcloudapi.net/.default',
    graphEndpoint: 'https://graph.microsoft.us',
  },
  china: {
    armEndpoint: 'https://management.chinacloudapi.cn',
    authorityHost: 'https://login.chinacloudapi.cn',
    tokenScope: 'https://management.chinacloudapi.cn/.default',
    graphEndpoint: 'https://microsoftgraph.chinacloudapi.cn',
  },
};
