import { openAsBlob } from 'node:fs';
import { basename, relative } from 'node:path';
import { parsed } from './http.mjs';

/** The apiops dialect, called as curl would; every call is shown as the curl command it equals. */
export class Apiops {
  #base;
  #token;
  #say;

  /** @param {string} url of the management server. */
  constructor(url, { token, project }, say) {
    this.#base = `${url}/apiops/projects/${project}`;
    this.#token = token;
    this.#say = say;
  }

  /** A call with a JSON body, or none. `pretty`: shows the answer over several lines; `quiet`: shows nothing. */
  async call(method, path, body, { pretty = false, quiet = false } = {}) {
    if (!quiet) this.#say.command(...curlOf(method, path, body));
    const answer = await this.#send(method, path, {
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!quiet) this.#show(answer, pretty);
    return answer;
  }

  /** Creates (POST) or reimports (PUT) a proxy from a description file. */
  async upload(method, file, metadata, { quiet = false } = {}) {
    if (!quiet) {
      this.#say.command(
        `curl${method === 'POST' ? '' : ` -X ${method}`} -H "Authorization: Bearer $TOKEN" "$API/apiProxies/file/"`,
        `-F 'metadata=${JSON.stringify(metadata)}'`,
        `-F specFile=@${relative(process.cwd(), file)}`,
      );
    }
    const form = new FormData();
    form.set('metadata', JSON.stringify(metadata));
    form.set('specFile', await openAsBlob(file), basename(file));
    const answer = await this.#send(method, '/apiProxies/file/', { body: form });
    if (!quiet) this.#show(answer, false);
    return answer;
  }

  async #send(method, path, { headers = {}, body }) {
    const begun = performance.now();
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: { ...headers, Authorization: `Bearer ${this.#token}` },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, text, body: parsed(text), ms: performance.now() - begun };
  }

  #show({ status, body, ms }, pretty) {
    this.#say.answer(status, body, { pretty, note: `(${Math.round(ms)} ms)` });
  }
}

function curlOf(method, path, body) {
  const head = `curl${method === 'GET' ? '' : ` -X ${method}`} -H "Authorization: Bearer $TOKEN" "$API${path}"`;
  if (body === undefined) return [head];
  return [head, `-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`];
}
