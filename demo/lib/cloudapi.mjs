import { createRequire } from 'node:module';

// The vendor's client, as it comes from npm; it is CommonJS.
const sdk = createRequire(import.meta.url)('@alicloud/cloudapi20160714');

/** The cloudapi dialect, called through @alicloud/cloudapi20160714 pointed at this server; every call is shown. */
export class Cloudapi {
  #client;
  #say;

  /** @param {string} url of the management server. */
  constructor(url, { accessKeyId, accessKeySecret }, say) {
    const { host } = new URL(url);
    this.#client = new sdk.default({
      accessKeyId,
      accessKeySecret,
      regionId: 'cn-hangzhou',
      endpoint: host,
      protocol: 'http',
    });
    this.#say = say;
    this.construction = [
      `import CloudApi from '@alicloud/cloudapi20160714';`,
      `const client = new CloudApi.default({ accessKeyId, accessKeySecret, regionId: 'cn-hangzhou',`,
      `  endpoint: '${host}', protocol: 'http' });`,
    ].join('\n');
  }

  /**
   * @param {string} name as the client has it, e.g. `deployApi`.
   * @param {(body: object) => unknown} pick what of the answer is shown.
   */
  async call(name, parameters, pick = (body) => body) {
    this.#say.code(`await client.${name}(${shown(parameters)})`);
    const begun = performance.now();
    const { statusCode, body } = await this.#client[name](new sdk[requestName(name)](parameters));
    const ms = performance.now() - begun;
    this.#say.answer(statusCode, pick(body), { note: `(${Math.round(ms)} ms)` });
    return { body, ms };
  }
}

const requestName = (name) => `${name[0].toUpperCase()}${name.slice(1)}Request`;

/** JSON texts inside parameters are printed as the objects that they hold. */
function shown(parameters) {
  if (Object.keys(parameters).length === 0) return '{}';
  const entries = Object.entries(parameters).map(([name, value]) => {
    const isJson = typeof value === 'string' && /^[[{]/.test(value);
    return isJson ? `\n  ${name}: JSON.stringify(${value})` : `${name}: ${JSON.stringify(value)}`;
  });
  return `{ ${entries.join(', ')} }`;
}
