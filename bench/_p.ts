import { lower, zoo } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { openEngine, recipes } from '@isoflop/training';
import { BENCH_NETWORKS } from './train/networks.js';
const { architecture, batch } = BENCH_NETWORKS[Number(process.argv[2] ?? 0)];
const opened = await openBackend('cpu'); const { tf } = opened;
const graph = lower(architecture); const { height, width, channels } = architecture.input; const classes = graph.nodes.at(-1)!.output[2];
const count = batch; const images = Uint8Array.from({ length: count * height * width * channels }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 11) & 255);
const split = { images, labels: Int32Array.from({ length: count }, (_, i) => i % classes), count };
const engine = openEngine(opened, { graph, data: { name: 'n', classes: Array.from({ length: classes }, String), height, width, channels, train: split, validation: split, test: split, normalization: { mean: new Array(channels).fill(.5), std: new Array(channels).fill(.3) } }, recipe: { ...recipes.quick, batch }, seed: 1, engine: 'eager', now: () => performance.now() });
const step = (n: number) => engine.train([{ images: Int32Array.from({ length: batch }, (_, i) => i), epoch: 1, number: n, learningRate: 0.01 }]);
for (let i = 0; i < 8; i++) await step(i);
const be = tf.backend() as any; const acc: Record<string, [number, number]> = {}; let native = 0;
for (const m of ['executeSingleOutput', 'executeMultipleOutputs']) { const f = be[m].bind(be); be[m] = (op: string, ...r: any[]) => { const t = performance.now(); const o = f(op, ...r); const d = performance.now() - t; (acc[op] ??= [0, 0])[0]++; acc[op][1] += d; native += d; return o; }; }
const b = be.binding; 
const t0 = performance.now(); for (let i = 0; i < 5; i++) await step(i); const total = (performance.now() - t0) / 5;
console.log('step', total.toFixed(1), 'in ops', (native / 5).toFixed(1), 'count', Object.values(acc).reduce((s, a) => s + a[0], 0) / 5);
for (const [k, [n, t]] of Object.entries(acc).sort((a, b) => b[1][1] - a[1][1]).slice(0, 22)) console.log(k.padEnd(40), (n / 5).toString().padStart(6), (t / 5).toFixed(2));
