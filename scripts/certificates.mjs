/**
 * Makes the certificates with which Envoys and the control plane prove themselves to each other. Needs openssl.
 *
 * Usage: npm run certificates -- --out DIR ca [--days 3650]
 *        npm run certificates -- --out DIR server --name HOST [--name HOST] [--days 365] [--replace]
 *        npm run certificates -- --out DIR node --environment production [--id edge-1] [--days 365] [--replace]
 *
 * `--authority DIR`: where ca.crt and ca.key are, when not in --out; ca.crt is then copied to --out. `--name`: host name or
 * address that Envoys reach the control plane by. Nothing is overwritten without `--replace`, and an authority never.
 */
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { makeAuthority, makeNode, makeServer } from './lib/certificates.mjs';

const OPTIONS = {
  out: { type: 'string' },
  authority: { type: 'string' },
  name: { type: 'string', multiple: true, default: [] },
  environment: { type: 'string', multiple: true, default: [] },
  id: { type: 'string' },
  days: { type: 'string' },
  replace: { type: 'boolean', default: false },
};

/** Options beside --out and --days, and days that a certificate is good for unless told otherwise. */
const KINDS = {
  ca: { make: makeAuthority, options: [], days: 3650 },
  server: { make: makeServer, options: ['authority', 'name', 'replace'], days: 365 },
  node: { make: makeNode, options: ['authority', 'environment', 'id', 'replace'], days: 365 },
};

/** As environments and nodes are named; all of it may stand in a file's name, a URI and a subject alternative name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

function request(args) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [kind, ...rest] = positionals;
  if (!Object.hasOwn(KINDS, kind ?? '') || rest.length > 0)
    throw new Error(`say which: ${Object.keys(KINDS).join(', ')}`);
  const { make, options, days } = KINDS[kind];
  for (const [name, value] of Object.entries(values)) {
    const isGiven = value !== false && String(value) !== '';
    if (isGiven && !['out', 'days', ...options].includes(name)) throw new Error(`--${name} is not for '${kind}'`);
  }
  if (!values.out) throw new Error('--out is missing');
  if (kind === 'server') requireNames('name', values.name, (name) => isIP(name) !== 0 || HOST.test(name));
  if (kind === 'node') requireNames('environment', values.environment, (name) => NAME.test(name));
  if (values.id !== undefined) requireNames('id', [values.id], (name) => NAME.test(name));
  return () =>
    make({
      out: values.out,
      authority: values.authority ?? values.out,
      names: values.name,
      environments: values.environment,
      id: values.id,
      days: daysOf(values.days ?? String(days)),
      replace: values.replace,
    });
}

function requireNames(option, names, isValid) {
  if (names.length === 0) throw new Error(`--${option} is missing`);
  const wrong = names.find((name) => !isValid(name));
  if (wrong !== undefined) throw new Error(`--${option} cannot be '${wrong}'`);
}

function daysOf(text) {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new Error(`--days must be a whole number from 1, got '${text}'`);
}

try {
  for (const file of await request(process.argv.slice(2))()) console.log(file);
} catch (error) {
  console.error(`gatewright: ${error.message}`);
  process.exitCode = 1;
}
