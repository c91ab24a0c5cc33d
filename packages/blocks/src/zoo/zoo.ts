import { ArchitectureError } from '../error.js';
import type { Architecture } from '../ir/architecture.js';
import { efficientnets } from './efficientnet.js';
import { mobilenetV2 } from './mobilenet-v2.js';
import type { ZooEntry, ZooOptions } from './zoo-entry.js';

/** Every published network there is. A new family is one file and one line here. */
export const zooEntries: readonly ZooEntry[] = [...efficientnets, mobilenetV2];

/** Builds a published network by name. Throws `ArchitectureError` for an unknown name, saying which names are near. */
export function zoo(name: string, options: ZooOptions = {}): Architecture {
  const entry = zooEntries.find((candidate) => candidate.name === name);
  if (!entry) {
    throw new ArchitectureError(
      '',
      'a network name must be in the zoo',
      name,
      `use one of ${zooEntries.map((known) => known.name).join(', ')}`,
    );
  }
  return entry.build(options);
}
