import type { WritableType } from '../../../tags/tags.service.js';
import { oneOf, required } from '../../rpc/decode/parameters.js';
import { atLeastOne, textList } from '../../rpc/decode/text-list.js';

const WRITABLE = ['apiGroup', 'plugin', 'app'] as const satisfies readonly WritableType[];
const READABLE = [...WRITABLE, 'api'] as const;

export const writableType = required(oneOf('apiGroup, plugin or app.', WRITABLE));
export const readableType = required(oneOf('apiGroup, plugin, app or api.', READABLE));
export const resourceIds = textList('Ids of the resources.', 'resourcesPerTagCall');
export const someResourceIds = atLeastOne(resourceIds);
