import { describe, expect, it } from 'vitest';
import { choicesAt, type JsonSchema } from './schema-choices.js';
import { yamlPlace } from './yaml-place.js';

const at = (marked: string) => yamlPlace(marked.replace('|', ''), marked.indexOf('|'));

describe('the place of a cursor', () => {
  it.each([
    ['na|', [], 'key', 'na'],
    ['name: ab|', ['name'], 'value', 'ab'],
    ['search:\n  sam|', ['search'], 'key', 'sam'],
    ['search:\n  fidelity:\n    epochs: [1]\n  sampler: t|', ['search', 'sampler'], 'value', 't'],
    ['budget: { macs: 2M, pa|', ['budget'], 'key', 'pa'],
    ['search: { sampler: |', ['search', 'sampler'], 'value', ''],
    ['a: { b: { c: 1 }, d|', ['a'], 'key', 'd'],
    ['baselines: [depth, wi|', ['baselines'], 'value', 'wi'],
    ['space:\n  preset: x\nbud|', [], 'key', 'bud'],
  ])('%j is at %j, writing a %s', (text, path, writes, word) => {
    expect(at(text)).toEqual({ path, writes, word });
  });
});

describe('what a schema offers', () => {
  const schema: JsonSchema = {
    properties: {
      search: { $ref: '#/definitions/search' },
      baselines: { items: { enum: ['depth', 'width'] } },
      space: { anyOf: [{ properties: { preset: { const: 'mbconv' } } }, { properties: { preset: { const: 'resnet' }, width: {} } }] },
    },
    definitions: { search: { properties: { sampler: { enum: ['tpe', 'random'], description: 'how' }, resume: { type: 'boolean' } } } },
  };
  it.each([
    [[], 'key', ['search', 'baselines', 'space']],
    [['search'], 'key', ['sampler', 'resume']],
    [['search', 'sampler'], 'value', ['tpe', 'random']],
    [['search', 'resume'], 'value', ['true', 'false']],
    [['baselines'], 'value', ['depth', 'width']],
    [['space', 'preset'], 'value', ['mbconv', 'resnet']],
    [['nothing', 'here'], 'key', []],
  ] as const)('at %j for a %s: %j', (path, writes, labels) => {
    expect(choicesAt(schema, path, writes).map(({ label }) => label)).toEqual(labels);
  });
});
