import { missing, Problem } from '../../../shared/problem.js';
import { numbered } from '../../rpc/decode/numbered.js';
import type { Parameter } from '../../rpc/decode/parameters.js';

const PARTS = ['GroupId', 'ApiUid', 'StageName', 'StageId'] as const;
type Part = (typeof PARTS)[number];

export type BatchItemOf<P extends Part> = Readonly<Record<P, string>> & Partial<Readonly<Record<Part, string>>>;

/** `Api.N.GroupId`, `Api.N.ApiUid` and further parts. Absent texts and empty ones are the same. */
export const batchItems = <P extends Part>(
  about: string,
  parts: readonly Part[],
  needed: readonly P[],
): Parameter<readonly BatchItemOf<P>[]> => ({
  wire: 'objects',
  required: true,
  about,
  parts,
  refuses: ['invalid_argument'],
  read(name, source, { idsPerList }) {
    const items = numbered(name, parts, source);
    if (items.length === 0) throw missing(name);
    if (items.length > idsPerList) {
      throw new Problem('limit_exceeded', `name at most ${idsPerList} APIs in one call`, { resource: 'proxy' });
    }
    return items.map((item) => {
      for (const part of needed) if ((item[part] ?? '') === '') throw missing(part);
      return item as BatchItemOf<P>;
    });
  },
});
