import { networkInterfaces } from 'node:os';
import { guardOf } from './guarded-connect.js';
import { endpointAt, fragmentOf, GatewayFixture, routeOf } from './testing/fixture.js';

describe(guardOf.name, () => {
  const allows = guardOf([8080]);

  it.each(['127.0.0.1', '127.9.8.7', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::'])(
    'refuses %s at own ports only',
    (address) => {
      expect([allows(address, 8080), allows(address, 8081)]).toEqual([false, true]);
    },
  );

  it("refuses the machine's addresses in its networks", () => {
    const own = Object.values(networkInterfaces()).flatMap((known) => known ?? []);
    expect(own.filter(({ address }) => allows(address, 8080))).toEqual([]);
  });

  it.each([
    '169.254.169.254',
    '169.254.170.23',
    '::ffff:169.254.169.254',
    '168.63.129.16',
    '100.100.100.200',
    'fd00:ec2::23',
    'fe80::a9fe:a9fe',
  ])('refuses the metadata address %s at every port', (address) => {
    expect(allows(address, 80)).toBe(false);
  });

  it.each(['10.0.0.9', '192.168.7.7', '8.8.8.8', 'fd12::1'])('lets %s be', (address) => {
    expect(allows(address, 8080)).toBe(true);
  });
});

describe('a backend that is the control plane', () => {
  it.each(['localhost', '127.0.0.1'])('is refused when it is connected to: %s', async (host) => {
    const own = await GatewayFixture.start();
    const { port } = await own.backend((_req, res) => res.end('the control plane'));
    const fragments = { p: fragmentOf([routeOf('r')], [{ ...endpointAt(port), host }]) };
    const statusWith = async (ownPorts: readonly number[]): Promise<number> => {
      const sut = await GatewayFixture.start({ ownPorts });
      await sut.serve(fragments);
      const { status } = await sut.send('/');
      await sut.stop();
      return status;
    };
    expect([await statusWith([]), await statusWith([port])]).toEqual([200, 503]);
    await own.stop();
  });
});
