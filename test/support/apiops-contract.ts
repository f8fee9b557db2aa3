import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { matchingOperation } from './apiops-operations.js';

/** What a test sent, and what came back. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** A form, a text, or what was sent as JSON. */
  readonly body: unknown;
  readonly status: number;
  readonly mediaType: string;
  /** Of a file: empty. */
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

interface Media {
  readonly schema: Json;
}

interface Operation {
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/**
 * Holds exchanges to the OpenAPI document that the program publishes. Requests may have members that it does not know, as
 * the contract allows; answers may not, so that the document is complete.
 */
export class ApiopsContract {
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #requests: Schemas;
  readonly #forms: Schemas;
  readonly #answers: Schemas;

  constructor({ paths, components }: Document) {
    this.#operations = new Map(
      Object.entries(paths).flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
      ),
    );
    this.#requests = new Schemas(components, { closed: false, texts: false });
    this.#forms = new Schemas(components, { closed: false, texts: true });
    this.#answers = new Schemas(components, { closed: true, texts: false });
  }

  /** @throws Error that names operation, status and path, and what differs */
  hold(exchange: Exchange): void {
    const { method, path, status } = exchange;
    const name = matchingOperation([...this.#operations.keys()], method, path);
    const operation = name === undefined ? undefined : this.#operations.get(name);
    const faults =
      operation === undefined
        ? this.#faultsOfUnknown(exchange)
        : [...this.#faultsOfRequest(operation, exchange), ...this.#faultsOfAnswer(operation, exchange)];
    if (faults.length === 0) return;
    throw new Error(
      `not as in the document of apiops: ${name ?? 'no operation'}\n${method} ${path} answered ${status}\n${faults.join('\n')}`,
    );
  }

  /** The program agrees with its document when it does not know the operation either. */
  #faultsOfUnknown({ status, text }: Exchange): string[] {
    if (status !== 404 && status !== 405) return ['the operation is not documented'];
    return this.#answers.faults({ $ref: '#/components/schemas/ErrorDto' }, parsed(text), 'answer');
  }

  /** Of what was accepted. */
  #faultsOfRequest({ requestBody }: Operation, { body, status }: Exchange): string[] {
    if (status > 299) return [];
    if (body === undefined || body === '') return requestBody?.required === true ? ['request: a body is required'] : [];
    const mediaTypes = Object.entries(requestBody?.content ?? {});
    const schemaOf = (type: string): Json | undefined =>
      mediaTypes.find(([documented]) => documented === type)?.[1].schema;
    if (typeof body === 'string') return mediaTypes.length > 0 ? [] : ['request: no body is documented'];
    const isForm = body instanceof FormData;
    const type = isForm ? 'multipart/form-data' : 'application/json';
    const schema = schemaOf(type);
    if (schema === undefined) return [`request: ${type} is not documented`];
    return isForm
      ? this.#forms.faults(schema, membersOf(body), 'request')
      : this.#requests.faults(schema, body, 'request');
  }

  #faultsOfAnswer({ responses }: Operation, { status, mediaType, text }: Exchange): string[] {
    const documented = responses[String(status)];
    if (documented === undefined) return ['answer: the status is not documented'];
    const type = mediaType.split(';')[0]?.trim() ?? '';
    const media = documented.content?.[type];
    if (media === undefined) return [`answer: '${type}' is not documented for this status`];
    return type === 'application/json' ? this.#answers.faults(media.schema, parsed(text), 'answer') : [];
  }
}

/** A part that is a file counts as text; one of JSON is what the JSON says. */
const membersOf = (form: FormData): Json =>
  Object.fromEntries(
    [...form.entries()].map(([name, value]) => {
      if (typeof value !== 'string') return [name, ''];
      return [name, value.startsWith('{') ? parsed(value) : value];
    }),
  );

/** What is not JSON is a text, which no schema of an answer takes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `closed`: objects have no members but the described ones. `texts`: values may be written as texts, as in forms. */
interface Reading {
  readonly closed: boolean;
  readonly texts: boolean;
}

const ROOT = 'document';

/** The schemas of a document, each compiled when it is first asked for. */
class Schemas {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<Json, ValidateFunction>();

  constructor(
    components: Document['components'],
    private readonly reading: Reading,
  ) {
    this.#ajv = new Ajv2020({ allErrors: true, strictTypes: false, coerceTypes: reading.texts });
    addFormats.default(this.#ajv);
    this.#ajv.addVocabulary(['example', 'components']);
    this.#ajv.addFormat('binary', true);
    this.#ajv.addFormat('password', true);
    this.#ajv.addSchema({ $id: ROOT, components: this.#translated(components) });
  }

  faults(schema: Json, value: unknown, what: string): string[] {
    const validate = this.#compiled.get(schema) ?? this.#ajv.compile(this.#translated(schema) as Json);
    this.#compiled.set(schema, validate);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${what}${wordsOf(error)}`);
  }

  /** From the dialect of OpenAPI 3.0 to JSON Schema. */
  #translated(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((item) => this.#translated(item));
    if (typeof schema !== 'object' || schema === null) return schema;
    const { nullable, ...rest } = Object.fromEntries(
      Object.entries(schema).map(([name, value]) => [
        name,
        name === '$ref' ? String(value).replace(/^#/, `${ROOT}#`) : this.#translated(value),
      ]),
    );
    const isOpen = typeof rest['properties'] !== 'object' || 'additionalProperties' in rest;
    const own = this.reading.closed && !isOpen ? { ...rest, additionalProperties: false } : rest;
    return nullable === true ? { anyOf: [own, { type: 'null' }] } : own;
  }
}

const wordsOf = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;
