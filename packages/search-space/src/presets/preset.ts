import type { z } from 'zod';
import type { ArchitectureSpace, Params } from '../architecture-space.js';

/** A family of networks to search: fields that an experiment file may set, and the space that they make. */
export interface Preset<S extends z.ZodObject = z.ZodObject> {
  /** All fields but `preset` have defaults. The first value of every list makes the base network. */
  readonly schema: S;
  open(settings: z.infer<S>): ArchitectureSpace;
  /** The name of a point in the published table of the preset's networks, where there is one. */
  tableKey?(params: Params): string;
}

/** Ties a preset's fields to the function that takes them. */
export function preset<S extends z.ZodObject>(definition: Preset<S>): Preset<S> {
  return definition;
}
