import { spawn } from 'node:child_process';

export interface ToolResult {
  readonly ok: boolean;
  /** Standard output. */
  readonly stdout: string;
  /** Both streams in the order they came; the reason where the program could not be started. */
  readonly output: string;
  /** Whether there is no such program. */
  readonly missing: boolean;
}

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Gets the program's output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a program without a shell and without input. Never rejects. */
export function runTool(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, onOutput }: ToolOptions = {},
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...(cwd !== undefined && { cwd }), env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
      onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput?.(text);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ ok: false, stdout, output: `${program}: ${error.message}`, missing: error.code === 'ENOENT' }),
    );
    child.on('close', (code, signal) =>
      resolve({ ok: code === 0, stdout, output: signal ? `${output}\nstopped by ${signal}` : output, missing: false }),
    );
  });
}

/** The line of a program's output that says what went wrong: pip's and g++'s errors begin with the word, Python's end with it. */
export function errorLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.findLast((line) => /\berror\b/i.test(line)) ?? lines.findLast((line) => line !== '') ?? 'no message';
}
