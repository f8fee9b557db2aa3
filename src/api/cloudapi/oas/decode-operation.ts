import type { OutlineOperation } from '../../../api-proxies/spec-import/outline.js';
import type { Limits } from '../../../config/limits.js';
import { invalid } from '../../../shared/problem.js';
import { ShapeError, shaped } from '../../rpc/decode/shape.js';
import { API_DEFAULTS } from '../decode/api-defaults.js';
import { toWirePath } from '../decode/api-path.js';
import { API_FACTS, type ApiFacts, type RequestConfig } from '../decode/api-shapes.js';
import { apiNameFrom } from './api-names.js';
import { decodeBackend } from './decode-backend.js';
import { decodeParameters } from './decode-parameters.js';
import { CONSTANTS, EXTENSION, type Extensions, extension, locationOf, SYSTEM } from './extensions.js';

/** What an import says beside the description. */
export interface ImportDefaults extends FactDefaults {
  readonly limits: Limits;
}

export interface FactDefaults {
  /** For operations that say nothing. */
  readonly authType: string;
  readonly requestMode: string;
  /** Extensions of the document and of the import, which an operation's own go before. */
  readonly extensions: Extensions;
  readonly ownDomain: string;
}

/** An operation in the words of CreateApi. */
export interface DescribedApi {
  readonly name: string;
  /** The description says the name in so many words; else it was made of what it has. */
  readonly isNamed: boolean;
  readonly description: string;
  readonly facts: ApiFacts;
}

/** The vendor's default: an API of a description is protected unless it says otherwise. */
export const IMPORT_AUTH_TYPE = 'APP';

/** Pure. @throws Problem invalid_argument that names the extension or the parameter of CreateApi at fault */
export function decodeOperation(operation: OutlineOperation, defaults: ImportDefaults): DescribedApi {
  const named = extension(operation.extensions, EXTENSION.apiName, 'string') ?? '';
  const description = operation.description === '' ? operation.summary : operation.description;
  return {
    name: named === '' ? apiNameFrom(operation, defaults.limits) : named,
    isNamed: named !== '',
    description: [...description].slice(0, defaults.limits.longestDescription).join(''),
    facts: decodeFacts(operation, defaults),
  };
}

/** Pure. @throws Problem like `decodeOperation` */
export function decodeFacts(operation: OutlineOperation, defaults: FactDefaults): ApiFacts {
  const extensions = { ...defaults.extensions, ...operation.extensions };
  return withFurther(saidFacts(operation, extensions, defaults), operation.extensions);
}

function saidFacts(operation: OutlineOperation, extensions: Extensions, defaults: FactDefaults): ApiFacts {
  return {
    Visibility: extension(extensions, EXTENSION.marketEnable, 'boolean') === true ? 'PUBLIC' : 'PRIVATE',
    AuthType: extension(extensions, EXTENSION.authType, 'string') ?? defaults.authType,
    ForceNonceCheck: extension(extensions, EXTENSION.forceNonceCheck, 'boolean') ?? API_DEFAULTS.ForceNonceCheck,
    RequestConfig: requestConfig(operation, defaults),
    ServiceConfig: decodeBackend(operation, extensions, defaults.ownDomain),
    ...decodeParameters(operation.parameters),
    ConstantParameters: (extension(extensions, EXTENSION.constants, CONSTANTS) ?? []).map(
      ({ BackendName = '', Value = '', Location = '', ...rest }) => ({
        ServiceParameterName: BackendName,
        ConstantValue: Value,
        Location: locationOf(Location),
        ...rest,
      }),
    ),
    SystemParameters: (extension(extensions, EXTENSION.system, SYSTEM) ?? []).map(
      ({ SystemName = '', BackendName = '', Location = '', ...rest }) => ({
        ParameterName: SystemName,
        ServiceParameterName: BackendName,
        Location: locationOf(Location),
        ...rest,
      }),
    ),
  };
}

const BODY_FORMATS = { none: {}, form: { BodyFormat: 'FORM' }, other: { BodyFormat: 'STREAM' } } as const;

function requestConfig(
  { path, method, schemes, body, extensions }: OutlineOperation,
  defaults: FactDefaults,
): RequestConfig {
  const protocols = ['HTTP', 'HTTPS'].filter((each) => schemes.some((scheme) => scheme.toUpperCase() === each));
  return {
    RequestProtocol: protocols.length === 0 ? 'HTTP,HTTPS' : protocols.join(','),
    RequestHttpMethod: method,
    RequestPath: toWirePath(path),
    RequestMode: handlingOf(extensions) ?? handlingOf(defaults.extensions) ?? defaults.requestMode,
    ...BODY_FORMATS[body],
  };
}

const handlingOf = (extensions: Extensions): string | undefined =>
  extension(extensions, EXTENSION.handling, 'string') ??
  extension(extensions, EXTENSION.rightlySpeltHandling, 'string');

/** The rest of an API that was exported here. Null takes a member away. */
function withFurther(facts: ApiFacts, extensions: Extensions): ApiFacts {
  const further = Object.hasOwn(extensions, EXTENSION.further) ? extensions[EXTENSION.further] : undefined;
  if (further === undefined || further === null) return facts;
  try {
    const { RequestConfig, ServiceConfig, ...others } = further as { readonly [key: string]: object };
    return shaped(API_FACTS, {
      ...facts,
      ...others,
      RequestConfig: { ...facts.RequestConfig, ...RequestConfig },
      ServiceConfig: { ...facts.ServiceConfig, ...ServiceConfig },
    });
  } catch (error) {
    if (error instanceof ShapeError) throw invalid(EXTENSION.further, error.message);
    throw error;
  }
}
