import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { blockKinds, blockSchema } from './blocks/registry.js';
import { CONVENTIONS } from './conventions.js';
import { costOfGraph } from './cost.js';
import { drawGraph } from './draw.js';
import { type Graph, GraphBuilder } from './ir/graph.js';
import { appendBlocks } from './ir/lower.js';
import type { Shape } from './ir/shape.js';
import { roundChannels } from './rounding.js';

const folder = fileURLToPath(new URL('../../../docs/blocks/', import.meta.url));
const UPDATE = process.env.UPDATE_DOCS === '1';

type Fields = Record<string, unknown>;
interface FieldSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

const { oneOf: schemas } = z.toJSONSchema(blockSchema, { io: 'input' }) as {
  oneOf: { properties: Record<string, FieldSchema>; required: string[] }[];
};
const schemaOf = (kind: string) => schemas.find((schema) => schema.properties.kind.const === kind)!;

/** The markdown table of a block's fields. */
function fieldTable(kind: string): string {
  const { properties, required } = schemaOf(kind);
  const rows = Object.entries(properties)
    .filter(([name]) => name !== 'kind')
    .map(([name, field]) => {
      const usual = required.includes(name)
        ? 'required'
        : field.default === undefined
          ? 'left out'
          : `\`${JSON.stringify(field.default)}\``;
      return `| \`${name}\` | ${valuesOf(field)} | ${usual} | ${field.description ?? ''} |`;
    });
  if (rows.length === 0) return 'None.';
  return ['| field | values | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function valuesOf(field: FieldSchema): string {
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.type === 'array') return 'list of whole numbers';
  if (field.type === 'boolean') return '`true`, `false`';
  const kind = field.type === 'integer' ? 'whole number' : 'number';
  const low = field.minimum !== undefined ? `from ${field.minimum}` : `above ${field.exclusiveMinimum}`;
  const high = field.maximum !== undefined ? `to ${field.maximum}` : `to below ${field.exclusiveMaximum}`;
  return `${kind} ${low} ${high}`;
}

/** The graph of a block alone behind a tensor of this shape. */
function graphOf(block: Fields, shape: Shape): Graph {
  const graph = new GraphBuilder(shape);
  appendBlocks(graph, 0, 'stages/0', [blockSchema.parse(block)], { epsilon: 1e-3, momentum: 0.99 });
  return graph.build();
}

/** Text between `<!-- name -->` and `<!-- /name -->`. */
function section(page: string, name: string): string {
  return page.split(`<!-- ${name} -->\n`)[1].split(`<!-- /${name} -->`)[0].trim();
}

function withSection(page: string, name: string, text: string): string {
  const [before, rest] = page.split(`<!-- ${name} -->\n`);
  return `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${rest.split(`<!-- /${name} -->`)[1]}`;
}

/** What a page's formula gives for a block: every line is `name = expression` over the fields, sizes and earlier lines. */
function evaluate(page: string, block: Fields, shape: Shape): { params: number; macs: number } {
  const lines = page.split('```formula\n')[1].split('\n```')[0].split('\n');
  const output = graphOf(block, shape).nodes.at(-1)!.output;
  const scope: Fields = { ...fieldValues(block), H: shape[0], W: shape[1], C: shape[2], h: output[0], w: output[1], ...FUNCTIONS };
  for (const line of lines) {
    const [, name, expression] = /^(\w+) = (.*)$/.exec(line)!;
    const evaluated = new Function(...Object.keys(scope), `return ${expression.replaceAll('^', '**')}`)(...Object.values(scope));
    scope[name] = evaluated;
  }
  return { params: scope.params as number, macs: scope.macs as number };
}

const FUNCTIONS = {
  floor: Math.floor,
  max: Math.max,
  round: Math.round,
  round8: (channels: number) => roundChannels(channels, 1),
  sum: (from: number, to: number, term: (i: number) => number) => {
    let total = 0;
    for (let i = from; i <= to; i++) total += term(i);
    return total;
  },
};

/** A block's fields with defaults, those included that an architecture leaves out where they have their usual value. */
function fieldValues(block: Fields): Fields {
  const { properties } = schemaOf(block.kind as string);
  const values: Fields = {};
  for (const [name, { description }] of Object.entries(properties)) {
    const usual = /(?:^|; )(\S+) where left out$/.exec(description ?? '')?.[1];
    values[name] = usual === undefined || Number.isNaN(Number(usual)) ? usual : Number(usual);
  }
  Object.assign(values, blockSchema.parse(block));
  // The one field whose name is a word of the language in which formulas are evaluated; none of them needs it.
  const { function: _word, ...usable } = values;
  return usable;
}

/** Blocks besides the page's own that take the other branches of the formulas, and the shapes before them. */
const MORE: readonly [Fields, Shape][] = [
  [{ kind: 'conv', channels: 48, kernel: 3, stride: 2, groups: 3 }, [15, 14, 24]],
  [{ kind: 'conv', channels: 96, kernel: 4, stride: 4, padding: 'valid', norm: 'layer', activation: 'linear' }, [33, 32, 3]],
  [{ kind: 'conv', channels: 10, kernel: 5, norm: 'none' }, [9, 9, 7]],
  [{ kind: 'mlpconv', hidden: [8, 6], channels: 5, kernel: 4, stride: 3, padding: 'valid' }, [17, 12, 3]],
  [{ kind: 'inception', pointwise: 8, reduce3: 0, conv3: 12, reduce5: 0, conv5: 4, poolProjection: 0 }, [7, 5, 24]],
  [
    { kind: 'inception', pointwise: 8, reduce3: 6, conv3: 12, reduce5: 2, conv5: 4, poolProjection: 3, largeKernel: 3, norm: 'batch' },
    [7, 5, 24],
  ],
  [
    { kind: 'bn-inception', pointwise: 0, reduce3: 8, conv3: 16, reduceDouble3: 6, double3: 12, pool: 'max', poolProjection: 0, stride: 2 },
    [9, 14, 20],
  ],
  [{ kind: 'inception-a', width: 0.3 }, [9, 8, 20]],
  [{ kind: 'inception-b', width: 0.5 }, [9, 8, 20]],
  [{ kind: 'inception-c', width: 0.4, hidden: 17 }, [9, 8, 20]],
  [{ kind: 'inception-d', width: 0.5 }, [9, 8, 20]],
  [{ kind: 'inception-e', width: 0.25 }, [4, 3, 20]],
  [{ kind: 'separable', channels: 24, kernel: 5, stride: 2, between: 'none' }, [11, 10, 6]],
  [{ kind: 'xception', hidden: [12, 14], channels: 10, kernel: 5, leadingActivation: false }, [7, 6, 10]],
  [{ kind: 'mbconv', channels: 16, expansion: 1, kernel: 5, stride: 2 }, [13, 12, 10]],
  [{ kind: 'mbconv', channels: 17, expansion: 2.5, squeezeExcite: 0.1, projectionActivation: 'relu' }, [13, 12, 5]],
  [{ kind: 'fused-mbconv', channels: 16, expansion: 1, kernel: 5, stride: 2, squeezeExcite: 0.5 }, [13, 12, 10]],
  [{ kind: 'fused-mbconv', channels: 10, expansion: 3, squeezeExcite: 0.3 }, [13, 12, 10]],
  [{ kind: 'mobilenet-v3', expanded: 16, channels: 24, stride: 2 }, [13, 12, 16]],
  [{ kind: 'basic-residual', channels: 12 }, [6, 7, 12]],
  [{ kind: 'bottleneck-residual', channels: 48, bottleneck: 48, groups: 6, stride: 2, squeezeExcite: 0.25 }, [15, 14, 24]],
  [{ kind: 'convnext', expansion: 2, kernel: 3, layerScale: 0 }, [6, 7, 9]],
  [{ kind: 'squeeze-excite', ratio: 0.01 }, [6, 7, 9]],
  [{ kind: 'norm', norm: 'local-response' }, [6, 7, 9]],
  [{ kind: 'dense', units: 5 }, [1, 1, 9]],
  [{ kind: 'classifier', classes: 3 }, [1, 1, 9]],
];

it('there is one page per block, and a table of them', () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.sort()).toEqual(blockKinds.map((kind) => `${kind}.md`).sort());
  const index = readFileSync(`${folder}README.md`, 'utf8');
  for (const kind of blockKinds) expect(index).toContain(`(${kind}.md) | \`${kind}\``);
  for (const { name } of CONVENTIONS) expect(index).toContain(`| \`${name}\` |`);
});

describe.each(blockKinds)('the page of %s', (kind) => {
  const file = `${folder}${kind}.md`;
  const page = readFileSync(file, 'utf8');
  const block = JSON.parse(page.split('```json\n')[1].split('\n```')[0]) as Fields;
  const shape = /behind a tensor of (\d+)×(\d+)×(\d+) is/.exec(page)!.slice(1).map(Number) as unknown as Shape;
  const drawing = `\`\`\`mermaid\n${drawGraph(graphOf(block, shape))}\n\`\`\``;

  it('has the fields of the code and the drawing of its own example', () => {
    if (UPDATE) writeFileSync(file, withSection(withSection(page, 'fields', fieldTable(kind)), 'drawing', drawing));
    const current = readFileSync(file, 'utf8');
    expect(section(current, 'fields')).toBe(fieldTable(kind));
    expect(section(current, 'drawing')).toBe(drawing);
    expect(page).toMatch(/^Paper: .*\d{4}/m);
  });

  it('has formulas that give what costOf counts', () => {
    const samples: readonly [Fields, Shape][] = [[block, shape], ...MORE.filter(([other]) => other.kind === kind)];
    for (const [sample, input] of samples) {
      const { params, macs } = costOfGraph(graphOf(sample, input));
      expect({ sample, ...evaluate(page, sample, input) }).toEqual({ sample, params, macs });
    }
  });
});
