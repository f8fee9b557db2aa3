import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A machine of its own, as far as the network goes, with two cables to this one: one of them can be pulled. */
export class NetworkNamespace {
  private constructor(
    readonly name: string,
    /** Over which the control plane is reached. Ends: this machine's, the namespace's. */
    readonly control: Cable,
    /** Over which requests come and go. */
    readonly traffic: Cable,
  ) {}

  /** Rejects with what is missing when this machine or this user cannot have one. */
  static async create(): Promise<NetworkNamespace> {
    await requireNamespaces();
    const serial = randomInt(0x1000, 0xffff);
    const name = `gatewright-${serial.toString(16)}`;
    await ip('netns', 'add', name);
    const namespace = new NetworkNamespace(name, cableOf(serial, 'c', 0), cableOf(serial, 't', 4));
    try {
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      await lay(name, namespace.control);
      await lay(name, namespace.traffic);
    } catch (error) {
      await namespace.remove();
      throw error;
    }
    return namespace;
  }

  /** From now on everything on it is lost, without a word to either end. */
  async pull({ there }: Cable): Promise<void> {
    await ip('-n', this.name, 'link', 'set', there.device, 'down');
  }

  async plug({ there }: Cable): Promise<void> {
    await ip('-n', this.name, 'link', 'set', there.device, 'up');
  }

  /** The cables first: connections that were not ended in it would keep them for minutes. */
  async remove(): Promise<void> {
    const { stdout: devices } = await run('ip', ['-oneline', 'link']);
    for (const { here } of [this.control, this.traffic]) {
      if (devices.includes(` ${here.device}@`)) await ip('link', 'del', here.device);
    }
    await ip('netns', 'del', this.name);
  }
}

interface End {
  readonly device: string;
  readonly address: string;
}

export interface Cable {
  readonly here: End;
  readonly there: End;
}

/** Networks of four addresses in the range for tests of network equipment (RFC 2544), which no network uses. */
function cableOf(serial: number, kind: string, offset: number): Cable {
  const network = `198.18.${serial >> 8}.`;
  const first = (serial & 0xf8) + offset;
  const device = `gw${kind}${serial.toString(16)}`;
  return {
    here: { device: `${device}-0`, address: `${network}${first + 1}` },
    there: { device: `${device}-1`, address: `${network}${first + 2}` },
  };
}

async function lay(namespace: string, { here, there }: Cable): Promise<void> {
  await ip('link', 'add', here.device, 'type', 'veth', 'peer', 'name', there.device, 'netns', namespace);
  await ip('address', 'add', `${here.address}/30`, 'dev', here.device);
  await ip('link', 'set', here.device, 'up');
  await ip('-n', namespace, 'address', 'add', `${there.address}/30`, 'dev', there.device);
  await ip('-n', namespace, 'link', 'set', there.device, 'up');
}

async function requireNamespaces(): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error('tests that pull a network cable make a network namespace, which takes root: run them as root');
  }
  try {
    await run('ip', ['-Version']);
  } catch (error) {
    throw new Error("tests that pull a network cable need `ip`: install Debian's package iproute2", { cause: error });
  }
}

async function ip(...args: readonly string[]): Promise<void> {
  try {
    await run('ip', [...args]);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`${words}: network namespaces and veth devices must be permitted (CAP_SYS_ADMIN, CAP_NET_ADMIN)`);
  }
}
