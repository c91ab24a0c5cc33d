import { readdirSync } from 'node:fs';

/**
 * The GPUs that workers may use, as CUDA_VISIBLE_DEVICES names them: those that it lists, or else all that the driver shows (on Linux). Empty where
 * there is none.
 */
export function visibleDevices(environment: NodeJS.ProcessEnv, driverFolder = '/proc/driver/nvidia/gpus'): readonly string[] {
  const { CUDA_VISIBLE_DEVICES: listed } = environment;
  if (listed !== undefined) {
    const names = listed.split(',').map((name) => name.trim());
    // CUDA reads no further than the first that is none.
    const end = names.findIndex((name) => name === '' || name.startsWith('-'));
    return end < 0 ? names : names.slice(0, end);
  }
  return Array.from({ length: filesIn(driverFolder) }, (_, index) => String(index));
}

function filesIn(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}

/** Hands out devices so that none has two workers while another has none. */
export class DevicePool {
  readonly #workers: Map<string, number>;

  constructor(devices: readonly string[]) {
    this.#workers = new Map(devices.map((device) => [device, 0]));
  }

  /** The device with the fewest workers, the first of equals; undefined where there is none. */
  take(): string | undefined {
    const [device] = [...this.#workers].sort(([, a], [, b]) => a - b)[0] ?? [];
    if (device !== undefined) this.#workers.set(device, (this.#workers.get(device) ?? 0) + 1);
    return device;
  }

  give(device: string | undefined): void {
    if (device !== undefined) this.#workers.set(device, (this.#workers.get(device) ?? 0) - 1);
  }
}
