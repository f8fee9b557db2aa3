import { ShapeError, shaped } from '../../rpc/decode/shape.js';
import { API_FACTS, REQUEST_CONFIG, SERVICE_CONFIG, SERVICE_PARAMETERS } from './api-shapes.js';

describe('shaped', () => {
  it('ignores the case of first letters, at every depth', () => {
    const terraform = { serviceProtocol: 'HTTP', mockHeaders: [{ headerName: 'X-A', headerValue: '1' }] };
    expect(shaped(SERVICE_CONFIG, terraform)).toEqual({
      ServiceProtocol: 'HTTP',
      MockHeaders: [{ HeaderName: 'X-A', HeaderValue: '1' }],
    });
  });

  it('minds the case of other letters', () => {
    expect(shaped(REQUEST_CONFIG, { requestprotocol: 'HTTP' })).toEqual({});
  });

  it('keeps texts as they are spelt', () => {
    expect(shaped(SERVICE_PARAMETERS, [{ Location: 'Head', ParameterType: 'string' }])).toEqual([
      { Location: 'Head', ParameterType: 'string' },
    ]);
  });

  it('reads numbers and booleans from texts, and empty ones as absent', () => {
    expect(shaped(SERVICE_CONFIG, { ServiceTimeout: '1000', MockStatusCode: '' })).toEqual({ ServiceTimeout: 1000 });
    expect(shaped(REQUEST_CONFIG, { EscapePathParam: 'True' })).toEqual({ EscapePathParam: true });
    expect(shaped(REQUEST_CONFIG, { EscapePathParam: '' })).toEqual({});
  });

  it('knows other names of a field, and prefers its own', () => {
    expect(shaped(SERVICE_CONFIG, { ServiceTimeOut: 7 })).toEqual({ ServiceTimeout: 7 });
    expect(shaped(SERVICE_CONFIG, { functionComputeConfig: { fcRegionId: 'r' } })).toEqual({
      FunctionComputeConfig: { RegionId: 'r' },
    });
    expect(shaped(SERVICE_PARAMETERS, [{ Type: 'NUMBER' }])).toEqual([{ ParameterType: 'NUMBER' }]);
  });

  it('leaves out what it does not know and what is null', () => {
    expect(shaped(REQUEST_CONFIG, { RequestPath: null, isHide: true })).toEqual({});
  });

  it('takes a list also in the wrapper of responses', () => {
    const item = { HeaderName: 'A', HeaderValue: '1' };
    expect(shaped(SERVICE_CONFIG, { MockHeaders: { MockHeader: [item] } })).toEqual({ MockHeaders: [item] });
    expect(shaped(SERVICE_CONFIG, { MockHeaders: {} })).toEqual({ MockHeaders: [] });
  });

  it.each([
    [REQUEST_CONFIG, [], 'it must be an object'],
    [REQUEST_CONFIG, { RequestPath: {} }, 'RequestPath must be a text'],
    [SERVICE_CONFIG, { ServiceTimeout: 'soon' }, 'ServiceTimeout must be a number'],
    [REQUEST_CONFIG, { EscapePathParam: 'maybe' }, 'EscapePathParam must be true or false'],
    [SERVICE_CONFIG, { mockHeaders: 'x' }, 'MockHeaders must be a list'],
    [SERVICE_CONFIG, { mockHeaders: ['x'] }, 'MockHeaders[0] must be an object'],
  ])('names the place of a wrong value (%#)', (shape, value, message) => {
    expect(() => shaped(shape, value)).toThrow(new ShapeError(message));
  });

  it('gives back what it made', () => {
    const facts = { Visibility: 'PRIVATE', RequestConfig: { RequestPath: '/a' }, ResultType: 'JSON' };
    expect(shaped(API_FACTS, shaped(API_FACTS, facts))).toEqual(facts);
  });
});
