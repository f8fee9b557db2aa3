import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { type DestinationStream, type Logger, pino } from 'pino';
import { type HttpLogger, type Options, pinoHttp } from 'pino-http';
import { describeRequest, levelOf } from './logging-request.js';

/** Injection token of the middleware that logs one line per request. It goes first, so that refused bodies are logged. */
export const HTTP_LOGGER = Symbol('HTTP_LOGGER');

/** Members that never reach a log, wherever they sit up to two levels deep. */
const SECRET_MEMBERS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'token',
  'access_token',
  'client_secret',
  'secret',
  'Signature',
  'SecurityToken',
  'AccessKeySecret',
  'accessKeySecret',
];

const REDACTED_PATHS = SECRET_MEMBERS.flatMap((member) => {
  const below = member.startsWith('[') ? member : `.${member}`;
  return [member, `*${below}`, `*.*${below}`];
});

@Global()
@Module({})
class LoggingModule {}

/** Structured logs of the whole process: JSON lines on stdout, one per request, with `requestId` on every line. */
export function loggingModule(level: string): DynamicModule {
  const { logger, middleware } = createLogging(level);
  return {
    module: LoggingModule,
    // The request's logger comes from our own middleware, which runs before the body parsers.
    imports: [LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true })],
    providers: [{ provide: HTTP_LOGGER, useValue: middleware }],
    exports: [HTTP_LOGGER, LoggerModule],
  };
}

/** `stream` is stdout unless given. */
export function createLogging(
  level: string,
  stream?: DestinationStream,
): { readonly logger: Logger; readonly middleware: HttpLogger } {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    serializers: { err: describeError },
  };
  const logger = stream === undefined ? pino(options) : pino(options, stream);
  return { logger, middleware: pinoHttp({ logger, ...REQUEST_LINES }) };
}

interface Duration {
  readonly durationMs: number;
}

const REQUEST_LINES: Options = {
  quietReqLogger: true,
  quietResLogger: true,
  wrapSerializers: false,
  customAttributeKeys: { reqId: 'requestId', responseTime: 'durationMs' },
  customLogLevel: (request, response, error) => levelOf(request, response, error),
  customSuccessObject: (request: IncomingMessage, response: ServerResponse, { durationMs }: Duration) =>
    describeRequest(request, response, durationMs),
  customErrorObject: (request: IncomingMessage, response: ServerResponse, error: Error, { durationMs }: Duration) => ({
    ...describeRequest(request, response, durationMs),
    err: error,
  }),
};

/** Names the error and its causes. Other members stay out: a database error carries the values of its statement. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { type: name, message, ...code, stack, ...(cause instanceof Error ? { cause: describeError(cause) } : {}) };
}
