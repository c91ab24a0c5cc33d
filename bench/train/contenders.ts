/** Who is measured. */
export interface Contender {
  readonly name: string;
  readonly program: 'torch' | 'isoflop';
  /** What the peer is told first, beside the network. */
  readonly setup: Readonly<Record<string, unknown>>;
  readonly measures: readonly ('train' | 'infer' | 'pipeline')[];
  readonly stepsPerRound: number;
}

const BARE = ['train', 'infer'] as const;

/** PyTorch in both memory layouts and every engine. */
export function contenders(): Contender[] {
  return [
    { name: 'torch', program: 'torch', setup: { layout: 'contiguous' }, measures: BARE, stepsPerRound: 3 },
    { name: 'torch channels_last', program: 'torch', setup: { layout: 'channels_last' }, measures: BARE, stepsPerRound: 3 },
    { name: 'graph', program: 'isoflop', setup: { engine: 'graph', backend: 'cpu', textures: false }, measures: BARE, stepsPerRound: 3 },
    { name: 'eager', program: 'isoflop', setup: { engine: 'eager', backend: 'cpu', textures: false }, measures: BARE, stepsPerRound: 3 },
    { name: 'wasm', program: 'isoflop', setup: { engine: 'eager', backend: 'wasm', textures: false }, measures: BARE, stepsPerRound: 1 },
    {
      name: 'pipeline',
      program: 'isoflop',
      setup: { engine: 'graph', backend: 'cpu', textures: true },
      measures: ['train', 'pipeline'],
      stepsPerRound: 3,
    },
  ];
}
