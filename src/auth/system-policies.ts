/** A policy that every project has and nobody can change. */
export interface SystemPolicy {
  readonly name: string;
  readonly description: string;
  readonly document: object;
}

const allowing = (...actions: readonly string[]) => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

/** Source: cloudapi-2016-07-14.md 2.1. */
export const SYSTEM_POLICIES: readonly SystemPolicy[] = [
  {
    name: 'AliyunApiGatewayFullAccess',
    description: 'Everything in the API gateway',
    document: allowing('apigateway:*'),
  },
  {
    name: 'AliyunApiGatewayReadOnlyAccess',
    description: 'Whatever only looks at the API gateway',
    document: allowing('apigateway:Describe*', 'apigateway:List*', 'apigateway:Query*'),
  },
];

export const systemPolicy = (name: string): SystemPolicy | undefined =>
  SYSTEM_POLICIES.find((policy) => policy.name === name);

/** @throws Error for a name that another version of the program knew */
export function systemDocument(name: string): object {
  const policy = systemPolicy(name);
  if (policy === undefined) throw new Error(`there is no system policy ${name}`);
  return policy.document;
}
