import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { cameBack, witness } from './apiops-witness.js';
import type { Answer, App } from './app.js';

export { groupBody, proxyBody } from './apiops-bodies.js';

const PASSWORD = 'correct horse battery';

/** A member of a project with these roles, made through the administration API; resolves with a token of its own. */
export async function memberToken(app: App, roles: readonly string[], project = 'default'): Promise<string> {
  const username = `user-${randomUUID()}`;
  await made(app.call('POST', '/admin/v1/users', { username, password: PASSWORD }));
  await made(app.call('PUT', `/admin/v1/projects/${project}/members/${username}`, { roles, permissions: [] }));
  const { body } = await made(app.call('POST', `/admin/v1/users/${username}/tokens`, { name: 'test' }));
  return String(body['token']);
}

export async function newProject(app: App, name: string): Promise<void> {
  await made(app.call('POST', '/admin/v1/projects', { name }));
}

/** Passes a 2xx answer on; anything else is a test that cannot go on. */
export async function made(call: Promise<Answer>): Promise<Answer> {
  const answer = await call;
  if (answer.status < 200 || answer.status > 299) throw new Error(`not made: ${answer.status} ${answer.text}`);
  return answer;
}

/** The answer of a refusal, whole. */
export const refusal = (error: string, text: string) => ({
  error,
  error_description: text,
  success: false,
  status: 'FAILURE',
  resultMessage: text,
});

export const DONE = { success: true, status: 'SUCCESS' };

/** The whole answer of a deployment that the one embedded gateway of an environment confirmed. */
export function deployed(environment: string, kind: 'Deploy' | 'Undeploy' = 'Deploy') {
  const item = { environmentName: environment, success: true };
  return {
    ...DONE,
    deploymentResult: {
      success: true,
      message: `${kind}ment completed successfully`,
      responseTime: expect.any(Number),
      environmentResults: [{ ...item, message: `${kind}ed successfully` }],
      deploymentResults: [{ ...item, message: `${kind}ment successful` }],
      detailList: [
        {
          envName: environment,
          podName: expect.any(String),
          podIp: expect.any(String),
          success: true,
          detail: `${kind}ed successfully`,
          responseTime: expect.any(Number),
        },
      ],
    },
  };
}

/** An upload as browsers and curl send it. */
export async function upload(
  app: App,
  method: 'POST' | 'PUT',
  path: string,
  metadata: object | string,
  specFile?: string | Buffer,
  token = app.credentials.token,
): Promise<Answer> {
  const form = new FormData();
  form.set('metadata', typeof metadata === 'string' ? metadata : JSON.stringify(metadata));
  if (specFile !== undefined) form.set('specFile', new Blob([specFile]), 'spec.yaml');
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${app.url}${path}`, { method, headers, body: form });
  const text = await response.text();
  await witness(app, { method, path, body: form, ...cameBack(response, text) });
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

/** What a shell would see: status and body. */
export async function curl(...args: readonly string[]): Promise<{ status: number; text: string }> {
  const { stdout } = await promisify(execFile)('curl', ['-sS', '-w', '\n%{http_code}', ...args]);
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) };
}
