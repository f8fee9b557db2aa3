/**
 * Makes src/data-planes/envoy/generated/ from the .proto files that @grpc/grpc-js-xds carries, without the network.
 * buf.gen.yaml names the types. With --check it writes nothing and fails when the committed code differs.
 *
 * Usage: node scripts/generate-protos.mjs [--check]
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot } from './lib/paths.mjs';

const DEPS = inRoot('node_modules/@grpc/grpc-js-xds/deps');
const SOURCES = ['envoy-api', 'xds', 'googleapis', 'protoc-gen-validate'].map((name) => join(DEPS, name));
const TARGET = inRoot('src/data-planes/envoy/generated');
/** Files that hold the types of buf.gen.yaml; what they import comes along. */
const ROOTS = [
  'envoy/service/discovery/v3/discovery.proto',
  'envoy/config/cluster/v3/cluster.proto',
  'envoy/config/listener/v3/listener.proto',
  'envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector.proto',
  'envoy/config/route/v3/route.proto',
  'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
  'envoy/extensions/filters/http/router/v3/router.proto',
  'envoy/extensions/filters/http/header_mutation/v3/header_mutation.proto',
  'envoy/extensions/filters/http/lua/v3/lua.proto',
  'envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation.proto',
  'envoy/type/matcher/v3/http_inputs.proto',
  'envoy/extensions/common/matching/v3/extension_matcher.proto',
  'envoy/extensions/filters/http/composite/v3/composite.proto',
  'envoy/extensions/filters/http/upstream_codec/v3/upstream_codec.proto',
  'envoy/extensions/access_loggers/filters/cel/v3/cel.proto',
  'envoy/extensions/path/match/uri_template/v3/uri_template_match.proto',
  'envoy/extensions/path/rewrite/uri_template/v3/uri_template_rewrite.proto',
  'envoy/extensions/retry/host/previous_hosts/v3/previous_hosts.proto',
  'envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config.proto',
  'envoy/extensions/upstreams/http/v3/http_protocol_options.proto',
  'envoy/extensions/transport_sockets/tls/v3/tls.proto',
  'envoy/type/matcher/v3/http_inputs.proto',
  'xds/type/matcher/v3/matcher.proto',
];
const VALIDATE = 'validate/validate.proto';

const work = mkdtempSync(join(tmpdir(), 'gatewright-protos-'));
try {
  gather(ROOTS);
  generate();
  if (process.argv.includes('--check')) check();
  else install();
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Copies the files and all they import: the package lacks some files that only its unused ones need. */
function gather(files, seen = new Set()) {
  for (const file of files) {
    if (seen.has(file) || file.startsWith('google/protobuf/')) continue;
    seen.add(file);
    const source = SOURCES.map((folder) => join(folder, file)).find((path) => existsSync(path));
    if (source === undefined) throw new Error(`@grpc/grpc-js-xds does not carry ${file}`);
    mkdirSync(dirname(join(work, file)), { recursive: true });
    const text = readFileSync(source, 'utf8');
    writeFileSync(join(work, file), withoutComments(text));
    const imports = [...text.matchAll(/^import (?:public )?"([^"]+)";/gm)];
    gather(
      imports.map(([, path]) => path),
      seen,
    );
  }
}

/** Envoy's documentation stays where it is: what we keep are types. */
function withoutComments(proto) {
  return proto.replace(/^\s*\/\/.*$/gm, '').replace(/([;{}\],])\s*\/\/[^"\n]*$/gm, '$1');
}

function generate() {
  // The package's validate.proto is older than the files that use it; the rules are dropped anyhow.
  const rules = readFileSync(join(work, VALIDATE), 'utf8');
  writeFileSync(
    join(work, VALIDATE),
    rules.replace(
      /^message (?:String|Bytes|Repeated|Map|U?Int32|U?Int64|Float|Double)Rules \{/gm,
      '$&\n  optional bool ignore_empty = 1000;',
    ),
  );
  copyFileSync(inRoot('buf.gen.yaml'), join(work, 'buf.gen.yaml'));
  writeFileSync(join(work, 'buf.yaml'), 'version: v2\n');
  const bin = inRoot('node_modules/.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  execFileSync(join(bin, 'buf'), ['generate'], { cwd: work, env, stdio: 'inherit' });
  const generated = join(work, 'generated');
  // No checker of ours looks at these files, so none needs to be told off.
  for (const [file, text] of contents(generated)) {
    writeFileSync(join(generated, file), text.replace('/* eslint-disable */\n', ''));
  }
}

function install() {
  rmSync(TARGET, { recursive: true, force: true });
  cpSync(join(work, 'generated'), TARGET, { recursive: true });
}

function check() {
  const wanted = contents(join(work, 'generated'));
  const present = existsSync(TARGET) ? contents(TARGET) : new Map();
  const paths = [...new Set([...wanted.keys(), ...present.keys()])];
  const different = paths.filter((path) => wanted.get(path) !== present.get(path));
  if (different.length === 0) return;
  console.error(`generated code differs, run node scripts/generate-protos.mjs:\n${different.join('\n')}`);
  process.exitCode = 1;
}

function contents(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length + 1),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  );
}
