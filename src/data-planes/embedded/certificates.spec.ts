import { generateKeyPairSync } from 'node:crypto';
import { type Certificates as All, CertificateReader, Certificates, chooseCertificate } from './certificates.js';

const context = { context: {} };
const at = (...hosts: readonly string[]): All => {
  const all = new Certificates();
  for (const host of hosts) all.add('p', { id: host, host, context });
  return all;
};

describe('chooseCertificate', () => {
  const own = at('api.example.com', '*.example.com', '*.a.example.com', 'localhost');
  const guest = at('*.example.com', 'b.example.com');

  it.each([
    ['api.example.com', 'api.example.com'],
    ['API.Example.com', 'api.example.com'],
    ['www.example.com', '*.example.com'],
    ['x.y.example.com', '*.example.com'],
    ['x.a.example.com', '*.a.example.com'],
    ['a.example.com', '*.example.com'],
    ['b.example.com', 'b.example.com'],
    ['localhost', 'localhost'],
    ['example.com', undefined],
    ['com', undefined],
    ['example.org', undefined],
    ['.example.com', undefined],
    ['', undefined],
  ])('takes the most specific one for %s', (name, host) => {
    expect(chooseCertificate(name, [own, guest])?.host).toBe(host);
  });

  it('takes the first of several places', () => {
    const [first, second] = [at('api.example.com'), at('api.example.com')];
    expect(chooseCertificate('api.example.com', [first, second])).toBe(first.at('api.example.com'));
  });
});

describe(Certificates.name, () => {
  it('has one for as long as a release brings it', () => {
    const certificate = { id: 'c', host: 'api.example.com', context };
    const sut = new Certificates();
    sut.add('p', certificate);
    sut.add('q', certificate);
    sut.remove('p', certificate);
    expect(sut.at('api.example.com')).toBe(certificate);
    sut.remove('q', certificate);
    expect(sut.at('api.example.com')).toBeUndefined();
  });

  it('tells nothing of a key that cannot be used', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const host = { kind: 'exact', host: 'api.example.com' } as const;
    const read = () => new CertificateReader(at()).read({ id: 'c', host, chain: 'none', key });
    expect(read).toThrow(/^the certificate of api\.example\.com and its key cannot be used$/);
  });
});
