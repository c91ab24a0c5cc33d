import type { CategoryValue } from 'hyperopt-js';
import type { Params, ParamValue } from '../architecture-space.js';
import type { DimensionList, DimensionLists } from '../dimensions.js';

/**
 * JSON in which `{ oneOf: [...] }` may stand for any value and `$name` for one that the whole space shares. Every `oneOf` is a dimension,
 * named by its place; one inside an alternative of another exists only on that branch.
 */
export interface Template {
  /** Dimensions of its own. */
  readonly dimensions: DimensionLists;
  /** Names behind the `$` signs in it, and where each stands. */
  readonly shared: ReadonlyMap<string, readonly PropertyKey[]>;
  /** The JSON for one value per dimension, its own and the shared. */
  resolve(own: Params, shared: Params): unknown;
  /** Where in the template the part at `path` of what it resolves to comes from; a shared value's place ends in `SHARED` and its name. */
  locate(own: Params, path: readonly PropertyKey[]): PropertyKey[];
}

/** Stands for the list of shared values in a place. */
export const SHARED = Symbol('shared');

/** Something that a template must not hold; `path` leads there from the template's root. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(
    readonly path: readonly PropertyKey[],
    readonly rule: string,
    readonly mend: string,
  ) {
    super(`${path.map(String).join('.')}: ${rule}; ${mend}`);
  }
}

/** Reads a template. `name` is what its dimensions are called: fields inside add theirs. Throws `TemplateError`. */
export function compileTemplate(value: unknown, name: string, path: readonly PropertyKey[] = []): Template {
  if (typeof value === 'string' && value.startsWith('$')) return sharedValue(value.slice(1), path);
  if (typeof value !== 'object' || value === null) return constant(value);
  if ('oneOf' in value) return oneOf(value, name, path);
  const children = Object.entries(value).map(([key, child]): Child => {
    const place = Array.isArray(value) ? Number(key) : key;
    return { key: place, template: compileTemplate(child, childName(name, place), [...path, place]) };
  });
  return container(children, Array.isArray(value));
}

/** What is called `stage1` has the fields `stage1.repeats` and, of its block, `stage1.kernel`. Places in lists count from 1. */
function childName(name: string, key: string | number): string {
  if (key === 'block') return name;
  const last = typeof key === 'number' ? key + 1 : key;
  return name === '' ? String(last) : `${name}.${last}`;
}

function constant(value: unknown): Template {
  return { dimensions: {}, shared: new Map(), resolve: () => value, locate: () => [] };
}

function sharedValue(name: string, path: readonly PropertyKey[]): Template {
  return { dimensions: {}, shared: new Map([[name, path]]), resolve: (_own, shared) => shared[name], locate: () => [SHARED, name] };
}

interface Child {
  readonly key: string | number;
  readonly template: Template;
}

function container(children: readonly Child[], isList: boolean): Template {
  return {
    dimensions: Object.assign({}, ...children.map(({ template }) => template.dimensions)),
    shared: new Map(children.flatMap(({ template }) => [...template.shared])),
    resolve(own, shared) {
      const entries = children.map(({ key, template }) => [key, template.resolve(own, shared)] as const);
      return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
    },
    locate(own, [first, ...rest]) {
      const child = children.find(({ key }) => key === first);
      return child ? [child.key, ...child.template.locate(own, rest)] : first === undefined ? [] : [first];
    },
  };
}

function oneOf(value: object, name: string, path: readonly PropertyKey[]): Template {
  const alternatives = alternativesOf(value, path);
  const dimension = name === '' ? 'choice' : name;
  if (alternatives.every(isScalar)) return scalarChoice(dimension, alternatives);
  const branches = alternatives.map((alternative, i) => compileTemplate(alternative, '', [...path, 'oneOf', i]));
  const names = branchNames(alternatives);
  branches.forEach((branch, i) => {
    if ('kind' in branch.dimensions) {
      throw new TemplateError(
        [...path, 'oneOf', i, 'kind'],
        'a kind inside a choice cannot be chosen as well',
        'list one alternative per kind',
      );
    }
  });
  const taken = (own: Params) => {
    const chosen = own[dimension] as { readonly kind: string; readonly [name: string]: ParamValue };
    return { place: names.indexOf(chosen.kind), inner: chosen };
  };
  return {
    dimensions: { [dimension]: Object.fromEntries(branches.map((branch, i) => [names[i], branch.dimensions])) as DimensionList },
    shared: new Map(branches.flatMap((branch) => [...branch.shared])),
    resolve(own, shared) {
      const { place, inner } = taken(own);
      return branches[place].resolve(inner, shared);
    },
    locate(own, rest) {
      const { place, inner } = taken(own);
      return ['oneOf', place, ...branches[place].locate(inner, rest)];
    },
  };
}

function scalarChoice(dimension: string, values: readonly CategoryValue[]): Template {
  return {
    dimensions: { [dimension]: values },
    shared: new Map(),
    resolve: (own) => own[dimension],
    locate: (own) => ['oneOf', values.indexOf(own[dimension] as CategoryValue)],
  };
}

function alternativesOf(value: object, path: readonly PropertyKey[]): readonly unknown[] {
  const extra = Object.keys(value).find((key) => key !== 'oneOf');
  if (extra !== undefined) {
    throw new TemplateError([...path, extra], 'a choice must have nothing beside oneOf', 'move this into the alternatives');
  }
  const { oneOf: alternatives } = value as { oneOf: unknown };
  if (!Array.isArray(alternatives) || alternatives.length === 0) {
    throw new TemplateError([...path, 'oneOf'], 'oneOf must be a list of alternatives', 'write for example oneOf: [3, 5]');
  }
  const texts = alternatives.map((alternative) => JSON.stringify(alternative));
  const twice = texts.findIndex((text, i) => texts.indexOf(text) !== i);
  if (twice >= 0) throw new TemplateError([...path, 'oneOf', twice], 'alternatives must differ', 'remove the one that stands twice');
  return alternatives;
}

function isScalar(value: unknown): value is CategoryValue {
  return value === null || (typeof value !== 'object' && !(typeof value === 'string' && value.startsWith('$')));
}

/** The kind of an alternative's block where it has one, else its text; a number behind it where two are called alike. */
function branchNames(alternatives: readonly unknown[]): string[] {
  const plain = alternatives.map((alternative) => {
    const { kind, block } = (alternative ?? {}) as { kind?: unknown; block?: { kind?: unknown } };
    const named = kind ?? block?.kind;
    return typeof named === 'string'
      ? named
      : JSON.stringify(alternative)
          .replace(/[{}[\]"]/g, '')
          .slice(0, 40);
  });
  return plain.map((name, i) => {
    const before = plain.slice(0, i).filter((other) => other === name).length;
    return before > 0 ? `${name}-${before + 1}` : name;
  });
}
