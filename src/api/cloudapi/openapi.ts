import type { OpenAPIObject } from '@nestjs/swagger';
import type { Limits } from '../../config/limits.js';
import { rpcDocument } from '../rpc/openapi.js';
import { ACTIONS, VERSION } from './action-registry.js';

export const cloudApiDocument = (limits: Limits): OpenAPIObject =>
  rpcDocument({
    title: 'Gatewright CloudAPI',
    version: VERSION,
    ramCode: 'apigateway',
    arn: (relativeId) => `acs:apigateway:{region}:{account}:${relativeId}`,
    tagOf: (action) => (/Group|Stage|Domain/.test(action) ? 'Groups' : /Api/.test(action) ? 'APIs' : 'Account'),
    actions: Object.values(ACTIONS),
    limits,
  });
