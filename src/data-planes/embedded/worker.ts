import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';
import { Gateway } from './gateway.js';
import type { FromWorker, GatewayLogger, GatewayStats, ToWorker, WorkerCall, WorkerSettings } from './messages.js';

/** Entry of the worker thread: binds a gateway to the port of the main thread. */
if (parentPort === null) throw new Error('worker.js runs only as a worker thread');
const port = parentPort;

const tell = (message: FromWorker): void => port.postMessage(message);
const logAt =
  (level: keyof GatewayLogger) =>
  (facts: object, message: string): void =>
    tell({ kind: 'log', level, facts, message });

const settings = workerData as WorkerSettings;
if (settings.authorities !== undefined) {
  setDefaultCACertificates([...getCACertificates('default'), ...settings.authorities]);
}

const gateway = new Gateway(settings, {
  onAnswer: (answer) => tell({ kind: 'answer', answer }),
  onPresence: (presence) => tell({ kind: 'presence', presence }),
  onPrepared: (prepared) => tell({ kind: 'prepared', ...prepared }),
  logger: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
});

async function run(call: WorkerCall): Promise<GatewayStats | null> {
  if (call.name === 'stats') return gateway.stats();
  await (call.name === 'listen' ? gateway.listen(call.listeners) : gateway[call.name]());
  return null;
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'offer') {
    gateway.offer(message.change, message.isHeld);
    return;
  }
  if (message.kind === 'flip') {
    gateway.flip(message);
    return;
  }
  const { number } = message;
  run(message.call).then(
    (value) => tell({ kind: 'reply', number, value }),
    (error: NodeJS.ErrnoException) =>
      tell({ kind: 'failure', number, message: error.message, code: error.code ?? null }),
  );
});
