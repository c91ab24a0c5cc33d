import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseExperiment } from './experiment-file.js';
import { experimentJsonSchema } from './json-schema.js';
import { presetNames } from './presets/registry.js';

const folder = fileURLToPath(new URL('../../../experiments/', import.meta.url));
const file = `${folder}experiment.schema.json`;
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
// What zod writes for an open record needs no type, and strict mode wants one everywhere.
const validate = new Ajv({ strict: true, strictTypes: false }).compile(experimentJsonSchema());

describe('the JSON schema of experiment files', () => {
  it('is the committed one (UPDATE_DOCS=1 writes it)', () => {
    const text = `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`;
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is found by editors from every example', () => {
    expect(examples.length).toBeGreaterThan(1);
    for (const name of examples)
      expect(readFileSync(folder + name, 'utf8')).toContain('# yaml-language-server: $schema=experiment.schema.json');
  });

  it.each(examples)('accepts %s, as the parser does', (name) => {
    const text = readFileSync(folder + name, 'utf8');
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(() => parseExperiment(text, name)).not.toThrow();
  });

  const good = { name: 'a', dataset: 'textures', space: 'mbconv', budget: { macs: '2M', band: '2%' }, search: { trials: 1 } };
  const inline = (block: object) => ({ resolution: [8], stages: [{ block }], head: [{ kind: 'classifier' }] });

  it.each(presetNames)('accepts the preset %s by name and as a mapping', (preset) => {
    for (const space of [preset, { preset }, { preset, resolution: [24, 32] }]) {
      expect(validate({ ...good, space }), JSON.stringify(validate.errors)).toBe(true);
      expect(() => parseExperiment(JSON.stringify({ ...good, space }), 'a.json')).not.toThrow();
    }
  });

  it.each([
    ['a preset that is none', { ...good, space: 'mbconf' }],
    ['a field of another preset', { ...good, space: { preset: 'mbconv', groupWidth: [8] } }],
    ['an even kernel', { ...good, space: { preset: 'mbconv', kernel: [4] } }],
    ['a value given twice', { ...good, space: { preset: 'mbconv', resolution: [16, 16] } }],
    ['a count that is none', { ...good, budget: { macs: 'plenty' } }],
    ['a band that is none', { ...good, budget: { macs: '2M', band: 2 } }],
    ['a misspelt key', { ...good, serach: {} }],
    ['a missing part', { ...good, budget: undefined }],
    ['an unknown field of a block', { ...good, space: inline({ kind: 'mbconv', channels: 8, expansoin: 3 }) }],
    ['a bad value inside a choice', { ...good, space: inline({ kind: 'mbconv', channels: { oneOf: [8, 'many'] } }) }],
    ['an empty choice', { ...good, space: inline({ kind: 'mbconv', channels: { oneOf: [] } }) }],
  ])('refuses %s, as the parser does', (_what, content) => {
    const text = JSON.stringify(content);
    expect(validate(JSON.parse(text))).toBe(false);
    expect(() => parseExperiment(text, 'a.json')).toThrow();
  });
});
