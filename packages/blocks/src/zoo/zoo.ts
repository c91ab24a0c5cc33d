import { ArchitectureError } from '../error.js';
import type { Architecture } from '../ir/architecture.js';
import { nearNames } from '../near-names.js';
import { bnInceptionNet } from './bn-inception.js';
import { convnexts } from './convnext.js';
import { efficientnets } from './efficientnet.js';
import { efficientnetLites } from './efficientnet-lite.js';
import { efficientnetV2s } from './efficientnet-v2.js';
import { googlenets } from './googlenet.js';
import { inceptionV3 } from './inception-v3.js';
import { mnasnets } from './mnasnet.js';
import { mobilenetV1 } from './mobilenet-v1.js';
import { mobilenetV2 } from './mobilenet-v2.js';
import { mobilenetV3s } from './mobilenet-v3.js';
import { nins } from './nin.js';
import { regnets } from './regnet.js';
import { resnets } from './resnet.js';
import { vggs } from './vgg.js';
import { xceptionNet } from './xception.js';
import type { ZooEntry, ZooOptions } from './zoo-entry.js';

/** Every published network there is. A new family is one file and one line here. */
export const zooEntries: readonly ZooEntry[] = [
  ...efficientnets,
  ...efficientnetLites,
  ...efficientnetV2s,
  mobilenetV1,
  mobilenetV2,
  ...mobilenetV3s,
  ...mnasnets,
  ...regnets,
  ...resnets,
  ...googlenets,
  bnInceptionNet,
  inceptionV3,
  xceptionNet,
  ...nins,
  ...vggs,
  ...convnexts,
];

const byName = new Map(zooEntries.map((entry) => [entry.name, entry]));

/** Builds a published network by name. Throws `ArchitectureError` for an unknown name, saying which names are near, and for bad options. */
export function zoo(name: string, options: ZooOptions = {}): Architecture {
  const entry = byName.get(name);
  if (entry) return entry.build(options);
  const near = nearNames(name, [...byName.keys()]);
  throw new ArchitectureError(
    '',
    'a network name must be in the zoo',
    name,
    near.length > 0 ? `use one of ${near.join(', ')}, or another that isoflop zoo lists` : 'use one of those that isoflop zoo lists',
  );
}
