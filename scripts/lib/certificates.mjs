import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CA = 'ca';

/**
 * Makes an authority: `ca.crt` and `ca.key` in `out`.
 * @param {{out: string, days: number}} request
 */
export const makeAuthority = ({ out, days }) =>
  install(out, CA, false, async (draft) => {
    const extensions = ['basicConstraints = critical, CA:TRUE, pathlen:0', 'keyUsage = critical, keyCertSign, cRLSign'];
    const config = await writeConfig(draft, 'Gatewright CA', extensions);
    const files = ['-keyout', join(draft, 'key'), '-out', join(draft, 'crt')];
    await openssl('req', '-x509', ...NEW_KEY, ...files, '-config', config, '-days', String(days), ...serial());
  });

/**
 * Makes a certificate for the control plane: `server-{first name}.crt` and `.key` in `out`.
 * @param {{out: string, authority: string, names: readonly string[], days: number, replace: boolean}} request names: those
 *   that Envoys reach it by, DNS names or IP addresses
 */
export const makeServer = ({ names, ...request }) =>
  makeLeaf(`server-${names[0]}`, 'serverAuth', names.map(hostName), request);

/**
 * Makes a certificate for Envoys: `node-{environment}[+{environment}][@{id}].crt` and `.key` in `out`.
 * @param {{out: string, authority: string, environments: readonly string[], id: string | undefined, days: number,
 *   replace: boolean}} request without an id it is for every node of the environments
 */
export const makeNode = ({ environments, id, ...request }) => {
  const names = environments.map((environment) => `URI:${environmentUri(environment, id)}`);
  const label = `${environments.join('+')}${id === undefined ? '' : `@${id}`}`;
  return makeLeaf(`node-${label}`, 'clientAuth', names, request);
};

/** What a certificate names that lets nodes of an environment in. */
export const environmentUri = (environment, id) =>
  `gatewright://environment/${environment}${id === undefined ? '' : `/node/${id}`}`;

const hostName = (name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`;

async function makeLeaf(label, usage, names, { out, authority, days, replace }) {
  const [caCert, caKey] = ['crt', 'key'].map((ending) => join(authority, `${CA}.${ending}`));
  for (const file of [caCert, caKey]) if (!existsSync(file)) throw new Error(`${file} is missing: make it with 'ca'`);
  // Whoever gets this folder has all that it needs, and not the authority's key.
  const isElsewhere = resolve(out) !== resolve(authority);
  const ca = isElsewhere ? [await addAuthority(out, await readFile(caCert), replace)] : [];
  const made = await install(out, label, replace, async (draft) => {
    const extensions = [
      'basicConstraints = critical, CA:FALSE',
      'keyUsage = critical, digitalSignature',
      `extendedKeyUsage = ${usage}`,
      `subjectAltName = ${names.join(', ')}`,
    ];
    const config = await writeConfig(draft, label.slice(0, MAX_COMMON_NAME), extensions);
    const request = join(draft, 'csr');
    await openssl('req', '-new', ...NEW_KEY, '-keyout', join(draft, 'key'), '-out', request, '-config', config);
    const signing = ['-CA', caCert, '-CAkey', caKey, '-extfile', config, '-extensions', 'extensions', ...serial()];
    const files = ['-in', request, '-out', join(draft, 'crt')];
    await openssl('x509', '-req', '-sha256', ...files, '-days', String(days), ...signing);
  });
  return [...made, ...ca];
}

async function addAuthority(out, pem, replace) {
  await mkdir(out, { recursive: true, mode: 0o700 });
  const target = join(out, `${CA}.crt`);
  if (existsSync(target) && !replace && !pem.equals(await readFile(target))) {
    throw new Error(`${target} is there already and of another authority`);
  }
  const draft = join(out, `.${CA}.${randomBytes(6).toString('hex')}`);
  await writeFile(draft, pem);
  await rename(draft, target);
  return target;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-sha256'];
const MAX_COMMON_NAME = 64;

/** Positive, and never twice the same. */
const serial = () => ['-set_serial', `0x01${randomBytes(15).toString('hex')}`];

async function writeConfig(draft, commonName, extensions) {
  const file = join(draft, 'config');
  const request = ['[req]', 'prompt = no', 'distinguished_name = name', 'x509_extensions = extensions'];
  const lines = [...request, '[name]', `CN = ${commonName}`, '[extensions]', ...extensions];
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/**
 * Has `make` write `key` and `crt` into a draft folder, then puts them in their places: by rename, which is what Envoy
 * watches for. Returns their paths.
 */
async function install(out, label, replace, make) {
  await mkdir(out, { recursive: true, mode: 0o700 });
  const targets = ['key', 'crt'].map((ending) => join(out, `${label}.${ending}`));
  const taken = targets.find((target) => existsSync(target));
  if (taken !== undefined && !replace) throw new Error(`${taken} is there already, and is not overwritten`);
  const draft = await mkdtemp(join(out, '.draft-'));
  try {
    await make(draft);
    await chmod(join(draft, 'key'), 0o600);
    await chmod(join(draft, 'crt'), 0o644);
    for (const [index, ending] of ['key', 'crt'].entries()) {
      await (replace ? rename : link)(join(draft, ending), targets[index]);
    }
    return targets;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function openssl(...args) {
  try {
    await run('openssl', args);
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error("this needs the program 'openssl', which is not installed");
    throw new Error(`openssl ${args[0]} failed: ${error.stderr?.trim() ?? error.message}`, { cause: error });
  }
}
