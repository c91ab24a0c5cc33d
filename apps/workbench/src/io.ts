/** Where a verb writes. With `--json` the one document goes to stdout and text for people to stderr. */
export interface Io {
  /** A line for people. */
  say(line: string): void;
  /** The verb's answer as data; printed only with `--json`. */
  answer(document: unknown): void;
  /** Text for people that belongs to the answer; not printed with `--json`. */
  show(text: string): void;
}

/** An `Io` on this process's streams. */
export function processIo(json: boolean): Io {
  return {
    say: (line) => void (json ? process.stderr : process.stdout).write(`${line}\n`),
    answer: (document) => void (json && process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)),
    show: (text) => void (!json && process.stdout.write(`${text}\n`)),
  };
}
