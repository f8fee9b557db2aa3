import { createHash, createHmac } from 'node:crypto';
import { patternProgram } from '../../src/data-planes/envoy/translate/call-pattern.js';
import { CALL_SCRIPT } from '../../src/data-planes/envoy/translate/call-script.js';
import { compilePattern } from '../../src/ir/pattern.js';
import { envoyBinary } from '../support/envoy-binary.js';
import { freePorts } from '../support/free-ports.js';
import { EnvoyProcess } from './planes/envoy-process.js';

/** Answers with what a function of the script makes of the body; its results in hex, parted by commas. */
const ASKED = `
local function results(name, body, context)
  if name == "hmac256" then return digest.hmac(digest.sha256, "key", body) end
  if name == "hmac1" then return digest.hmac(digest.sha1, ("k"):rep(100), body) end
  if name == "form" then return text.writeForm(text.readForm((text.scrubbed(body)))) end
  if name == "scrubbed" then return (text.scrubbed(body)) end
  if name == "pattern" then return tostring(pattern.matches(context:get("program"), body)) end
  return (digest[name] or text[name])(body) or "nothing"
end
function envoy_on_request(handle)
  local name = handle:headers():get(":path"):match("^/(%w+)")
  local body = handle:body()
  local bytes = body and body:length() > 0 and body:getBytes(0, body:length()) or ""
  handle:respond({ [":status"] = "200" }, digest.hex(results(name, bytes, handle:filterContext())))
end
`;

const PATTERNS = [
  '[a-z]+|v\\d{1,3}',
  '(?i)Kelvin',
  '^\\p{Han}{2}$',
  '(?m)^a$\\n^b$',
  '\\bfoo\\b.*\\B',
  '(?s)a.b',
  'a.b',
  '[^\\n]*',
  '(a*)*b',
  '',
  '\\S+@\\S+\\.\\w{2,}',
  '(?:é|😀){1,2}',
];
const TEXTS = [
  'abc',
  'v12',
  'v1234',
  'kelvin',
  '\u212aelvin',
  '中国',
  '中',
  'a\nb',
  'a\n',
  'foo ',
  'foo b',
  'axb',
  'aab',
  '',
  'a@b.cd',
  'é😀',
];

/** The same ones every time, of these lengths. */
function bytesOf(length: number): Buffer {
  let state = length + 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state >> 16;
    }),
  );
}

const LENGTHS = [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000, 65_537];

const hash = (name: string) => (body: Buffer) => createHash(name).update(body).digest();

const DIGESTS: readonly (readonly [string, (body: Buffer) => Buffer])[] = [
  ['sha256', hash('sha256')],
  ['sha1', hash('sha1')],
  ['md5', hash('md5')],
  ['hmac256', (body) => createHmac('sha256', 'key').update(body).digest()],
  ['hmac1', (body) => createHmac('sha1', 'k'.repeat(100)).update(body).digest()],
];

const QUERIES = ['a%20b+c', '%E4%BD%A0', '%zz', '%', '%C3', '%C3%A9%', 'plain', '%ED%A0%80', '%F0%9F%98%80', '%00'];
const BODIES = ['a=1&b=%zz&&c', '?x=%C3&y=+', '=', 'ü=é', "!'()*~-._=%7E", '', 'a=%E4%BD', 'a==b'];
const UNCLEAN = ['c3', 'e4bd', 'eda080', 'f09f98', 'ff41', 'c0af', '41e282', 'f4908080', 'c3a9'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return 'nothing';
  }
}

const lua = (fields: object) => ({
  '@type': `type.googleapis.com/envoy.extensions.filters.http.lua.v3.${'name' in fields ? 'LuaPerRoute' : 'Lua'}`,
  ...fields,
});

/** A route for each pattern, with its program. */
const bootstrapAt = (port: number) => ({
  static_resources: {
    listeners: [
      {
        address: { socket_address: { address: '127.0.0.1', port_value: port } },
        filter_chains: [{ filters: [{ name: 'http', typed_config: MANAGER }] }],
      },
    ],
  },
});

const HTTP = 'type.googleapis.com/envoy.extensions.filters';

/** The script itself, with nothing to go by. */
const BROKEN = {
  match: { prefix: '/broken' },
  direct_response: { status: 200 },
  typed_per_filter_config: { script: lua({ name: 'call', filter_context: {} }) },
};

const MANAGER = {
  '@type': `${HTTP}.network.http_connection_manager.v3.HttpConnectionManager`,
  stat_prefix: 'script',
  http_filters: [
    {
      name: 'script',
      typed_config: lua({
        source_codes: { asked: { inline_string: CALL_SCRIPT + ASKED }, call: { inline_string: CALL_SCRIPT } },
      }),
    },
    { name: 'router', typed_config: { '@type': `${HTTP}.http.router.v3.Router` } },
  ],
  route_config: {
    virtual_hosts: [
      {
        name: 'all',
        domains: ['*'],
        routes: [...PATTERNS.map((pattern, index) => routeOf(`/pattern/${index}/`, pattern)), BROKEN, routeOf('/', '')],
      },
    ],
  },
};

function routeOf(prefix: string, pattern: string) {
  const filter_context = { program: patternProgram(pattern) };
  return {
    match: { prefix },
    direct_response: { status: 404 },
    typed_per_filter_config: { script: lua({ name: 'asked', filter_context }) },
  };
}

describe("the script of Envoy's call-time logic", () => {
  let envoy: EnvoyProcess;
  let port: number;

  beforeAll(async () => {
    port = await freePorts(1);
    envoy = new EnvoyProcess(await envoyBinary(), bootstrapAt(port), (error) => process.stderr.write(String(error)));
    await envoy.listening(port);
  });

  afterAll(() => envoy.stop());

  async function ask(path: string, body: Buffer | string): Promise<Buffer> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: Buffer.from(body) });
    expect(response.status).toBe(200);
    return Buffer.from(await response.text(), 'hex');
  }

  it.each(DIGESTS)('%s is that of Node', async (name, expected) => {
    for (const body of LENGTHS.map(bytesOf)) {
      expect([body.length, (await ask(`/${name}`, body)).toString('hex')]).toEqual([
        body.length,
        expected(body).toString('hex'),
      ]);
    }
  });

  it('decodes, encodes and scrubs text as JavaScript does', async () => {
    for (const text of QUERIES) expect([text, String(await ask('/decoded', text))]).toEqual([text, decoded(text)]);
    for (const text of [...TEXTS, "a/b?!'()*~"]) {
      expect(String(await ask('/encoded', text))).toBe(encodeURIComponent(text));
    }
    for (const bytes of UNCLEAN) expect(String(await ask('/scrubbed', bytes))).toBe(bytes.toString('utf8'));
  });

  it('reads and writes forms as URLSearchParams does', async () => {
    for (const form of BODIES) {
      expect([form, String(await ask('/form', form))]).toEqual([form, new URLSearchParams(form).toString()]);
    }
  });

  it('matches patterns as the embedded gateway does', async () => {
    for (const [index, pattern] of PATTERNS.entries()) {
      const compiled = compilePattern(pattern);
      const expected = TEXTS.filter((text) => compiled.ok && compiled.matches(text));
      const found: string[] = [];
      for (const text of TEXTS) if (String(await ask(`/pattern/${index}/`, text)) === 'true') found.push(text);
      expect([pattern, found]).toEqual([pattern, expected]);
    }
  });

  it('refuses a request when it breaks: Envoy would let it pass', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/broken`);
    expect([response.status, await response.text()]).toEqual([500, '[],[GW-500],[Internal error],[500],[]']);
  });
});
