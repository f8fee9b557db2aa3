import { XMLParser } from 'fast-xml-parser';
import { renderRefusal, renderSuccess } from './render.js';
import { toXml } from './xml.js';

const REQUEST_ID = 'CEF72CEB-54B6-4AE8-B225-F876FF7B0015';
const envelope = (format: 'JSON' | 'XML') => ({
  format,
  requestId: REQUEST_ID,
  host: 'gate:8080',
  product: 'CloudAPI',
});

describe('a success', () => {
  it('is one JSON object with the request id in body and header', () => {
    const { status, headers, body } = renderSuccess(envelope('JSON'), 'CreateApi', { ApiId: 'a' });
    expect(status).toBe(200);
    expect(headers).toEqual({ 'Content-Type': 'application/json;charset=utf-8', 'x-acs-request-id': REQUEST_ID });
    expect(JSON.parse(body)).toEqual({ RequestId: REQUEST_ID, ApiId: 'a' });
  });

  it('is XML below the name of the action', () => {
    const { headers, body } = renderSuccess(envelope('XML'), 'CreateApi', { ApiId: 'a' });
    expect(headers['Content-Type']).toBe('text/xml;charset=utf-8');
    expect(body).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<CreateApiResponse><RequestId>${REQUEST_ID}</RequestId><ApiId>a</ApiId></CreateApiResponse>`,
    );
  });
});

describe('a refusal', () => {
  it('has every member that clients read', () => {
    const refusal = { code: 'NotFoundApi', http: 404, message: 'gone' };
    const { status, headers, body } = renderRefusal(envelope('JSON'), refusal);
    expect(status).toBe(404);
    expect(headers).not.toHaveProperty('x-acs-retry-after');
    expect(JSON.parse(body)).toEqual({
      RequestId: REQUEST_ID,
      HostId: 'gate:8080',
      Code: 'NotFoundApi',
      Message: 'gone',
      Recommend: 'https://api.aliyun.com/troubleshoot?q=NotFoundApi&product=CloudAPI',
    });
  });

  it('says when to come back, in whole milliseconds', () => {
    const refusal = { code: 'Throttling.User', http: 429, message: 'm', retryAfterMs: 12.3 };
    expect(renderRefusal(envelope('XML'), refusal).headers).toMatchObject({
      'Content-Type': 'text/xml;charset=utf-8',
      'x-acs-retry-after': '13',
    });
  });
});

describe('toXml', () => {
  it('repeats list items and keeps empty lists and texts', () => {
    const xml = toXml('R', { Tags: { Tag: [{ Key: 'a' }, { Key: 'b' }] }, None: { Item: [] }, Empty: '', Off: false });
    expect(xml).toContain('<Tags><Tag><Key>a</Key></Tag><Tag><Key>b</Key></Tag></Tags>');
    expect(xml).toContain('<None></None><Empty></Empty><Off>false</Off>');
  });

  it('escapes markup and replaces what XML cannot hold', () => {
    const text = `<a href="x">&amp;</a> 中文 \u0000\u001b\ud800 😀`;
    const xml = toXml('R', { T: text });
    expect(new XMLParser().parse(xml).R.T).toBe(`<a href="x">&amp;</a> 中文 \ufffd\ufffd\ufffd 😀`);
  });
});
