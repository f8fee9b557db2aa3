import { ConfigError, readConfig } from './config.js';

const TLS = {
  GATEWRIGHT_XDS_CERT: 'server.crt',
  GATEWRIGHT_XDS_KEY: '/keys/server.key',
  GATEWRIGHT_XDS_CA: 'ca.crt',
};

describe('what is kept', () => {
  it('has defaults, the audit log for ever', () => {
    expect(readConfig({}, '/').kept).toEqual({ promotionDays: 90, logDays: 7, auditDays: null });
  });

  it.each([
    ['GATEWRIGHT_KEEP_PROMOTION_DAYS', 'promotionDays'],
    ['GATEWRIGHT_KEEP_LOG_DAYS', 'logDays'],
    ['GATEWRIGHT_KEEP_AUDIT_DAYS', 'auditDays'],
  ] as const)('is %s days', (variable, name) => {
    expect(readConfig({ [variable]: '3' }, '/').kept[name]).toBe(3);
    for (const value of ['0', '-1', '1.5', 'never']) {
      expect(() => readConfig({ [variable]: value }, '/')).toThrow(`${variable} must be a whole number from 1`);
    }
  });
});

describe('readConfig, of the xDS server', () => {
  it('speaks plain text on loopback unless told otherwise', () => {
    expect(readConfig({}, '/srv/app')).toMatchObject({ xdsHost: '127.0.0.1', xdsPort: 18000, xdsTls: null });
    expect(readConfig({ GATEWRIGHT_XDS_HOST: '::1' }, '/srv/app')).toMatchObject({ xdsHost: '::1', xdsTls: null });
  });

  it('binds anywhere with TLS; paths start at the working directory', () => {
    expect(readConfig({ ...TLS, GATEWRIGHT_XDS_HOST: '0.0.0.0' }, '/srv/app')).toMatchObject({
      xdsHost: '0.0.0.0',
      xdsTls: { cert: '/srv/app/server.crt', key: '/keys/server.key', ca: '/srv/app/ca.crt' },
    });
  });

  it.each<[Record<string, string | undefined>, string]>([
    [{ GATEWRIGHT_XDS_HOST: '0.0.0.0' }, 'GATEWRIGHT_XDS_HOST is 0.0.0.0, but without TLS xDS is served on loopback'],
    [{ GATEWRIGHT_XDS_HOST: '::' }, 'set GATEWRIGHT_XDS_CERT, GATEWRIGHT_XDS_KEY, GATEWRIGHT_XDS_CA'],
    [{ ...TLS, GATEWRIGHT_XDS_HOST: 'control.example' }, 'must be an IP address'],
    [{ ...TLS, GATEWRIGHT_XDS_CA: undefined }, 'GATEWRIGHT_XDS_CA must be set, too'],
    [{ ...TLS, GATEWRIGHT_XDS_CERT: ' ' }, 'GATEWRIGHT_XDS_CERT must be set, too'],
    [{ GATEWRIGHT_XDS_CERT: 'server.crt' }, 'GATEWRIGHT_XDS_KEY and GATEWRIGHT_XDS_CA must be set, too'],
  ])('refuses %j', (env, words) => {
    const read = () => readConfig(env, '/srv/app');
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(words);
  });
});

describe('readConfig, of gateways', () => {
  const portsOf = (env: Record<string, string>) => {
    const { gatewayPort, gatewayHttpsPort } = readConfig(env, '/srv/app');
    return [gatewayPort, gatewayHttpsPort];
  };

  it('listens for HTTP, and for HTTPS where it is told to', () => {
    expect(portsOf({})).toEqual([9080, null]);
    expect(portsOf({ GATEWRIGHT_GATEWAY_PORT: '81', GATEWRIGHT_GATEWAY_HTTPS_PORT: '443' })).toEqual([81, 443]);
    expect(() => portsOf({ GATEWRIGHT_GATEWAY_HTTPS_PORT: '0' })).toThrow(
      /GATEWRIGHT_GATEWAY_HTTPS_PORT must be a port/,
    );
  });
});
