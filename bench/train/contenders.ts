import { workerEnvironment } from '@isoflop/training';

/** Who is measured. */
export interface Contender {
  readonly name: string;
  readonly program: 'torch' | 'isoflop';
  /** What the peer is told first, beside the network. */
  readonly setup: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly measures: readonly ('train' | 'infer' | 'pipeline')[];
  readonly stepsPerRound: number;
}

const BARE = ['train', 'infer'] as const;

/**
 * glibc's allocator keeps the memory that it has. Without it PyTorch spends most of its time in page faults, and the eager engine, which also takes
 * and frees a tensor per operation, a quarter.
 */
const KEEPS_MEMORY = { MALLOC_MMAP_THRESHOLD_: '4294967296', MALLOC_TRIM_THRESHOLD_: '17179869184' };
const TORCH = { OMP_NUM_THREADS: '1', ...KEEPS_MEMORY };
/** What a trial's own process gets. */
const GRAPH = workerEnvironment(1);
const EAGER = { ...GRAPH, ...KEEPS_MEMORY };

/** PyTorch in both memory layouts and every engine. */
export function contenders(): Contender[] {
  const bare = { measures: BARE, stepsPerRound: 3 };
  const graph = { engine: 'graph', backend: 'cpu' };
  return [
    { name: 'torch', program: 'torch', setup: { layout: 'contiguous' }, environment: TORCH, ...bare },
    { name: 'torch channels_last', program: 'torch', setup: { layout: 'channels_last' }, environment: TORCH, ...bare },
    { name: 'graph', program: 'isoflop', setup: { ...graph, textures: false }, environment: GRAPH, ...bare },
    { name: 'eager', program: 'isoflop', setup: { engine: 'eager', backend: 'cpu', textures: false }, environment: EAGER, ...bare },
    {
      name: 'wasm',
      program: 'isoflop',
      setup: { engine: 'eager', backend: 'wasm', textures: false },
      environment: EAGER,
      measures: BARE,
      stepsPerRound: 1,
    },
    {
      name: 'pipeline',
      program: 'isoflop',
      setup: { ...graph, textures: true },
      environment: GRAPH,
      measures: ['train', 'pipeline'],
      stepsPerRound: 3,
    },
  ];
}
