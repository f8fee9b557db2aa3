import { pageBody, pageOf } from './paging.js';

const seven = [1, 2, 3, 4, 5, 6, 7];

describe('paging', () => {
  it.each([
    [{ page: 1, size: 3 }, [1, 2, 3]],
    [{ page: 3, size: 3 }, [7]],
    [{ page: 4, size: 3 }, []],
    [{}, seven],
  ])('gives the slice %j of a whole list', (query, items) => {
    expect(pageOf(seven, query)).toEqual({ items, total: 7 });
  });

  it('says which slice it is', () => {
    const query = { page: 2, size: 3 };
    expect(pageBody(pageOf(seven, query), query, String)).toEqual({
      items: ['4', '5', '6'],
      total: 7,
      page: 2,
      size: 3,
    });
  });
});
