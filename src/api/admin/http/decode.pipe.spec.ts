import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';
import { DecodePipe } from './decode.pipe.js';
import { InvalidRequest } from './invalid-request.js';

class Inner {
  @IsString()
  readonly effect!: string;
}

class Outer {
  @IsString()
  readonly name!: string;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Inner)
  readonly statements?: readonly Inner[];
}

const decode = (value: unknown): Promise<unknown> =>
  new DecodePipe().transform(value, { type: 'body', metatype: Outer });

const refusalOf = async (value: unknown): Promise<InvalidRequest> => {
  const error: unknown = await decode(value).catch((reason: unknown) => reason);
  if (!(error instanceof InvalidRequest)) throw new Error(`not refused: ${String(error)}`);
  return error;
};

describe(DecodePipe.name, () => {
  it('makes an instance of the class', async () => {
    await expect(decode({ name: 'a', statements: [{ effect: 'Allow' }] })).resolves.toBeInstanceOf(Outer);
  });

  it('refuses an unknown field, by its name', async () => {
    expect((await refusalOf({ name: 'a', ownerId: 'x' })).facts.field).toBe('ownerId');
  });

  it('refuses a body that is nested without end', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    await expect(decode(deep)).rejects.toMatchObject({ code: 'malformed_body' });
  });

  it('names the place of a nested misfit', async () => {
    const { errors } = await refusalOf({ name: 'a', statements: [{ effect: 'Allow' }, { effect: 1, more: 2 }] });
    expect(errors.map(({ field }) => field).sort()).toEqual(['statements[1].effect', 'statements[1].more']);
  });

  it.each(['{"name":"a","__proto__":{"admin":true}}', '{"name":"a","constructor":{"prototype":{}}}'])(
    'refuses names that reach a prototype: %s',
    async (json) => {
      expect((await refusalOf(JSON.parse(json))).facts.field).toMatch(/__proto__|constructor/);
    },
  );

  it.each([['[]'], ['"text"'], ['null'], ['7']])('refuses a body that is no object: %s', async (json) => {
    await expect(decode(JSON.parse(json))).rejects.toMatchObject({ code: 'malformed_body' });
  });

  it('asks for the fields of a body that is not there', async () => {
    expect((await refusalOf(undefined)).facts.field).toBe('name');
  });
});
