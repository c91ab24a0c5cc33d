import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExperiment } from '@isoflop/search-space';
import ts from 'typescript';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';

const file = (path: string) => fileURLToPath(new URL(`../../deploy/${path}`, import.meta.url));

function temporaryFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, '.deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Kinds of objects, as Kubernetes' own schema has them in TypeScript: a field that is misspelt or of another type is an error. */
const TYPES: Readonly<Record<string, string>> = {
  'v1 ConfigMap': "import('kubernetes-types/core/v1').ConfigMap",
  'batch/v1 Job': "import('kubernetes-types/batch/v1').Job",
};

function typeErrors(objects: readonly { apiVersion: string; kind: string }[]): string[] {
  // Where the types are found.
  const folder = temporaryFolder(fileURLToPath(new URL('..', import.meta.url)));
  const source = join(folder, 'objects.ts');
  const lines = objects.map((object) => `(${JSON.stringify(object)}) satisfies ${TYPES[`${object.apiVersion} ${object.kind}`]};`);
  writeFileSync(source, `${lines.join('\n')}\nexport {};\n`);
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
  };
  const program = ts.createProgram([source], options);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('deploy/kubernetes/study.yaml', () => {
  const objects = parseAllDocuments(readFileSync(file('kubernetes/study.yaml'), 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

  it('is a config map, a job for the search and one for its workers, in the form that Kubernetes gives them', () => {
    expect(objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Job', 'Job']);
    expect(typeErrors(objects)).toEqual([]);
    const misspelt = structuredClone(objects[1]);
    misspelt.spec.template.spec.containers[0].volumeMount = [];
    expect(typeErrors([misspelt]).join()).toContain('volumeMount');
  });

  it('holds an experiment that is one, under the name that the search resumes', () => {
    const { name } = parseExperiment(objects[0].data['study.yaml'], 'study.yaml');
    expect(objects[1].spec.template.spec.containers[0].command.join(' ')).toContain(`isoflop resume ${name} `);
    expect(objects[1].spec.template.spec.volumes[0].configMap.name).toBe(objects[0].metadata.name);
  });
});

describe('deploy/slurm/study.sbatch', () => {
  const script = file('slurm/study.sbatch');
  const text = readFileSync(script, 'utf8');
  /** What each option takes, https://slurm.schedmd.com/sbatch.html. */
  const OPTIONS: Readonly<Record<string, RegExp>> = {
    'job-name': /^[\w-]+$/,
    array: /^\d+-\d+$/,
    ntasks: /^\d+$/,
    'cpus-per-task': /^\d+$/,
    mem: /^\d+[KMGT]?$/,
    time: /^(?:\d+-)?\d\d:\d\d:\d\d$/,
    requeue: /^$/,
    signal: /^(?:[BR]{1,2}:)?[A-Z\d]+(?:@\d+)?$/,
    output: /^[\w%.-]+$/,
  };

  it('has options that sbatch knows, before the first command, where sbatch looks for them', () => {
    const lines = text.split('\n');
    const options = lines.filter((line) => line.startsWith('#SBATCH'));
    for (const line of options) {
      const [, name, value = ''] = /^#SBATCH --([\w-]+)(?:=(\S+))?$/.exec(line) ?? [];
      expect(value, line).toMatch(OPTIONS[name ?? ''] ?? /no such option/);
    }
    const firstCommand = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
    expect(lines.findLastIndex((line) => line.startsWith('#SBATCH'))).toBeLessThan(firstCommand);
    expect(options).toHaveLength(Object.keys(OPTIONS).length);
    execFileSync('bash', ['-n', script]);
  });

  it.each([
    ['0', '[]', 'search study.yaml --store postgres://db/x'],
    ['0', '[{ "study": "other" }]', 'search study.yaml --store postgres://db/x'],
    ['0', '[{ "study": "mine" }]', 'search study.yaml --store postgres://db/x --resume'],
    ['3', '[]', 'worker --store postgres://db/x --idle 10'],
  ])('has task %s, where the store has the studies %s, run isoflop %s', (task, studies, command) => {
    const folder = temporaryFolder(tmpdir());
    writeFileSync(join(folder, 'isoflop'), `#!/bin/sh\nif [ "$1" = studies ]; then echo '${studies}'; else echo "$PWD: $*"; fi\n`);
    chmodSync(join(folder, 'isoflop'), 0o755);
    writeFileSync(join(folder, 'study.yaml'), 'name: mine\n');
    const env = {
      ...{ ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
      ...{ SLURM_ARRAY_TASK_ID: task, ISOFLOP_STORE: 'postgres://db/x' },
    };
    const printed = execFileSync('bash', [script, join(folder, 'study.yaml')], { env, encoding: 'utf8' });
    expect(printed.trim()).toBe(`${folder}: ${command}`);
  });
});
