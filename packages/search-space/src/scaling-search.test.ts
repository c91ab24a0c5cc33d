import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseScalingSearch, scalingSearchJsonSchema } from './scaling-search.js';

const experiments = fileURLToPath(new URL('../../../experiments/', import.meta.url));
const file = `${experiments}scaling-search.schema.json`;
const validate = new Ajv({ strict: true, strictTypes: false }).compile(scalingSearchJsonSchema());
const good = { name: 'a', dataset: 'textures' };

describe('the file of a scaling search', () => {
  it('has the committed JSON schema (UPDATE_DOCS=1 writes it)', () => {
    const text = `${JSON.stringify(scalingSearchJsonSchema(), null, 2)}\n`;
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('takes every default', () => {
    expect(validate(good), JSON.stringify(validate.errors)).toBe(true);
    expect(parseScalingSearch(JSON.stringify(good), 'a.json')).toMatchObject({
      budget: { tolerance: 0.01, solveFor: 'resolution' },
      layout: { kind: 'simplex', divisions: 6, product: 2 },
      seeds: 3,
      training: { recipe: 'quick', epochs: 3 },
    });
  });

  it('accepts the committed examples and the one of the docs', () => {
    const docs = readFileSync(`${experiments}../docs/scaling.md`, 'utf8').match(/```yaml\n([\s\S]*?)```/)?.[1] ?? '';
    const examples = readdirSync(experiments, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(experiments + name, 'utf8'))
      .filter((text) => text.includes('scaling-search.schema.json'));
    expect(examples.length).toBeGreaterThan(0);
    for (const text of [docs, ...examples]) {
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
      expect(() => parseScalingSearch(text, 'example.yaml')).not.toThrow();
    }
  });

  it('takes the family of step 2 by phi or by budgets', () => {
    const step2 = (text: string) => parseScalingSearch(`name: a\ndataset: textures\nstep2: ${text}\n`, 'a.yaml').step2;
    expect(step2('{ phi: [0, 0.5, 1, 1.5, 2], heldBack: 2.5 }')).toEqual({ phi: [0, 0.5, 1, 1.5, 2], heldBack: 2.5 });
    const budgets = [1e6, 2e6, 3e6, 4e6, 5e6];
    expect(step2('{ budgets: [1M, 2M, 3M, 4M, 5M], heldBack: 8M }')).toEqual({ budgets, heldBack: 8e6 });
  });

  it.each([
    ['seeds: 1', 'a.yaml:3:1: seeds: must be at least 2, got 1'],
    ['layout: { kind: simplex, division: 4 }', 'did you mean divisions?'],
    ['step2: { phi: [1, 2], heldBack: 3 }', 'must be larger than the others, of which a law needs at least 5'],
    ['step2: { phi: [1], budgets: [2M] }', 'a family is given by phi or by budgets'],
    ['step2: { budgets: [1M, 2M, 3M, 4M, 5M], heldBack: 3M }', 'must be larger than the others'],
    ['budget: { tolerance: 90% }', 'a band must be a percentage'],
  ])('refuses %s with its place and the mend', (line, message) => {
    expect(() => parseScalingSearch(`name: a\ndataset: textures\n${line}\n`, 'a.yaml')).toThrow(message);
  });
});
