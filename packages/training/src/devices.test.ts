import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DevicePool, visibleDevices } from './devices.js';

it('takes the devices that CUDA_VISIBLE_DEVICES lists, as far as CUDA would read it', () => {
  expect(visibleDevices({ CUDA_VISIBLE_DEVICES: '2, GPU-8932f937' })).toEqual(['2', 'GPU-8932f937']);
  expect(visibleDevices({ CUDA_VISIBLE_DEVICES: '1,-1,0' })).toEqual(['1']);
  expect(visibleDevices({ CUDA_VISIBLE_DEVICES: '' })).toEqual([]);
});

it('counts what the driver shows where nothing is listed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isoflop-gpus-'));
  for (const bus of ['0000:01:00.0', '0000:41:00.0']) await mkdir(join(folder, bus));
  expect(visibleDevices({}, folder)).toEqual(['0', '1']);
  await rm(folder, { recursive: true });
  expect(visibleDevices({}, folder)).toEqual([]);
});

it('gives every worker a device of its own, and shares evenly when there are more workers', () => {
  const pool = new DevicePool(['0', '1']);
  expect([pool.take(), pool.take(), pool.take()]).toEqual(['0', '1', '0']);
  pool.give('1');
  expect(pool.take()).toBe('1');
  expect(new DevicePool([]).take()).toBeUndefined();
});
