/** An `apiops.yaml` as a person would write it, with comments, alignment and quotes. */
export const APIOPS_SAMPLE = `# yaml-language-server: $schema=./node_modules/@nx-apiops/config/schema/apiops.schema.json
version: 1
organization: acme
hosting: github                 # github | azure-devops
artifacts: { folder: apim-artifacts, layout: apiops-cli }   # optional

# Promotion order.
environments:
  - name: dev
    subscriptionId: 11111111-2222-3333-4444-555555555555
    resourceGroup: rg-apim-dev
    serviceName: apim-acme-dev  # shared with team blue


  - name: prod
    serviceName: 'apim-acme-prod'
    cloud: "usgovernment"
# nothing behind prod
extractFrom: dev
`;
