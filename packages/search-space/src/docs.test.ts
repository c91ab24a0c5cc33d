import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { costOf } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ArchitectureSpace } from './architecture-space.js';
import { defineSpace } from './define-space.js';
import { describeSpace, type Feasibility } from './feasibility/describe-space.js';
import { experimentJsonSchema } from './json-schema.js';
import { openSpace, presetNames, presetSettings, spaceSchema } from './presets/registry.js';
import { formatQuantity } from './quantity.js';

const folder = fileURLToPath(new URL('../../../docs/spaces/', import.meta.url));
const UPDATE = process.env.UPDATE_DOCS === '1';
const data = { channels: 3, classes: 10 };

interface FieldSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
}
interface SpaceJson {
  readonly properties: Record<string, FieldSchema>;
  readonly required?: readonly string[];
}

const { properties } = experimentJsonSchema() as { properties: { space: { anyOf: [unknown, { oneOf: SpaceJson[] }] } } };
const schemas = properties.space.anyOf[1].oneOf;

function fieldTable(name: string): string {
  const schema = schemas.find((candidate) => candidate.properties.preset.const === name)!;
  const rows = Object.entries(schema.properties)
    .filter(([field]) => field !== 'preset')
    .map(([field, { description = '', default: usual }]) => {
      const shown = usual === undefined ? (schema.required?.includes(field) ? 'required' : 'left out') : `\`${JSON.stringify(usual)}\``;
      return `| \`${field}\` | ${shown} | ${description} |`;
    });
  return ['| field | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What `isoflop space` says of a preset. */
function figures(space: ArchitectureSpace): string {
  const { cardinality, dimensions, macs } = describeSpace(space, data, {});
  const base = costOf(space.build(space.base, data));
  const rows: [string, string][] = [
    ['networks', cardinality.toLocaleString('en')],
    ['dimensions', String(dimensions)],
    ['multiply-adds, smallest', macs.min.toLocaleString('en')],
    ['multiply-adds, deciles', macs.deciles.map(formatQuantity).join(', ')],
    ['multiply-adds, largest', macs.max.toLocaleString('en')],
    ['deciles off by at most', macs.error === 0 ? 'nothing' : formatQuantity(macs.error)],
    ['base network', `${base.macs.toLocaleString('en')} multiply-adds, ${base.params.toLocaleString('en')} parameters`],
  ];
  return [
    '| | |',
    '| --- | --- |',
    ...rows.map(([what, figure]) => `| ${what} | ${figure} |`),
    '',
    '| dimension | values |',
    '| --- | --- |',
    ...dimensionRows(space),
  ].join('\n');
}

/** Dimensions that different stages have alike share a row. */
function dimensionRows({ values }: ArchitectureSpace): string[] {
  const rows = new Map<string, string[]>();
  for (const [name, list] of values) {
    const shown = list.map((value) => (typeof value === 'object' ? JSON.stringify(value).replaceAll('"', '') : String(value))).join(', ');
    const key = `${name.replace(/^\D+\d+\.|(?<=layer)\d+$/, '')}|${shown}`;
    rows.set(key, [...(rows.get(key) ?? []), `\`${name}\``]);
  }
  return [...rows].map(([key, names]) => `| ${names.join(', ')} | ${key.slice(key.indexOf('|') + 1)} |`);
}

/** Text between `<!-- name -->` and `<!-- /name -->`. */
function section(page: string, name: string): string {
  return page.split(`<!-- ${name} -->\n`)[1].split(`<!-- /${name} -->`)[0].trim();
}

function withSection(page: string, name: string, text: string): string {
  const [before, rest] = page.split(`<!-- ${name} -->\n`);
  return `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${rest.split(`<!-- /${name} -->`)[1]}`;
}

function check(file: string, name: string, text: string): void {
  if (UPDATE) writeFileSync(file, withSection(readFileSync(file, 'utf8'), name, text));
  expect(section(readFileSync(file, 'utf8'), name)).toBe(text);
}

it('there is one page per preset, one for inline spaces and one for scaled networks, and a table of them', () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.sort()).toEqual([...presetNames, 'inline', 'scaling'].map((name) => `${name}.md`).sort());
  const index = readFileSync(`${folder}README.md`, 'utf8');
  for (const name of presetNames) expect(index).toContain(`(${name}.md) | \`${name}\` |`);
});

describe.each(presetNames)('the page of %s', (name) => {
  const file = `${folder}${name}.md`;

  it('has the fields of the code and names its source', () => {
    check(file, 'fields', fieldTable(name));
    expect(readFileSync(file, 'utf8')).toMatch(/^Paper: .*\d{4}.*arXiv/m);
  });

  it('has the figures that describeSpace gives', () => {
    check(file, 'figures', figures(openSpace(presetSettings(name))));
  });
});

it.each(['inline', 'scaling'])('the page of %s has the fields of the code and an example that is a space', (name) => {
  check(`${folder}${name}.md`, 'fields', fieldTable(name));
  const example = readFileSync(`${folder}${name}.md`, 'utf8').split('```yaml\n')[1].split('```')[0];
  expect(() => openSpace(spaceSchema.parse(parse(example).space))).not.toThrow();
});

it('the index has examples that are spaces', () => {
  const index = readFileSync(`${folder}README.md`, 'utf8');
  const yaml = index
    .split('```yaml\n')
    .slice(1)
    .map((rest) => parse(rest.split('```')[0]) as { space?: unknown } | null);
  const spaces = yaml.flatMap((content) => (content?.space === undefined ? [] : [content.space]));
  expect(spaces.length).toBe(2);
  for (const space of spaces) expect(() => openSpace(spaceSchema.parse(space))).not.toThrow();
});

it('the index defines a space in TypeScript that runs as written and can meet its budget', () => {
  const index = readFileSync(`${folder}README.md`, 'utf8');
  const code = index
    .split('```ts\n')[1]
    .split('```')[0]
    .replace(/^import .*$/m, '')
    .replace('\ndescribeSpace(', '\nreturn describeSpace(');
  const found = new Function('defineSpace', 'describeSpace', code)(defineSpace, describeSpace) as Feasibility;
  expect(found).toMatchObject({ cardinality: 12, satisfiable: true });
});
