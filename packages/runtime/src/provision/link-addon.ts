import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { tfjsNodeFolder } from './build-addon.js';
import { bindingFolder } from './layout.js';
import type { Provisioned } from './manifest.js';

/**
 * Lets tfjs-node find a provisioned addon: a link where it looks, inside the installed package. Made anew at every load, since installing packages
 * removes it; the addon finds TensorFlow from its real place. An addon that somebody built there by hand is left alone.
 */
export function linkAddon({ layout }: Provisioned): void {
  const [link, target] = [bindingFolder(tfjsNodeFolder()), bindingFolder(layout.addon)];
  const present = lstatSync(link, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() ? readlinkSync(link) === target : present) return;
  try {
    if (present) rmSync(link);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  } catch (error) {
    // Another worker made it at the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
