import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { ExportError } from '../format.js';
import { pythonCandidates } from './candidates.js';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Characters of its error stream that are kept to explain a failure. */
const KEPT = 2000;

/**
 * Answers requests, one JSON line each, with what the program's function `check(request)` returns. Standard output is kept for answers, so
 * that whatever a library prints, from Python or below it, cannot spoil one.
 */
const LOOP = `
import json, os, sys, traceback
sys.dont_write_bytecode = True
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
def answer(value):
    print(json.dumps(value, allow_nan=False), file=answers, flush=True)
PROGRAM
answer({"result": version()})
for line in sys.stdin:
    try:
        answer({"result": check(json.loads(line))})
    except Exception:
        answer({"error": traceback.format_exc()[-1500:]})
`;

/** A Python process that stays, so that a library is imported once for many checks. It does not keep Node from ending. */
export class PythonWorker {
  private readonly waiting: ((line: string | undefined) => void)[] = [];
  private stderr = '';
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly child: Child,
    /** Which library, with its version. */
    public version: string,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    child.stderr.on('data', (chunk) => {
      this.stderr = (this.stderr + chunk).slice(-KEPT);
    });
    const end = () => {
      for (const resolve of this.waiting.splice(0)) resolve(undefined);
    };
    child.on('error', end);
    child.on('close', end);
    child.stdin.on('error', end);
  }

  /** Starts `program`, Python source with functions `check` and `version`, or gives undefined where no Python here can import what it needs. */
  static async open(program: string): Promise<PythonWorker | undefined> {
    for (const python of pythonCandidates(process.env)) {
      const child = spawn(python, ['-c', LOOP.replace('PROGRAM', () => program)], { stdio: ['pipe', 'pipe', 'pipe'] });
      const worker = new PythonWorker(child, '');
      const line = await worker.nextLine();
      if (line === undefined) continue;
      worker.version = JSON.parse(line).result;
      worker.hold(false);
      return worker;
    }
    return undefined;
  }

  /** The answer to a request, after those asked before. Throws `ExportError` with Python's words when the check itself failed. */
  ask<Result>(request: unknown): Promise<Result> {
    const answer = this.last.then(async () => {
      this.hold(true);
      const line = this.nextLine();
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
      const text = await line;
      this.hold(false);
      if (text === undefined) throw new ExportError(`${this.version}: the check must answer, Python ended: ${this.stderr.trim()}`);
      const { result, error } = JSON.parse(text);
      if (error !== undefined) throw new ExportError(`${this.version}: the written file must load and run, Python says: ${error.trim()}`);
      return result as Result;
    });
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private nextLine(): Promise<string | undefined> {
    return new Promise((resolve) => {
      if (this.child.exitCode !== null) resolve(undefined);
      else this.waiting.push(resolve);
    });
  }

  /** Whether Node waits for this process. */
  private hold(wait: boolean): void {
    const how = wait ? 'ref' : 'unref';
    this.child[how]();
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) (stream as Socket)[how]();
  }
}
