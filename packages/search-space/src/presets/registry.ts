import { z } from 'zod';
import type { ArchitectureSpace, Params } from '../architecture-space.js';
import { inline } from '../template/inline.js';
import { efficientnetScaling } from './efficientnet-scaling.js';
import { inception } from './inception.js';
import { mbconv } from './mbconv.js';
import { mnasnet } from './mnasnet.js';
import { mobilenetv2 } from './mobilenetv2.js';
import { nasBenchMacro } from './nas-bench-macro.js';
import { nin } from './nin.js';
import type { Preset } from './preset.js';
import { regnet } from './regnet.js';
import { resnet } from './resnet.js';
import { scaling } from './scaling.js';

/** Every preset by name. A new one is a file of its own, a line here and a page in docs/spaces. */
const presets = {
  mbconv,
  mobilenetv2,
  mnasnet,
  'efficientnet-scaling': efficientnetScaling,
  inception,
  nin,
  resnet,
  regnet,
  'nas-bench-macro': nasBenchMacro,
};

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as readonly PresetName[];

/** Spaces that a name alone does not say. */
const definitions = { ...presets, inline, scaling };
export type SpaceSettings = { [N in keyof typeof definitions]: z.infer<(typeof definitions)[N]['schema']> }[keyof typeof definitions];

const schemas = Object.values(definitions).map(({ schema }) => schema) as unknown as [z.ZodObject, ...z.ZodObject[]];

/** A space in an experiment file: the name of a preset, `{ preset: mbconv, … }` with some of its fields changed, or an inline space. */
export const spaceSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { preset: value } : value),
  z.discriminatedUnion('preset', schemas) as unknown as z.ZodType<SpaceSettings>,
);

/** The settings of a preset with some of its fields changed. Throws zod's error for fields that it does not take. */
export function presetSettings(preset: PresetName, changes: object = {}): SpaceSettings {
  return presets[preset].schema.parse({ preset, ...changes }) as SpaceSettings;
}

/** Opens checked settings as a space. */
export function openSpace(settings: SpaceSettings): ArchitectureSpace {
  return (definitions[settings.preset ?? 'inline'] as unknown as Preset).open(settings);
}

/**
 * The name of a point in a table of trained networks: what the preset's published table calls it (`01211022` in NAS-Bench-Macro), else all values in
 * the order of the space without separator.
 */
export function tableKeyOf(settings: SpaceSettings, params: Params): string {
  const { tableKey } = definitions[settings.preset ?? 'inline'] as unknown as Preset;
  return tableKey?.(params) ?? Object.values(params).map(String).join('');
}
