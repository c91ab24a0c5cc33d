import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchitectureError, architectureHash, zoo } from '@isoflop/blocks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNetwork, readArchitecture } from './architecture-source.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-source-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const REGNETY_400MF =
  'MODEL: {TYPE: regnet, NUM_CLASSES: 1000}\nREGNET: {SE_ON: true, DEPTH: 16, W0: 48, WA: 27.89, WM: 2.09, GROUP_W: 8}\n';

describe('a network argument', () => {
  it('may be a pycls file', async () => {
    const network = await readArchitecture(await file('net.yaml', REGNETY_400MF));
    expect(network.name).toBe('net');
    expect(architectureHash(network)).toBe(architectureHash(zoo('regnet_y_400mf')));
  });

  it("may be timm's settings, or its block strings alone, which are scaled like any", async () => {
    const strings = ['ds_r1_k3_s1_e1_c16', 'ir_r2_k3_s2_e6_c24'];
    const json = JSON.stringify({ arch_def: strings.map((each) => [each]) });
    const fromFile = await readArchitecture(await file('timm.json', json), { resolution: 112 });
    expect(fromFile.input.height).toBe(112);
    expect(architectureHash(await readArchitecture(strings.join(' '), { resolution: 112 }))).toBe(architectureHash(fromFile));
  });

  it('may be a file that an export wrote', async () => {
    const path = await file('architecture.json', JSON.stringify({ hash: 'x', architecture: zoo('mobilenet_v2') }));
    expect(architectureHash(await readArchitecture(path))).toBe(architectureHash(zoo('mobilenet_v2')));
  });

  it.each([
    ['bad.yaml', 'MODEL: {TYPE: regnet', 'must be a YAML file'],
    ['bad.json', '{', 'must be a JSON file'],
  ])('that is broken, %s, is explained in one line', async (name, content, message) => {
    const error: Error = await readArchitecture(await file(name, content)).catch((caught) => caught);
    expect(error).toBeInstanceOf(ArchitectureError);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  it('is told from the name of a study', () => {
    expect(['efficientnet_b0', 'a.json', 'a.yml', 'ir_r1_k3_s1_e6_c16'].map(isNetwork)).toEqual([true, true, true, true]);
    expect(isNetwork('my-study')).toBe(false);
  });
});
