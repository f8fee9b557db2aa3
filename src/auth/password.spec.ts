import { checkPassword, hashPassword, verifyPassword } from './password.js';

describe('password', () => {
  it('verifies what was hashed and nothing else', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(stored).not.toContain('correct');
    await expect(verifyPassword('correct horse', stored)).resolves.toBe(true);
    await expect(verifyPassword('correct horsf', stored)).resolves.toBe(false);
    await expect(verifyPassword('', stored)).resolves.toBe(false);
  });

  it('salts: equal passwords have different hashes', async () => {
    expect(await hashPassword('same same same')).not.toBe(await hashPassword('same same same'));
  });

  it('takes one text in its two Unicode spellings as one password', async () => {
    await expect(verifyPassword('cafe\u0301-au-lait', await hashPassword('caf\u00e9-au-lait'))).resolves.toBe(true);
  });

  it('still reads a hash made with another cost', async () => {
    const cheap = 'scrypt$16$8$1$c2FsdA$';
    const { scryptSync } = await import('node:crypto');
    const key = scryptSync('old password', Buffer.from('salt'), 32, { N: 16, r: 8, p: 1 }).toString('base64url');
    await expect(verifyPassword('old password', cheap + key)).resolves.toBe(true);
  });

  it('answers false for nobody, at the cost of a real verification', async () => {
    const stored = await hashPassword('correct horse');
    const time = async (hash: string | null) => {
      const start = process.cpuUsage();
      await verifyPassword('wrong password', hash);
      return process.cpuUsage(start).user;
    };
    await expect(verifyPassword('anything', null)).resolves.toBe(false);
    expect(await time(null)).toBeGreaterThan((await time(stored)) / 4);
  });

  it.each(['', '1234567', 'x'.repeat(257)])('refuses %p as a new password', (password) => {
    expect(() => checkPassword(password)).toThrow(expect.objectContaining({ facts: { field: 'password' } }));
  });
});
