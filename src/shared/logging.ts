import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { type DestinationStream, type Logger, pino } from 'pino';
import { type AccessLog, accessLog } from './logging-request.js';

/** Injection token of the middleware that logs one line per request. It goes first, so that refused bodies are logged. */
export const HTTP_LOGGER = Symbol('HTTP_LOGGER');

/** Members that never reach a log. */
const SECRET_MEMBERS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'access_token',
  'client_secret',
  'secret',
  'Signature',
  'SecurityToken',
  'AccessKeySecret',
];

const TEXT = '"(?:[^"\\\\]|\\\\.)*"';
const VALUE = `${TEXT}|\\[(?:${TEXT},?)*\\]|\\{[^{}]*\\}|[^,\\[\\]{}]+`;
/** In a line of JSON a quote inside a text is escaped, so this finds names of members and nothing else. */
const SECRET_MEMBER = new RegExp(`"(${SECRET_MEMBERS.join('|')})":(?:${VALUE})`, 'gi');

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
): { readonly logger: Logger; readonly middleware: AccessLog } {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    // The written line, not the logged objects: it has every depth, and no getter of a live request is run.
    hooks: { streamWrite: (line: string) => line.replace(SECRET_MEMBER, '"$1":"[redacted]"') },
  };
  const logger = stream === undefined ? pino(options) : pino(options, stream);
  return { logger, middleware: accessLog(logger) };
}

/** Names the error and its causes. Other members stay out: a database error carries the values of its statement. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { type: name, message, ...code, stack, ...(cause instanceof Error ? { cause: describeError(cause) } : {}) };
}
