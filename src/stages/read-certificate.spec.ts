import { readFileSync } from 'node:fs';
import { Problem } from '../shared/problem.js';
import { readCertificate } from './read-certificate.js';

/** Of the conformance suite: for localhost, from 2020 to 2120 but for `expired`. */
const file = (name: string): string =>
  readFileSync(new URL(`../../test/conformance/support/certificates/${name}`, import.meta.url), 'utf8');
const NOW = new Date('2026-01-01T00:00:00Z');
const [body, key] = [file('right.pem'), file('right.key')];

function fieldOf(work: () => unknown): { field: string | undefined; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return { field: error.facts.field, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe(readCertificate.name, () => {
  it('tells from when to when it is valid, also of a chain', () => {
    const { validFrom, validTo } = readCertificate({ body: `${body}${file('trusted-ca.pem')}`, key }, 'localhost', NOW);
    expect([validFrom.getUTCFullYear(), validTo.getUTCFullYear()]).toEqual([2020, 2120]);
  });

  it.each([
    ['what is no certificate', { body: 'x', key }, 'localhost', NOW],
    ['a chain with something else in it', { body: `${body}${body.replace(/M/g, 'N')}`, key }, 'localhost', NOW],
    ['one of another domain', { body, key }, 'api.example.com', NOW],
    ['one of a domain for its wildcard', { body, key }, '*.localhost', NOW],
    ['one that has expired', { body: file('expired.pem'), key: file('expired.key') }, 'localhost', NOW],
    ['one that is not valid yet', { body, key }, 'localhost', new Date('2019-01-01T00:00:00Z')],
  ])('refuses %s', (_what, input, domain, now) => {
    expect(fieldOf(() => readCertificate(input, domain, now)).field).toBe('CertificateBody');
  });

  it.each([
    ['another key', file('untrusted.key')],
    ['what is no key', 'secret text'],
  ])('refuses %s, without its words', (_what, other) => {
    const { field, message } = fieldOf(() => readCertificate({ body, key: other }, 'localhost', NOW));
    expect(field).toBe('CertificatePrivateKey');
    expect(message).not.toContain(other.slice(0, 8));
  });
});
