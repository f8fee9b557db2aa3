import { SignatureProblem, type SignatureRefusal } from '../../../auth/signature-problem.js';
import { signatureRefusal } from './gateway-errors.js';

describe('signatureRefusal', () => {
  const render = (refusal: SignatureRefusal) => signatureRefusal(new SignatureProblem(refusal));

  it('ends with the string to sign', () => {
    expect(render({ code: 'SignatureDoesNotMatch', stringToSign: 'GET&%2F&' })).toEqual({
      code: 'SignatureDoesNotMatch',
      http: 400,
      message: 'Specified signature is not matched with our calculation. server string to sign is:GET&%2F&',
    });
    expect(render({ code: 'IncompleteSignature', stringToSign: 's' }).message).toBe(
      'The request signature does not conform to Aliyun standards. server string to sign is:s',
    );
  });

  it('names the parameter', () => {
    expect(render({ code: 'MissingParameter', name: 'Timestamp' }).message).toBe(
      'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
    );
    expect(render({ code: 'InvalidParameter', name: 'SignatureMethod' })).toMatchObject({
      http: 400,
      message: 'The specified parameter "SignatureMethod" is not valid.',
    });
  });

  it.each([
    ['UnsupportedHTTPMethod', 403],
    ['InvalidAccessKeyId.NotFound', 404],
    ['SignatureNonceUsed', 400],
    ['InvalidSecurityToken.Expired', 400],
    ['InvalidSecurityToken.MismatchWithAccessKey', 400],
  ] as const)('%s has status %s', (code, http) => expect(render({ code }).http).toBe(http));
});
