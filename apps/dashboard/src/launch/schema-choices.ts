/** The parts of a JSON schema that completion looks at. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Something that may be written. */
export interface Choice {
  readonly label: string;
  readonly detail: string;
}

/** What may be written at a path: names of fields, or values. */
export function choicesAt(root: JsonSchema, path: readonly string[], writes: 'key' | 'value'): Choice[] {
  const places = path.reduce((schemas, key) => schemas.flatMap((schema) => fieldsNamed(root, schema, key)), variantsOf(root, root));
  const found = new Map<string, Choice>();
  for (const schema of places) {
    for (const choice of writes === 'key' ? fieldsOf(schema) : valuesOf(schema))
      if (!found.has(choice.label)) found.set(choice.label, choice);
  }
  return [...found.values()];
}

/** A schema and all that it may be. */
function variantsOf(root: JsonSchema, schema: JsonSchema, depth = 0): JsonSchema[] {
  if (depth > 8) return [];
  const { $ref, anyOf = [], oneOf = [], allOf = [] } = schema;
  const referred = $ref === undefined ? [] : [lookUp(root, $ref)].filter((found) => found !== undefined);
  const items = schema.items === undefined ? [] : [schema.items];
  return [schema, ...[...referred, ...anyOf, ...oneOf, ...allOf, ...items].flatMap((variant) => variantsOf(root, variant, depth + 1))];
}

function fieldsNamed(root: JsonSchema, schema: JsonSchema, key: string): JsonSchema[] {
  const field = schema.properties?.[key] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
  return field === undefined ? [] : variantsOf(root, field);
}

function fieldsOf({ properties = {} }: JsonSchema): Choice[] {
  return Object.entries(properties).map(([label, { description = '' }]) => ({ label, detail: description }));
}

function valuesOf({ enum: values, const: only, type, description = '' }: JsonSchema): Choice[] {
  const all = [...(values ?? []), ...(only === undefined ? [] : [only]), ...(type === 'boolean' ? [true, false] : [])];
  return all.filter((value) => typeof value !== 'object').map((value) => ({ label: String(value), detail: description }));
}

function lookUp(root: JsonSchema, ref: string): JsonSchema | undefined {
  if (ref === '#') return root;
  const name = ref.split('/').pop() ?? '';
  return root.definitions?.[name] ?? root.$defs?.[name];
}
