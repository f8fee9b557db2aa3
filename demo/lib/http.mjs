import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true });

/** A call whose `Host` can be chosen, which fetch does not allow. `body`: parsed when it is JSON. */
export function call(url, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text,
          body: parsed(text),
          ms: performance.now() - begun,
        });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Lets go of idle connections, so that what they lead to can end at once. */
export const hangUp = () => agent.destroy();

/** The text itself when it is not JSON. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
