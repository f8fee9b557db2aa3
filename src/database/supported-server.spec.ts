import { ConfigError } from '../config/config.js';
import { assertSupportedServer } from './supported-server.js';

describe('assertSupportedServer', () => {
  it.each(['15.0', '15', '16.4 (Debian 16.4-1.pgdg120+2)', '18.4', '19beta1', '100.1'])('takes %s', (version) => {
    expect(() => assertSupportedServer(version)).not.toThrow();
  });

  it.each(['14.13', '9.6.24', '1.5', '', 'unknown 18'])('refuses "%s" and says what it needs', (version) => {
    expect(() => assertSupportedServer(version)).toThrow(ConfigError);
    expect(() => assertSupportedServer(version)).toThrow(/needs 15 or newer/);
  });
});
