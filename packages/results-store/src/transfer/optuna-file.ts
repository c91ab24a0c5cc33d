import { SqliteConnection } from '../sqlite/connection.js';
import { TransferError } from './transfer-error.js';

const PAGE = 500;

export interface OptunaTrial {
  /** Counts from 0. */
  readonly number: number;
  readonly state: 'COMPLETE' | 'PRUNED' | 'FAIL' | 'RUNNING' | 'WAITING';
  readonly params: { readonly [name: string]: never };
  /** By objective; null where not finite. */
  readonly values: readonly (number | null)[];
  readonly intermediate: readonly { readonly step: number; readonly value: number | null }[];
  readonly attributes: { readonly [key: string]: never };
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** One study of an SQLite storage of Optuna, read only. */
export interface OptunaFile {
  readonly name: string;
  /** Optuna's. */
  readonly version: string;
  readonly directions: readonly string[];
  /** For messages. */
  readonly place: string;
  trials(): AsyncGenerator<OptunaTrial>;
  close(): Promise<void>;
}

/** Throws TransferError where the file has no such study. The tables are those of Optuna 3 and 4 (optuna/storages/_rdb/models.py). */
export async function openOptuna(file: string, study?: string): Promise<OptunaFile> {
  const connection = await SqliteConnection.open(file, 'read');
  try {
    const { id, name } = await chooseStudy(connection, study);
    const rows = await connection.all<{ direction: string }>(
      'select direction from study_directions where study_id = ? order by objective',
      [id],
    );
    const [info] = await connection.all<{ library_version: string }>('select library_version from version_info');
    return {
      ...{ name, version: info?.library_version ?? 'unknown', directions: rows.map(({ direction }) => direction) },
      place: `${file}, study "${name}"`,
      trials: () => trialsOf(connection, id),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function chooseStudy(connection: SqliteConnection, name: string | undefined): Promise<{ id: number; name: string }> {
  const tables = await connection.all<{ name: string }>(
    "select name from sqlite_master where name in ('studies', 'trial_params', 'version_info')",
  );
  if (tables.length < 3)
    throw new TransferError(`${connection.file}: is no storage of Optuna (it lacks its tables); give the file of sqlite:///FILE`);
  const studies = await connection.all<{ id: number; name: string }>(
    'select study_id as id, study_name as name from studies order by study_id',
  );
  const found = name === undefined && studies.length === 1 ? studies[0] : studies.find((study) => study.name === name);
  if (found !== undefined) return found;
  const names = studies.map((study) => `"${study.name}"`).join(', ');
  const asked = name === undefined ? 'which study is meant must be said' : `it has no study "${name}"`;
  throw new TransferError(`${connection.file}: ${asked}; it has ${names || 'none'}`);
}

interface TrialRow {
  readonly trial_id: number;
  readonly number: number;
  readonly state: OptunaTrial['state'];
  readonly datetime_start: string | null;
  readonly datetime_complete: string | null;
}

async function* trialsOf(connection: SqliteConnection, study: number): AsyncGenerator<OptunaTrial> {
  for (let after = -1; ; ) {
    const query = 'select * from trials where study_id = ? and number > ? order by number limit ?';
    const page = await connection.allPrepared<TrialRow>(query, [study, after, PAGE]);
    for (const row of page) yield await trialOf(connection, row);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}

async function trialOf(connection: SqliteConnection, row: TrialRow): Promise<OptunaTrial> {
  const rows = <Row>(query: string) => connection.allPrepared<Row>(query, [row.trial_id]);
  const params = await rows<ParamRow>(
    'select param_name, param_value, distribution_json from trial_params where trial_id = ? order by param_id',
  );
  const values = await rows<{ value: number | null }>('select value from trial_values where trial_id = ? order by objective');
  const steps = await rows<{ step: number; value: number | null }>(
    'select step, intermediate_value as value from trial_intermediate_values where trial_id = ? order by step',
  );
  const attributes = await rows<{ key: string; value_json: string }>(
    'select key, value_json from trial_user_attributes where trial_id = ? order by key',
  );
  return {
    ...{ number: row.number, state: row.state, intermediate: steps, values: values.map(({ value }) => value) },
    params: Object.fromEntries(params.map((param) => [param.param_name, paramValue(param)])),
    attributes: Object.fromEntries(attributes.map(({ key, value_json }) => [key, jsonOrText(value_json)])),
    startedAt: timeOf(row.datetime_start),
    finishedAt: timeOf(row.datetime_complete),
  };
}

interface ParamRow {
  readonly param_name: string;
  readonly param_value: number;
  readonly distribution_json: string;
}

/** A categorical value is stored as its place among the choices. */
function paramValue({ param_value, distribution_json }: ParamRow): never {
  const { name, attributes } = JSON.parse(distribution_json) as { name: string; attributes: { choices?: readonly unknown[] } };
  return (name === 'CategoricalDistribution' ? attributes.choices?.[param_value] : param_value) as never;
}

/** Python writes NaN and Infinity, which JSON does not have: such a value comes over as text. */
function jsonOrText(text: string): never {
  try {
    return JSON.parse(text) as never;
  } catch {
    return text as never;
  }
}

/** `2026-01-01 12:00:07.500000`, without a time zone. */
function timeOf(text: string | null): number | null {
  return text === null ? null : Date.parse(`${text.slice(0, 23).replace(' ', 'T')}Z`);
}
