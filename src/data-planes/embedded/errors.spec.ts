import { answerFault } from './errors.js';
import { fragmentOf, GatewayFixture, routeOf } from './testing/fixture.js';

describe('answerFault', () => {
  const facts = { requestId: 'id-1', method: 'GET', path: '/a/b', detail: 'x' };

  it.each([
    ['ERR-002', 404, '[id-1],[ERR-002],[ApiProxy is not found for related URL( /a/b )!],[404],[]'],
    ['ERR-006', 404, '[id-1],[ERR-006],[Method not found or disabled!],[404],[]'],
  ] as const)('words %s as apiops.md 9.5 and 9.6 say', (fault, status, body) => {
    expect(answerFault(fault, 'correlation', facts)).toEqual({
      status,
      body,
      headers: ['Content-Type', 'text/plain; charset=utf-8', 'APINIZER-CORRELATION-ID', 'id-1'],
    });
  });

  it.each([
    ['ERR-003', 404],
    ['ERR-066', 408],
    ['ERR-069', 503],
    ['ERR-070', 503],
  ] as const)('gives %s the status %i', (fault, status) => {
    expect(answerFault(fault, 'correlation', facts).status).toBe(status);
  });

  it.each([
    ['ERR-002', 404, 'I404NF', 'API not found with `GET /a/b`'],
    ['ERR-006', 404, 'I404NF', 'API not found with `GET /a/b`'],
    ['ERR-066', 504, 'D504TO', 'Backend service request timeout'],
    ['ERR-069', 504, 'D504CO', 'Backend service connect failed'],
    ['bad-path', 400, 'I400PA', 'Invalid Request Path `x`'],
    ['missing-parameter', 400, 'I400MP', 'Parameter `x` is required'],
  ] as const)('words %s in headers as cloudapi-2016-07-14.md 5.5 says', (fault, status, code, message) => {
    expect(answerFault(fault, 'ca-headers', facts)).toEqual({
      status,
      body: '',
      headers: ['X-Ca-Request-Id', 'id-1', 'X-Ca-Error-Code', code, 'X-Ca-Error-Message', message],
    });
  });
});

describe('answers of the gateway itself', () => {
  let sut: GatewayFixture;

  beforeEach(async () => {
    sut = await GatewayFixture.start();
  });

  afterEach(() => sut.stop());

  it('answers 404 with a correlation id when nothing matches', async () => {
    const { status, headers, body } = await sut.send('/none?x');
    const id = String(headers['apinizer-correlation-id']);
    expect({ status, body }).toEqual({
      status: 404,
      body: `[${id}],[ERR-002],[ApiProxy is not found for related URL( /none )!],[404],[]`,
    });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('puts X-Ca-Request-Id on every answer of a ca-headers route, and an error code only on its own errors', async () => {
    const { port } = await sut.backend((_req, res) =>
      res.writeHead(500, { 'X-Ca-Error-Code': 'forged', 'X-Ca-Request-Id': 'x' }).end(),
    );
    const style = { errorStyle: 'ca-headers' } as const;
    const exact = (path: string) => ({ match: { path: { kind: 'exact', path } as const } });
    const routes = [
      routeOf('forward', { ...style, ...exact('/f') }),
      routeOf('respond', {
        ...style,
        ...exact('/m'),
        action: {
          kind: 'respond',
          status: 201,
          headers: [
            { name: 'X-M', value: '1' },
            { name: 'Transfer-Encoding', value: 'x' },
          ],
          body: 'mock',
        },
      }),
      routeOf('reject', { ...style, action: { kind: 'reject', code: 'ERR-002' } }),
    ];
    const endpoint = {
      scheme: 'http',
      host: '127.0.0.1',
      port,
      basePath: '',
      weight: 1,
      role: 'primary',
      healthCheck: false,
    } as const;
    await sut.serve({ p: fragmentOf(routes, [endpoint]) });
    const answers = await Promise.all(['/f', '/m', '/x'].map((path) => sut.send(path)));
    expect(answers.map(({ status }) => status)).toEqual([500, 201, 404]);
    for (const { headers } of answers) expect(headers['x-ca-request-id']).toMatch(/^[0-9A-F-]{36}$/);
    expect(answers.map(({ headers }) => headers['x-ca-error-code'])).toEqual([undefined, undefined, 'I404NF']);
    expect(answers[1]).toMatchObject({ body: 'mock', headers: { 'x-m': '1', 'content-length': '4' } });
    expect((await sut.send('/m', { method: 'HEAD' })).body).toBe('');
  });
});
