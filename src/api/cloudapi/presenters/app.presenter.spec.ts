import { presentSecurities } from './app.presenter.js';

describe('presentSecurities', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
  const key = { key: 'k', secret: 's', createdAt: at(1), modifiedAt: at(4) };
  const code = { code: 'c', createdAt: at(2), modifiedAt: at(3) };

  it('pairs keys with codes, and leaves the other side empty where there are more of one', () => {
    const later = { ...code, code: 'c2' };
    expect(presentSecurities({ keys: [key], codes: [code, later] })).toEqual([
      {
        AppKey: 'k',
        AppSecret: 's',
        AppCode: 'c',
        CreatedTime: '2026-01-01T01:00:00Z',
        ModifiedTime: '2026-01-01T04:00:00Z',
      },
      {
        AppKey: '',
        AppSecret: '',
        AppCode: 'c2',
        CreatedTime: '2026-01-01T02:00:00Z',
        ModifiedTime: '2026-01-01T03:00:00Z',
      },
    ]);
    expect(presentSecurities({ keys: [], codes: [] })).toEqual([]);
  });
});
