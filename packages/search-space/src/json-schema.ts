import { blockSchema } from '@isoflop/blocks';
import { z } from 'zod';
import { experimentSchema } from './experiment.js';
import { presetNames } from './presets/registry.js';

/** A JSON schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON schema of an experiment file (draft 7, which editors know best), for completion and checks while writing. */
export function experimentJsonSchema(): JsonSchema {
  memory ??= makeExperimentJsonSchema();
  return memory;
}

/** Made when it is first needed: it takes milliseconds. */
let memory: JsonSchema | undefined;

function makeExperimentJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(experimentSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      const { template } = jsonSchema as { template?: 'block' | 'stage' };
      if (template === undefined) return;
      delete (jsonSchema as { template?: unknown }).template;
      Object.assign(jsonSchema, { $ref: `#/definitions/${template}Template` });
    },
  }) as { properties: Record<string, JsonSchema> };
  const { space, ...properties } = schema.properties;
  return {
    title: 'isoflop experiment',
    ...schema,
    properties: { ...properties, space: { anyOf: [{ enum: presetNames }, space] } },
    definitions: templateDefinitions(),
  };
}

/** Blocks as an inline space may write them: any value may be a choice or a shared dimension. */
function templateDefinitions(): JsonSchema {
  const { oneOf: blocks } = z.toJSONSchema(blockSchema, { target: 'draft-7', io: 'input' }) as unknown as { oneOf: BlockJson[] };
  const template = { $ref: '#/definitions/blockTemplate' };
  const kinds = blocks.map(({ properties, required, ...rest }) => ({
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).map(([field, value]) => [field, field === 'kind' ? value : orChoice(value)])),
    // The classes of a classifier are those of the data where left out.
    required: properties.kind.const === 'classifier' ? ['kind'] : required,
  }));
  const stage = {
    type: 'object',
    properties: { repeats: orChoice({ type: 'integer', minimum: 0, maximum: 1000, default: 1 }), block: template },
    required: ['block'],
    additionalProperties: false,
  };
  return {
    blockTemplate: { anyOf: [{ oneOf: kinds }, choiceOf(template)] },
    stageTemplate: { anyOf: [stage, { const: 'none' }, choiceOf({ $ref: '#/definitions/stageTemplate' })] },
  };
}

interface BlockJson {
  readonly properties: Record<string, JsonSchema>;
  readonly required: readonly string[];
}

function orChoice(schema: JsonSchema): JsonSchema {
  const { description, ...rest } = schema;
  const anyOf = [rest, { type: 'string', pattern: '^\\$' }, choiceOf(rest)];
  return description === undefined ? { anyOf } : { description, anyOf };
}

function choiceOf(items: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { oneOf: { type: 'array', minItems: 1, items } },
    required: ['oneOf'],
    additionalProperties: false,
  };
}

/** Names of the fields that the mapping at a path of a file may have, by the schema of such files. */
export function fieldsAt(root: JsonSchema, content: unknown, path: readonly PropertyKey[]): string[] {
  let schemas = alternatives(root, content, root);
  let value = content;
  for (const key of path) {
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
    schemas = schemas.flatMap((schema) => childrenOf(schema, key)).flatMap((child) => alternatives(child, value, root));
  }
  return [...new Set(schemas.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** Schemas that a value may be meant to follow: of a union, the branches whose fixed fields it does not contradict. */
function alternatives(schema: JsonSchema, value: unknown, root: JsonSchema): JsonSchema[] {
  const { $ref, anyOf, oneOf } = schema as { $ref?: string; anyOf?: JsonSchema[]; oneOf?: JsonSchema[] };
  if ($ref !== undefined) {
    const definitions = root.definitions as Record<string, JsonSchema>;
    return alternatives(definitions[$ref.split('/').at(-1) ?? ''], value, root);
  }
  const branches = anyOf ?? oneOf;
  if (branches) return branches.flatMap((branch) => alternatives(branch, value, root));
  return contradicts(schema, value) ? [] : [schema];
}

function contradicts({ properties, required }: JsonSchema, value: unknown): boolean {
  return Object.entries((properties ?? {}) as Record<string, JsonSchema>).some(([field, { const: fixed }]) => {
    const given = (value as Record<string, unknown> | null | undefined)?.[field];
    if (fixed === undefined || given === fixed) return false;
    return given !== undefined || ((required ?? []) as string[]).includes(field);
  });
}

function childrenOf({ properties, items, prefixItems }: JsonSchema, key: PropertyKey): JsonSchema[] {
  const child =
    typeof key === 'number'
      ? ((prefixItems as JsonSchema[] | undefined)?.[key] ?? items)
      : (properties as Record<PropertyKey, JsonSchema> | undefined)?.[key];
  return (Array.isArray(child) ? [child[key as number]] : [child]).filter((found): found is JsonSchema => found !== undefined);
}
