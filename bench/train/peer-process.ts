import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Node } from '@isoflop/blocks';
import ts from 'typescript';
import type { Contender } from './contenders.js';
import type { BenchNetwork } from './networks.js';

type Measure = Contender['measures'][number];

/** What a contender took. */
export interface Summary {
  readonly version: string;
  readonly params: number;
  /** Median CPU milliseconds per step. */
  readonly milliseconds: Partial<Record<Measure, number>>;
  /** CPU milliseconds to write, load and start the network, and of the first step beyond a usual one; isoflop only. */
  readonly openMilliseconds?: number;
  readonly firstStepMilliseconds?: number;
  /** Largest resident memory, with the parts of libraries that were in memory, which processes share and the system can take back. */
  readonly peakMegabytes: number;
  /** Largest memory that belongs to no file, after any round: what is the process's own. */
  readonly privateMegabytes: number;
  /** Before there was a network: the program and its libraries, most of which processes share. */
  readonly idleMegabytes: number;
}

const PROGRAMS = {
  torch: ['/usr/bin/python3', fileURLToPath(new URL('./torch_peer.py', import.meta.url))],
  isoflop: [process.execPath, compilePeer()],
};

/** As plain JavaScript, like a worker's program: the loader that compiles TypeScript as it goes would count as ours, 60 MB. */
function compilePeer(): string {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/bench-train/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}package.json`, '{ "type": "module" }');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  for (const name of ['peer', 'networks']) {
    const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8');
    writeFileSync(`${folder}${name}.js`, ts.transpileModule(source, { compilerOptions }).outputText);
  }
  return `${folder}peer.js`;
}

/** A contender as a process of its own on one core, which does nothing until it is asked. */
export class Peer {
  readonly #seconds = new Map<Measure, number[]>();
  readonly #answers: AsyncIterator<string>;
  #ready: { version: string; params: number; idleBytes: number; openSeconds?: number } | undefined;
  #firstStep: number | undefined;
  #peakBytes = 0;
  #privateBytes = 0;

  private constructor(private readonly process: ChildProcess) {
    if (!process.stdout) throw new Error('peer: its output must be a pipe');
    this.#answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  static async start(contender: Contender, network: BenchNetwork, nodes: readonly Node[], core: string): Promise<Peer> {
    const peer = new Peer(
      spawn('taskset', ['-c', core, ...PROGRAMS[contender.program]], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, ...contender.environment },
      }),
    );
    const classes = nodes[nodes.length - 1].output[2];
    peer.#send({ ...contender.setup, network: network.name, batch: network.batch, classes, nodes });
    peer.#ready = await peer.#receive();
    return peer;
  }

  async run(measure: Measure, steps: number): Promise<void> {
    this.#send({ measure, steps });
    const { seconds } = await this.#receive<{ seconds: number[] }>();
    if (measure === 'train') this.#firstStep ??= seconds[0];
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    const bytes = (name: string) => 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
    this.#peakBytes = bytes('VmHWM');
    this.#privateBytes = Math.max(this.#privateBytes, bytes('RssAnon'));
    this.#seconds.set(measure, [...(this.#seconds.get(measure) ?? []), ...seconds]);
  }

  summary(): Summary {
    if (!this.#ready) throw new Error('peer: it must have started to have a summary');
    const { version, params, idleBytes, openSeconds } = this.#ready;
    const milliseconds = Object.fromEntries([...this.#seconds].map(([measure, seconds]) => [measure, round(median(seconds) * 1000)]));
    const started = openSeconds === undefined ? {} : { openMilliseconds: round(openSeconds * 1000) };
    const first =
      openSeconds === undefined ? {} : { firstStepMilliseconds: round((this.#firstStep ?? 0) * 1000 - (milliseconds.train ?? 0)) };
    return {
      version,
      params,
      milliseconds,
      ...started,
      ...first,
      peakMegabytes: round(this.#peakBytes / 1e6),
      privateMegabytes: round(this.#privateBytes / 1e6),
      idleMegabytes: round(idleBytes / 1e6),
    };
  }

  stop(): void {
    this.process.kill();
  }

  #send(message: object): void {
    this.process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  async #receive<T>(): Promise<T> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('peer: it must answer, got the end of its output; see its lines above');
    return JSON.parse(value) as T;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const round = (value: number) => Math.round(value * 10) / 10;
