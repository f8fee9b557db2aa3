import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const INSPECTOR_TALK = /^(?:Debugger |For help, see: )/;

/** Address of the inspector of a program that was started `inspected`; passes its other errors on. Call it once. */
export function inspectorOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('the program was not started to be inspected');
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stderr });
    lines.on('close', () => reject(new Error('the program ended without an inspector')));
    lines.on('line', (line) => {
      const [, url] = /^Debugger listening on (ws:\S+)$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
      else if (!INSPECTOR_TALK.test(line)) console.error(line);
    });
  });
}

/** Bytes of the heap and of buffers beside it that are in use after everything superfluous was collected. */
export async function heapUsedBytes(inspector: string): Promise<number> {
  const socket = new WebSocket(inspector);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`nobody answers at ${inspector}`));
  });
  const ask = async (id: number, method: string): Promise<HeapUsage> => {
    const answer = new Promise<MessageEvent>((resolve) => {
      socket.onmessage = resolve;
    });
    socket.send(JSON.stringify({ id, method }));
    return JSON.parse(String((await answer).data)).result;
  };
  await ask(1, 'HeapProfiler.collectGarbage');
  const { usedSize = Number.NaN, backingStorageSize = Number.NaN } = await ask(2, 'Runtime.getHeapUsage');
  socket.close();
  return usedSize + backingStorageSize;
}

/** Of both calls: a collection has no result. */
interface HeapUsage {
  readonly usedSize?: number;
  readonly backingStorageSize?: number;
}
