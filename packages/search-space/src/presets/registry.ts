import { z } from 'zod';
import type { ArchitectureSpace } from '../architecture-space.js';
import { mbconvSchema, mbconvSpace } from './mbconv.js';

/** Every preset by name: its fields and the space they make. A new one is a file of its own and a line here. */
const presets = { mbconv: { schema: mbconvSchema, open: mbconvSpace } };

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as readonly PresetName[];
export type SpaceSettings = z.infer<(typeof presets)[PresetName]['schema']>;

/** The schema of an inline space, by its preset. */
export function schemaOfPreset(name: PresetName) {
  return presets[name].schema;
}

/** The settings of a preset with some of its fields changed. Throws zod's error for fields that it does not take. */
export function presetSettings(preset: PresetName, changes: object = {}): SpaceSettings {
  return presets[preset].schema.parse({ preset, ...changes });
}

/** A space in an experiment file: the name of a preset, or `{ preset: mbconv, … }` with some of its fields changed. */
export const spaceSchema = z.union([
  z.enum(presetNames).transform((preset): SpaceSettings => presetSettings(preset)),
  ...presetNames.map(schemaOfPreset),
]);

/** Opens checked settings as a space. */
export function openSpace(settings: SpaceSettings): ArchitectureSpace {
  return presets[settings.preset].open(settings);
}
