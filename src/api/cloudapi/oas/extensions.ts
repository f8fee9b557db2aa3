import type { OutlineWords } from '../../../api-proxies/spec-import/outline.js';
import type { JsonValue } from '../../../shared/canonical-json.js';
import { invalid } from '../../../shared/problem.js';
import { type ObjectShape, type Shape, type Shaped, ShapeError, shaped } from '../../rpc/decode/shape.js';

const VENDOR = 'x-aliyun-apigateway-';

/** The vendor's words in a description. Source: cloudapi-2016-07-14.md 4.3. */
export const EXTENSION = {
  apiName: `${VENDOR}api-name`,
  authType: `${VENDOR}auth-type`,
  marketEnable: `${VENDOR}api-market-enable`,
  forceNonceCheck: `${VENDOR}api-force-nonce-check`,
  /** The vendor's spelling. */
  handling: `${VENDOR}paramater-handling`,
  rightlySpeltHandling: `${VENDOR}parameter-handling`,
  backend: `${VENDOR}backend`,
  constants: `${VENDOR}constant-parameters`,
  system: `${VENDOR}system-parameters`,
  backendName: `${VENDOR}backend-name`,
  backendLocation: `${VENDOR}backend-location`,
  anyMethod: `${VENDOR}any-method`,
  /** Ours: what of an API a description has no other words for. */
  further: 'x-gatewright-further',
} as const;

export const WORDS: OutlineWords = {
  extensionPrefixes: [VENDOR, EXTENSION.further],
  anyMethod: EXTENSION.anyMethod,
};

export const BACKEND = {
  fields: {
    Type: 'string',
    Address: 'string',
    Path: 'string',
    Method: 'string',
    Timeout: 'number',
    VpcAccessName: 'string',
    FcRegion: 'string',
    ServiceName: 'string',
    FunctionName: 'string',
    Arn: 'string',
    MockResult: 'string',
    MockStatusCode: 'number',
    MockHeaders: { list: { fields: { Name: 'string', Value: 'string' } }, item: 'MockHeader' },
  },
} as const;

export const CONSTANTS = {
  list: { fields: { BackendName: 'string', Location: 'string', Value: 'string', Description: 'string' } },
  item: 'ConstantParameter',
} as const;

export const SYSTEM = {
  list: {
    fields: {
      SystemName: 'string',
      BackendName: 'string',
      Location: 'string',
      DemoValue: 'string',
      Description: 'string',
    },
  },
  item: 'SystemParameter',
} as const;

export type Extensions = { readonly [name: string]: JsonValue };

/** @throws Problem invalid_argument that names the extension */
export function extension<S extends Shape>(extensions: Extensions, name: string, shape: S): Shaped<S> | undefined {
  const value = Object.hasOwn(extensions, name) ? extensions[name] : undefined;
  if (value === undefined || value === null) return undefined;
  try {
    // A wrapper, as a lone value would be read as absent where it is empty.
    const wrapper: ObjectShape = { fields: { Value: shape } };
    return (shaped(wrapper, { Value: value }) as { readonly Value?: Shaped<S> }).Value;
  } catch (error) {
    if (error instanceof ShapeError) throw invalid(name, error.message.replace(/^Value\b\.?/, '').trim());
    throw error;
  }
}

/** `header` of descriptions, `HEAD` of this protocol. Others stay as they are: they are refused where they are used. */
export function locationOf(text: string): string {
  const location = text.toUpperCase();
  if (location === 'HEADER') return 'HEAD';
  return location === 'FORMDATA' || location === 'FORM' ? 'BODY' : location;
}
