import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type Layout, layoutOf } from './layout.js';
import type { Flavour } from './pinned.js';

/** What was provisioned; a run stores it with every trial. */
export interface TensorflowManifest {
  readonly flavour: Flavour;
  readonly tensorflowVersion: string;
  readonly tfjsVersion: string;
  /** Of isoflop's additions to the binding, `BINDING_PATCH_ID`. */
  readonly bindingPatch: string;
  readonly wheel: { readonly requirement: string; readonly sha256: string };
  /** Of the compiled addon. */
  readonly addonSha256: string;
  readonly compiler: string;
  /** ISO 8601. */
  readonly builtAt: string;
}

/** A provisioned TensorFlow of this user. */
export interface Provisioned {
  readonly layout: Layout;
  readonly manifest: TensorflowManifest;
}

/** The best TensorFlow that is provisioned, if any: the one with CUDA computes on the processor as well. */
export function findProvisioned(cache?: string): Provisioned | undefined {
  for (const flavour of ['cuda', 'cpu'] as const) {
    const found = readProvisioned(layoutOf(flavour, cache));
    if (found) return found;
  }
  return undefined;
}

/** Undefined where it was never finished or is damaged. */
export function readProvisioned(layout: Layout): Provisioned | undefined {
  if (!existsSync(layout.manifest)) return undefined;
  try {
    return { layout, manifest: JSON.parse(readFileSync(layout.manifest, 'utf8')) };
  } catch {
    return undefined;
  }
}

/** The last act of provisioning: without it the folder counts as unfinished. */
export async function writeManifest(layout: Layout, manifest: TensorflowManifest): Promise<void> {
  await writeFile(layout.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`, { flush: true });
}
