import type { AppCodeSource, CallerApp, CallerPolicy, Route } from './fragment.js';
import { isToken, type Report } from './validate-text.js';

/** Who may call, and how: stage, protocols and apps. */
export function validateCalling({ match: { stage }, protocols, callers }: Route, report: Report): void {
  if (stage !== undefined && !isToken(stage.name)) report('match.stage.name', 'must be a name of a stage');
  if (protocols?.length === 0) report('protocols', 'must be one or more');
  if (callers !== undefined) validateCallers(callers, report);
}

function validateCallers({ appCodes, signatures, apps }: CallerPolicy, report: Report): void {
  if (appCodes.length + signatures.length === 0) report('callers', 'must leave a way to call');
  for (const [index, source] of appCodes.entries()) validateSource(source, `callers.appCodes[${index}]`, report);
  const known = new Set<string>();
  for (const [index, app] of apps.entries()) validateApp(app, known, `callers.apps[${index}]`, report);
}

function validateSource({ location, name, scheme }: AppCodeSource, at: string, report: Report): void {
  const isName = location === 'header' ? isToken(name) : name !== '';
  if (!isName) report(`${at}.name`, `must be the name of a ${location === 'header' ? 'header' : 'parameter'}`);
  if (scheme !== null && !isToken(scheme)) report(`${at}.scheme`, 'must be one word');
}

/** `known`: keys and digests of the apps before, which no other may have. */
function validateApp({ id, expiresAt, keys, codeDigests }: CallerApp, known: Set<string>, at: string, report: Report) {
  if (!/^[0-9]+$/.test(id)) report(`${at}.id`, 'must be decimal digits');
  if (expiresAt !== null && !isInstant(expiresAt)) report(`${at}.expiresAt`, 'must be a time in ISO 8601, UTC');
  for (const [index, { key, secret }] of keys.entries()) {
    const field = `${at}.keys[${index}]`;
    if (!/^[!-~]+$/.test(key)) report(`${field}.key`, 'must be visible ASCII');
    if (secret === '') report(`${field}.secret`, 'must not be empty');
    takeOnce(`key ${key}`, `${field}.key`, known, report);
  }
  for (const [index, digest] of codeDigests.entries()) {
    const field = `${at}.codeDigests[${index}]`;
    if (!/^[0-9a-f]{64}$/.test(digest)) report(field, 'must be a SHA-256 in lower-case hex');
    takeOnce(`code ${digest}`, field, known, report);
  }
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));

function takeOnce(what: string, field: string, known: Set<string>, report: Report): void {
  if (known.has(what)) report(field, 'belongs to another app, too');
  known.add(what);
}
