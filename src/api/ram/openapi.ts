import type { OpenAPIObject } from '@nestjs/swagger';
import type { Limits } from '../../config/limits.js';
import { rpcDocument } from '../rpc/openapi.js';
import { ACTIONS, VERSION } from './action-registry.js';

export const ramDocument = (limits: Limits): OpenAPIObject =>
  rpcDocument({
    title: 'Gatewright RAM',
    version: VERSION,
    ramCode: 'ram',
    arn: (relativeId) => `acs:ram::{account}:${relativeId}`,
    tagOf: (action) => (action.includes('AccessKey') ? 'Access keys' : action.includes('Polic') ? 'Policies' : 'Users'),
    actions: Object.values(ACTIONS),
    limits,
  });
