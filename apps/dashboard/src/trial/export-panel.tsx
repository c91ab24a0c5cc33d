import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExportAnswer } from '../api/answers.js';
import { get, pathOf, send } from '../api/client.js';
import { useCanWrite } from '../api/queries.js';
import { formatBytes } from '../format/numbers.js';

const FORMATS = [
  'json',
  'tfjs',
  'keras',
  'onnx',
  'pytorch',
  'savedmodel',
  'tflite',
  'tfjs-graph',
  'arch-string',
  'dot',
  'svg',
  'card',
] as const;
const CHOSEN_FIRST: readonly string[] = ['json', 'tfjs', 'onnx', 'card'];

/** Takes a trial home: files in the formats asked for, each checked against the network it came from. */
export function ExportPanel({ study, trial }: { readonly study: string; readonly trial: number }) {
  const canWrite = useCanWrite();
  const [id, setId] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const { data } = useQuery({
    queryKey: ['export', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => get<ExportAnswer>(`/api/exports/${id}`, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'running' || state.data === undefined ? 500 : false),
  });
  if (!canWrite) return null;
  const start = async (form: FormData) => {
    setProblem(undefined);
    try {
      const formats = FORMATS.filter((format) => form.has(format));
      setId((await send<ExportAnswer>('POST', pathOf(study, 'export'), { trial, formats, verify: true })).id);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const isRunning = id !== undefined && (data === undefined || data.state === 'running');
  return (
    <section className="card export" aria-labelledby="export-title">
      <h3 id="export-title">Export</h3>
      <form action={start}>
        <fieldset className="formats">
          <legend className="unseen">Formats</legend>
          {FORMATS.map((format) => (
            <label key={format}>
              <input type="checkbox" name={format} defaultChecked={CHOSEN_FIRST.includes(format)} /> {format}
            </label>
          ))}
        </fieldset>
        <button type="submit" className="main-button" disabled={isRunning}>
          {isRunning ? 'Exporting…' : 'Export and verify'}
        </button>
      </form>
      <p role="status" className="hint">
        {isRunning && (data?.messages.at(-1) ?? 'starting')}
      </p>
      {problem !== undefined && <p role="alert">{problem}</p>}
      {data?.error != null && <p role="alert">{data.error}</p>}
      {data !== undefined && data.files.length > 0 && <Files answer={data} />}
      {data?.skipped.map(({ format, reason }) => (
        <p key={format} className="hint fine">
          {format}: {reason}
        </p>
      ))}
    </section>
  );
}

function Files({ answer: { id, files } }: { readonly answer: ExportAnswer }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="table-box" tabIndex={0} aria-label="Exported files">
        <table>
          <thead>
            <tr>
              {['File', 'Format', 'Size', 'Verified', 'Largest error'].map((name) => (
                <th key={name} scope="col" className="plain">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {files.map(({ index, path, format, bytes, verified, maxAbsError, check }) => (
              <tr key={index} className="plain">
                <td>
                  <a href={`/api/exports/${id}/files/${index}`} download>
                    {path}
                  </a>
                </td>
                <td>{format}</td>
                <td className="numeric">{formatBytes(bytes)}</td>
                <td title={check}>
                  <span className={`state state-${verified ? 'complete' : 'pruned'}`}>{verified ? 'yes' : 'no'}</span>
                </td>
                <td className="numeric">{maxAbsError === null ? '–' : maxAbsError.toExponential(1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p>
        <a href={`/api/exports/${id}/archive`} download>
          All in one .zip
        </a>
      </p>
    </>
  );
}
