import { type CallerRules, SIGNATURE_METHODS } from '../../../model/api-proxy.js';
import type { AppCodePlace } from '../../../model/proxy-group.js';
import { invalid, Problem } from '../../../shared/problem.js';
import { type Shaped, ShapeError, shaped } from '../../rpc/decode/shape.js';
import { API_DEFAULTS } from './api-defaults.js';
import type { ApiFacts } from './api-shapes.js';

/** AppCodeAuthType and how the core says it. Source: cloudapi-2016-07-14.md 4.2. */
export const APP_CODE_TYPES: Readonly<Record<string, CallerRules['appCodes']>> = {
  DEFAULT: 'GROUP',
  DISABLE: 'NONE',
  HEADER: 'HEADER',
  HEADER_QUERY: 'HEADER_QUERY',
};

/**
 * Null: anybody may call.
 * @throws Problem invalid_argument: an API that its owner believes to be protected must not be served to everybody
 */
export function callersOf(facts: ApiFacts): CallerRules | null {
  const { AuthType = API_DEFAULTS.AuthType } = facts;
  if (AuthType === 'ANONYMOUS') return null;
  if (AuthType !== 'APP') throw invalid('AuthType', 'use APP or ANONYMOUS: OpenID tokens are not verified here');
  const appCodes = APP_CODE_TYPES[facts.AppCodeAuthType ?? API_DEFAULTS.AppCodeAuthType];
  if (appCodes === undefined) throw invalid('AppCodeAuthType', `use one of ${Object.keys(APP_CODE_TYPES).join(', ')}`);
  return {
    appCodes,
    signatures: signaturesOf(facts.AllowSignatureMethod ?? API_DEFAULTS.AllowSignatureMethod),
    nonceRequired: facts.ForceNonceCheck ?? API_DEFAULTS.ForceNonceCheck,
  };
}

function signaturesOf(text: string): CallerRules['signatures'] {
  const named = text.split(',').map((each) => each.trim().toLowerCase());
  const methods = SIGNATURE_METHODS.filter((method) => named.includes(method.toLowerCase()));
  if (methods.length === named.length) return methods;
  throw invalid('AllowSignatureMethod', 'use HmacSHA256, or HmacSHA1,HmacSHA256');
}

const PLACE = { fields: { Location: 'string', Name: 'string' } } as const;

/**
 * CustomAppCodeConfig of a group: `{"location":"HEADER","name":"x-my-code"}`; null for none.
 * @throws Problem malformed_body, invalid_argument
 */
export function appCodePlaceOf(text: string): AppCodePlace | null {
  if (text === '') return null;
  const { Location = '', Name = '' } = placeOf(text);
  if (Location === '' && Name === '') return null;
  const location = Location.toUpperCase();
  if (location !== 'HEADER' && location !== 'QUERY') throw invalid(FIELD, 'location must be HEADER or QUERY');
  if (!/^[\w-]{1,100}$/.test(Name)) throw invalid(FIELD, 'name must be 1 to 100 letters, digits, _ or -');
  return { location: location === 'HEADER' ? 'header' : 'query', name: Name };
}

const FIELD = 'CustomAppCodeConfig';

function placeOf(text: string): Shaped<typeof PLACE> {
  try {
    return shaped(PLACE, JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof ShapeError)) throw cause;
    throw new Problem('malformed_body', `${FIELD}: ${cause.message}`, { field: FIELD }, { cause });
  }
}
