import { ProvisionError, provision } from '@isoflop/runtime';
import { Command } from 'commander';
import type { Io } from '../io.js';

interface ProvisionVerbOptions {
  cuda: boolean;
  again: boolean;
  optional: boolean;
}

/** `isoflop provision`: brings native TensorFlow into the user's cache folder. */
export function provisionVerb(io: Io): Command {
  return new Command('provision')
    .description("native TensorFlow for training: fetches a pinned wheel, compiles tfjs-node's addon, checks that it computes")
    .option('--cuda', 'the wheel with CUDA, for an NVIDIA GPU (several gigabytes)', false)
    .option('--again', 'build the addon anew', false)
    .option('--optional', 'where it cannot be had, say why in a line and end well', false)
    .option('--json', 'one JSON document on stdout')
    .action(async ({ cuda, again, optional }: ProvisionVerbOptions) => {
      const flavour = cuda ? 'cuda' : 'cpu';
      try {
        const { manifest, layout, fresh } = await provision({ flavour, again, log: (line) => io.say(line), now: () => new Date() });
        io.answer({ ...manifest, folder: layout.root, fresh });
        const { tensorflowVersion } = manifest;
        io.show(`TensorFlow ${tensorflowVersion} for ${flavour} is ${fresh ? 'provisioned' : 'present'} in ${layout.root}`);
      } catch (error) {
        if (!optional || !(error instanceof ProvisionError)) throw error;
        io.answer({ flavour, unavailable: error.message });
        io.show(`not here: ${error.message}`);
      }
    });
}
