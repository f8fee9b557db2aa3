import { count, required, text } from '../../rpc/decode/parameters.js';

/** Names of groups and APIs. Source: cloudapi-2016-07-14.md 4.0. */
const NAME = {
  minLength: 'shortestName',
  maxLength: 'longestName',
  pattern: { test: /^\p{L}[\p{L}\p{N}_]*$/u, say: 'use letters, digits and underscores, beginning with a letter' },
} as const;

export const groupId = required(text('Id of the group.'));
export const optionalGroupId = text('Id of the group; found from the API when left out.');
/** An API that is in several groups is named together with one. */
export const LOCATE_ERRORS = ['MissingGroupId', 'NotFoundApi', 'NotFoundApiGroup'] as const;
export const apiId = required(text('Id of the API.'));
export const name = (about: string) => text(about, NAME);
export const description = text('Free text.', { maxLength: 'longestDescription' });
export const stageName = required(text('RELEASE, PRE or TEST.'));
export const publishRemark = required(text('Remark on this publication.', { maxLength: 'longestRemark' }));
export const historyVersion = required(text('A version as DescribeApiHistories lists it: 17 digits.'));
export const operationUid = required(text('The OperationId that the batch was answered with.'));
export const pageNumber = count('Page, from 1.', 1, 1_000_000);
export const pageSize = (max: number) => count(`Rows per page, at most ${max}.`, 10, max);

/** The limit of the operations that change definitions. Source: cloudapi-2016-07-14.md 6. */
export const WRITE_RATE = 'writesPerSecond';

export { NOTHING } from '../../rpc/define-action.js';

export const PAGE_SHAPE = { TotalCount: 'number', PageNumber: 'number', PageSize: 'number' } as const;

/** How long a call waits for the gateways: the vendor's clients give up after 3 s. */
export const SETTLE_MS = 2_000;
