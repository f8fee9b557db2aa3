import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Problem } from '../../shared/problem.js';
import { AddressPolicy } from './address-policy.js';
import { FETCH_RULES, type FetchOptions, type FetchRules, GuardedFetcher, guardedFetch } from './guarded-fetcher.js';

const servers: Server[] = [];

async function serve(handler: RequestListener): Promise<number> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  const closing = servers.splice(0).map((server) => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  await Promise.all(closing);
});

interface Setting {
  readonly allow?: readonly string[];
  readonly options?: FetchOptions;
  readonly rules?: Partial<FetchRules>;
}

const fetchWith = (url: string, { allow = ['127.0.0.1'], options = {}, rules = {} }: Setting = {}): Promise<Buffer> =>
  guardedFetch(url, options, { policy: new AddressPolicy(allow), ...FETCH_RULES, ...rules });

async function refusalOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => 'no refusal',
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) throw new Error(`not a Problem: ${String(error)}`);
  expect(error.facts.field).toBe('specUrl');
  return error;
}

const resolvesTo =
  (...addresses: string[]): FetchRules['resolve'] =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('GuardedFetcher', () => {
  it('fetches with headers and query', async () => {
    const seen: IncomingMessage[] = [];
    const port = await serve((request, response) => {
      seen.push(request);
      response.end('hello');
    });
    const options = { headers: [{ name: 'X-Key', value: 's' }], query: [{ name: 'k', value: 'a&b' }] };
    const fetcher = new GuardedFetcher({ fetchAllow: ['127.0.0.1'] });
    expect((await fetcher.fetch(`http://127.0.0.1:${port}/a?x=1#frag`, options)).toString()).toBe('hello');
    expect(seen[0]?.url).toBe('/a?x=1&k=a%26b');
    expect(seen[0]?.headers['x-key']).toBe('s');
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('unpacks %s', async (encoding, pack) => {
    const port = await serve((_request, response) => {
      response.setHeader('content-encoding', encoding).end(pack(Buffer.from('packed')));
    });
    expect((await fetchWith(`http://127.0.0.1:${port}/`)).toString()).toBe('packed');
  });

  describe('addresses', () => {
    const never = unasked();

    it.each([
      'http://127.0.0.1/',
      'http://2130706433/',
      'http://0x7f000001/',
      'http://0177.0.0.1/',
      'http://127.1/',
      'http://0/',
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
      'http://[::ffff:7f00:1]/',
      'http://[64:ff9b::7f00:1]/',
      'http://169.254.169.254/latest/meta-data',
      'http://\u2460\u2461\u2466.0.0.1/',
    ])('refuses %s', async (url) => {
      const problem = await refusalOf(fetchWith(url, { allow: [], rules: { resolve: never.resolve } }));
      expect(problem.code).toBe('fetch_refused');
      expect(never.calls).toBe(0);
    });

    it.each(['localhost', 'inside.example'])('refuses the name %s when it leads inside', async (name) => {
      const rules = { resolve: resolvesTo('10.0.0.7', 'fd00::1', '::1') };
      const problem = await refusalOf(fetchWith(`http://${name}/`, { allow: [], rules }));
      expect(problem.code).toBe('fetch_refused');
      expect(problem.message).toContain('GATEWRIGHT_FETCH_ALLOW');
      expect(problem.message).not.toContain('10.0.0.7');
    });

    it('connects to the address it has checked, not to a later answer (rebinding)', async () => {
      const inside = await serve((_request, response) => response.end('inside'));
      const answers = ['127.0.0.2', '127.0.0.1'];
      const asked: string[] = [];
      const resolve = async (hostname: string) => {
        asked.push(hostname);
        return [{ address: answers.shift() ?? '127.0.0.1', family: 4 }];
      };
      const work = fetchWith(`http://rebind.example:${inside}/`, { allow: ['127.0.0.1'], rules: { resolve } });
      expect((await refusalOf(work)).code).toBe('fetch_refused');
      expect(asked).toEqual(['rebind.example']);
    });

    it('takes the allowed ones of several addresses', async () => {
      const port = await serve((_request, response) => response.end('ok'));
      const rules = { resolve: resolvesTo('10.0.0.1', '127.0.0.1') };
      expect((await fetchWith(`http://mixed.example:${port}/`, { rules })).toString()).toBe('ok');
    });

    it('trusts an allowed name wherever it leads', async () => {
      const port = await serve((_request, response) => response.end('ok'));
      const setting = { allow: ['specs.corp'], rules: { resolve: resolvesTo('127.0.0.1') } };
      expect((await fetchWith(`http://specs.corp:${port}/`, setting)).toString()).toBe('ok');
    });
  });

  describe('redirects', () => {
    const redirecting = (location: string, status = 302) =>
      serve((request, response) => {
        if (request.url === '/end') response.end('end');
        else response.writeHead(status, { location }).end('moved');
      });

    it.each([301, 302, 303, 307, 308])('follows %d', async (status) => {
      const port = await redirecting('/end', status);
      expect((await fetchWith(`http://127.0.0.1:${port}/`)).toString()).toBe('end');
    });

    it.each([
      'http://127.0.0.2/',
      'http://169.254.169.254/',
      '//[::1]/',
      'file:///etc/passwd',
      'ftp://example.com/',
      'http://u:p@127.0.0.1/',
    ])('does not follow to %s', async (location) => {
      const port = await redirecting(location);
      await refusalOf(fetchWith(`http://127.0.0.1:${port}/`));
    });

    it('gives up after three', async () => {
      const port = await redirecting('/again');
      expect((await refusalOf(fetchWith(`http://127.0.0.1:${port}/`))).message).toContain('more than 3 times');
    });

    it('keeps the caller’s headers from another origin', async () => {
      const seen: IncomingMessage[] = [];
      const other = await serve((request, response) => {
        seen.push(request);
        response.end('ok');
      });
      const port = await redirecting(`http://127.0.0.1:${other}/`);
      const options = { headers: [{ name: 'Authorization', value: 'Bearer secret' }] };
      await fetchWith(`http://127.0.0.1:${port}/`, { options });
      expect(seen[0]?.headers.authorization).toBeUndefined();
    });
  });

  describe('limits', () => {
    const small = { sizeLimitBytes: 1000 };

    it('stops at the size limit', async () => {
      const port = await serve((_request, response) => response.end(Buffer.alloc(1001)));
      expect((await refusalOf(fetchWith(`http://127.0.0.1:${port}/`, { rules: small }))).message).toContain(
        '1000 bytes',
      );
    });

    it('takes exactly the size limit', async () => {
      const port = await serve((_request, response) => response.end(Buffer.alloc(1000)));
      expect(await fetchWith(`http://127.0.0.1:${port}/`, { rules: small })).toHaveLength(1000);
    });

    it('counts what comes out of a bomb', async () => {
      const bomb = gzipSync(Buffer.alloc(10_000_000));
      const port = await serve((_request, response) => response.setHeader('content-encoding', 'gzip').end(bomb));
      const rules = { sizeLimitBytes: 1_000_000 };
      expect(bomb.length).toBeLessThan(rules.sizeLimitBytes);
      await refusalOf(fetchWith(`http://127.0.0.1:${port}/`, { rules }));
    });

    it.each([
      ['says nothing', () => undefined],
      ['stops in the middle', (response: { write(text: string): void }) => response.write('a')],
    ])('gives up on a server that %s', async (_what, answer) => {
      const port = await serve((_request, response) => void answer(response));
      const problem = await refusalOf(fetchWith(`http://127.0.0.1:${port}/`, { rules: { timeLimitMs: 50 } }));
      expect(problem.message).toContain('in time');
    });

    it('gives up on names that do not resolve in time', async () => {
      const rules = { timeLimitMs: 50, resolve: () => new Promise<never>(() => undefined) };
      expect((await refusalOf(fetchWith('http://slow.example/', { rules }))).message).toContain('in time');
    });
  });

  describe('what it refuses to send or read', () => {
    it.each<[string, string, FetchOptions]>([
      ['no URL', 'nonsense', {}],
      ['another scheme', 'file:///etc/passwd', {}],
      ['credentials', 'http://u:p@127.0.0.1/', {}],
      ['a header with a line break', 'http://127.0.0.1/', { headers: [{ name: 'a', value: 'top-secret\r\nb: c' }] }],
      ['a Host header', 'http://127.0.0.1/', { headers: [{ name: 'Host', value: 'top-secret' }] }],
      ['a header name with a space', 'http://127.0.0.1/', { headers: [{ name: 'a b', value: 'top-secret' }] }],
    ])('%s', async (_what, url, options) => {
      expect((await refusalOf(fetchWith(url, { options }))).message).not.toContain('top-secret');
    });

    it.each([404, 500, 304])('an answer of %d', async (status) => {
      const port = await serve((_request, response) => response.writeHead(status).end());
      expect((await refusalOf(fetchWith(`http://127.0.0.1:${port}/`))).message).toContain(`${status}`);
    });

    it('an unknown encoding', async () => {
      const port = await serve((_request, response) => response.setHeader('content-encoding', 'gzip, gzip').end('x'));
      expect((await refusalOf(fetchWith(`http://127.0.0.1:${port}/`))).code).toBe('invalid_argument');
    });

    it('a body that is not what its encoding says', async () => {
      const port = await serve((_request, response) => response.setHeader('content-encoding', 'gzip').end('plain'));
      expect((await refusalOf(fetchWith(`http://127.0.0.1:${port}/`))).code).toBe('invalid_argument');
    });

    it('a port where nobody listens, without telling the query', async () => {
      const port = await serve(() => undefined);
      await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
      const options = { query: [{ name: 'token', value: 'top-secret' }] };
      const problem = await refusalOf(fetchWith(`http://127.0.0.1:${port}/`, { options }));
      expect(problem.message).toContain('ECONNREFUSED');
      expect(problem.message).not.toContain('top-secret');
    });
  });
});

/** A resolver that must not be asked. */
function unasked(): { readonly resolve: FetchRules['resolve']; readonly calls: number } {
  let calls = 0;
  const resolve = async () => {
    calls += 1;
    return [{ address: '127.0.0.1', family: 4 }];
  };
  return {
    resolve,
    get calls() {
      return calls;
    },
  };
}
