import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretBox } from './secret-box.js';
import { sealingKey } from './secret-key.js';

describe('SecretBox', () => {
  const box = new SecretBox(Buffer.alloc(32, 1));

  it('opens what it sealed, and seals the same text differently each time', () => {
    const sealed = box.seal('s3cret', 'LTAI1');
    expect(box.open(sealed, 'LTAI1')).toBe('s3cret');
    expect(sealed.includes(Buffer.from('s3cret'))).toBe(false);
    expect(box.seal('s3cret', 'LTAI1').equals(sealed)).toBe(false);
  });

  it('refuses another key, another owner, and every changed byte, and says what to set', () => {
    const sealed = box.seal('s3cret', 'LTAI1');
    expect(() => new SecretBox(Buffer.alloc(32, 2)).open(sealed, 'LTAI1')).toThrow('GATEWRIGHT_SECRET_KEY');
    expect(() => box.open(sealed, 'LTAI2')).toThrow('GATEWRIGHT_SECRET_KEY');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => box.open(changed, 'LTAI1')).toThrow('GATEWRIGHT_SECRET_KEY');
    }
    expect(() => box.open(Buffer.alloc(0), 'LTAI1')).toThrow('GATEWRIGHT_SECRET_KEY');
  });
});

describe('sealingKey', () => {
  let dataDir = '';
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'gatewright-key-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('makes a key file once, readable by its owner only, and leaves nothing else behind', () => {
    const nested = join(dataDir, 'data');
    const key = sealingKey({ secretKey: null, dataDir: nested });
    expect(key).toHaveLength(32);
    expect(sealingKey({ secretKey: null, dataDir: nested })).toEqual(key);
    expect(statSync(join(nested, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(nested)).toEqual(['secret.key']);
  });

  it('gives another replica the same key when it is told the text of the file', () => {
    const key = sealingKey({ secretKey: null, dataDir });
    const secretKey = readFileSync(join(dataDir, 'secret.key'), 'utf8').trim();
    expect(sealingKey({ secretKey, dataDir: '/nowhere' })).toEqual(key);
    expect(sealingKey({ secretKey: 'other', dataDir: '/nowhere' })).not.toEqual(key);
  });

  it('refuses a damaged file instead of making a new key', () => {
    writeFileSync(join(dataDir, 'secret.key'), '');
    expect(() => sealingKey({ secretKey: null, dataDir })).toThrow('damaged');
  });
});
