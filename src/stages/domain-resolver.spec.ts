import { DomainResolver } from './domain-resolver.js';

const TARGET = 'g-cn.gw.example';

class Scripted extends DomainResolver {
  asked: string[] = [];

  constructor(
    private readonly answer: readonly string[] | string,
    verifyDomains = true,
  ) {
    super({ verifyDomains });
  }

  protected override async resolve(name: string): Promise<string[]> {
    this.asked.push(name);
    if (typeof this.answer === 'string') throw Object.assign(new Error(this.answer), { code: this.answer });
    return [...this.answer];
  }
}

describe(DomainResolver.name, () => {
  it('takes a domain that leads here, whatever the spelling', async () => {
    const resolver = new Scripted(['other.example', 'G-cn.GW.example.']);
    await resolver.requireAlias('api.example.com', TARGET);
    await resolver.requireAlias('*.example.com', TARGET);
    expect(resolver.asked).toEqual(['api.example.com', 'gatewright.example.com']);
  });

  it.each([
    ['leads elsewhere', ['x.gw.example']],
    ['is unknown', 'ENOTFOUND'],
    ['has no such record', 'ENODATA'],
  ])('refuses one that %s', async (_what, answer) => {
    await expect(new Scripted(answer).requireAlias('api.example.com', TARGET)).rejects.toMatchObject({
      code: 'not_resolved',
    });
  });

  it('does not take silence for an answer', async () => {
    const refused = new Scripted('ETIMEOUT').requireAlias('api.example.com', TARGET);
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('asks nobody unless it is told to', async () => {
    const resolver = new Scripted('ENOTFOUND', false);
    await resolver.requireAlias('api.example.com', TARGET);
    expect(resolver.asked).toEqual([]);
  });
});
