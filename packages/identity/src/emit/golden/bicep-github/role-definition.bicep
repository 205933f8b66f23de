// A custom role, assignable in its subscription.
targetScope = 'subscription'

param roleId string
param roleName string
param actions array
param notActions array

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: roleId
  properties: {
    roleName: roleName
    description: 'Publishes APIs: writes what artifacts hold, and reads no secret. Made by nx-apiops.'
    type: 'CustomRole'
    permissions: [
      {
        actions: actions
        notActions: notActions
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}
