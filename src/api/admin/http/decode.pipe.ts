import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { Problem } from '../../../shared/problem.js';
import { type FieldError, InvalidRequest } from './invalid-request.js';
import { requireStorableText } from './storable-text.js';

/** Names that would reach an object's prototype if they were copied. */
const PROTOTYPE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

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
