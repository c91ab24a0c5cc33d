import { errorLine, runTool } from './run-tool.js';

/** One thing that native TensorFlow needs, and whether this machine has it. */
export interface Tool {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do where it is missing. */
  readonly mend?: string;
}

/** The oldest NVIDIA driver that CUDA 12 runs on (NVIDIA's CUDA compatibility table: 525 on Linux). */
const OLDEST_DRIVER = 525;

/** Looks for what provisioning and CUDA need. Nothing here is needed to train with WebAssembly. */
export async function inspectTools(): Promise<Tool[]> {
  return Promise.all([
    version('python3', 'python3', ['--version'], 'apt-get install python3'),
    version('pip', 'python3', ['-m', 'pip', '--version'], 'apt-get install python3-pip'),
    version('C++ compiler', process.env.CXX || 'g++', ['--version'], 'apt-get install g++, or set CXX'),
    nvidiaDriver(),
  ]);
}

async function version(what: string, program: string, args: readonly string[], mend: string): Promise<Tool> {
  const { ok, stdout, missing, output } = await runTool(program, args);
  if (ok) return { what, ok, found: stdout.split('\n')[0].trim() };
  return { what, ok, found: missing ? `${program} is not installed` : errorLine(output), mend };
}

async function nvidiaDriver(): Promise<Tool> {
  const what = 'NVIDIA driver';
  const { ok, stdout, missing, output } = await runTool('nvidia-smi', ['--query-gpu=driver_version,name', '--format=csv,noheader']);
  if (!ok) {
    const found = missing ? 'no nvidia-smi, so no NVIDIA GPU' : errorLine(output);
    return { what, ok, found, mend: `only for cuda: install a driver of ${OLDEST_DRIVER} or newer` };
  }
  const found = stdout.trim().split('\n').join('; ');
  if (Number.parseInt(found, 10) >= OLDEST_DRIVER) return { what, ok, found };
  return { what, ok: false, found, mend: `CUDA 12 needs driver ${OLDEST_DRIVER} or newer: update it` };
}
