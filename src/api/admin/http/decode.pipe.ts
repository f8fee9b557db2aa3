import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { Problem } from '../../../shared/problem.js';
import { type FieldError, InvalidRequest } from './invalid-request.js';
import { requireStorableText } from './storable-text.js';

/** Names that would reach an object's prototype if they were copied. */
const PROTOTYPE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Everything that walks a body does so by recursion; nothing here needs more levels than this. */
const MAX_DEPTH = 100;

/** Decodes bodies and queries into their DTO classes; refuses what the class does not name. */
@Injectable()
export class DecodePipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      exceptionFactory: (errors: ValidationError[]) => invalidRequest(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body') requireObject(value);
    requireBoundedDepth(value);
    requireStorableText(value, metadata.data ?? '');
    return withoutUnset(await super.transform(value, metadata));
  }
}

/** A class declares its fields, so an instance has all of them; use cases tell a field left out by its absence. */
function withoutUnset(decoded: unknown): unknown {
  if (typeof decoded === 'object' && decoded !== null) {
    for (const [name, value] of Object.entries(decoded)) if (value === undefined) Reflect.deleteProperty(decoded, name);
  }
  return decoded;
}

function requireObject(value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('malformed_body', 'The body must be a JSON object');
  }
  const forbidden = Object.keys(value).find((name) => PROTOTYPE_NAMES.has(name));
  if (forbidden !== undefined) throw new InvalidRequest([unknownField(forbidden)]);
}

/** Walks without recursion: depth is the client's choice. */
function requireBoundedDepth(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new Problem('malformed_body', `The body is nested deeper than ${MAX_DEPTH} levels`);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

function invalidRequest(errors: readonly ValidationError[]): Problem {
  const [first, ...rest] = fieldErrors(errors, '');
  if (first === undefined) return new Problem('invalid_argument', 'The request does not fit its shape');
  return new InvalidRequest([first, ...rest]);
}

function fieldErrors(errors: readonly ValidationError[], parent: string): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = pathOf(parent, property);
    const own = Object.entries(constraints).map(([kind, message]) =>
      kind === 'whitelistValidation' ? unknownField(field) : { field, message },
    );
    return [...own, ...fieldErrors(children, field)];
  });
}

const unknownField = (field: string): FieldError => ({ field, message: `${field} is not a known field` });

function pathOf(parent: string, property: string): string {
  if (parent === '') return property;
  return /^\d+$/.test(property) ? `${parent}[${property}]` : `${parent}.${property}`;
}
