import type { z } from 'zod';
import * as analysis from './schema/analysis.js';
import * as experiment from './schema/experiment.js';
import * as exporting from './schema/export.js';
import * as query from './schema/query.js';
import { sessionAnswer } from './schema/session.js';
import * as study from './schema/study.js';
import * as trial from './schema/trial.js';
import { json, jsonObject } from './schema/values.js';

/** One route: what it takes and what it answers. `text`, `bytes` and `stream` are no JSON. */
export interface Route {
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType | 'text' | 'bytes' | 'stream';
  /** 200 unless given. */
  readonly status?: 201 | 202;
}

/** The whole API: requests are checked by it, the OpenAPI document and the page's types are made of it. */
export const contract = {
  'GET /api/session': { summary: 'What this server lets a page do', answer: sessionAnswer },
  'GET /api/studies': { summary: 'All studies, newest first', answer: study.studiesAnswer },
  'GET /api/studies/:study': { summary: 'One study with its experiment', params: query.studyPath, answer: study.studyAnswer },
  'GET /api/studies/:study/trials': {
    summary: 'A page of trials, filtered and ordered',
    params: query.studyPath,
    query: query.trialsQuery,
    answer: trial.trialsAnswer,
  },
  'GET /api/studies/:study/columns': { summary: 'All trials, column by column', params: query.studyPath, answer: trial.columnsAnswer },
  'GET /api/studies/:study/trials/:number': {
    summary: 'Everything stored of one trial',
    params: query.trialPath,
    answer: trial.trialAnswer,
  },
  'GET /api/studies/:study/trials/:number/log': { summary: 'What its training said', params: query.trialPath, answer: 'text' },
  'GET /api/studies/:study/trials/:number/artifacts/:sha256': { summary: 'A file of a trial', params: query.artifactPath, answer: 'bytes' },
  'GET /api/studies/:study/curves': {
    summary: 'Metrics of several trials',
    params: query.studyPath,
    query: query.curvesQuery,
    answer: trial.curvesAnswer,
  },
  'GET /api/studies/:study/front': {
    summary: 'The Pareto front',
    params: query.studyPath,
    query: query.frontQuery,
    answer: study.frontAnswer,
  },
  'GET /api/studies/:study/outcome': { summary: 'Best, finalists and baselines', params: query.studyPath, answer: study.outcomeAnswer },
  'GET /api/studies/:study/events': {
    summary: 'Its history',
    params: query.studyPath,
    query: query.eventsQuery,
    answer: study.eventsAnswer,
  },
  'GET /api/stream': { summary: 'Live changes of the list of studies', query: query.streamQuery, answer: 'stream' },
  'GET /api/studies/:study/stream': {
    summary: 'Live changes of a study',
    params: query.studyPath,
    query: query.streamQuery,
    answer: 'stream',
  },
  'GET /api/studies/:study/annotations': { summary: 'Notes and tags', params: query.studyPath, answer: study.annotationsAnswer },
  'GET /api/studies/:study/fit': {
    summary: 'Scaling law and iso-FLOP optimum',
    params: query.studyPath,
    query: query.fitQuery,
    answer: analysis.fitAnswer,
  },
  'GET /api/studies/:study/scores': {
    summary: 'How well scores before training, parameters and multiply-adds rank by accuracy',
    params: query.studyPath,
    answer: analysis.scoresAnswer,
  },
  'GET /api/studies/:study/importance': {
    summary: 'How much each dimension matters',
    params: query.studyPath,
    query: query.importanceQuery,
    answer: analysis.importanceAnswer,
  },
  'GET /api/architectures/:hash': { summary: 'A network of the store', params: query.hashPath, answer: analysis.architectureAnswer },
  'GET /api/architectures/:hash/cost': { summary: 'Its cost by layer', params: query.hashPath, answer: analysis.costAnswer },
  'POST /api/architectures/cost': { summary: 'Cost of any network by layer', body: analysis.costBody, answer: analysis.costAnswer },
  'GET /api/presets': { summary: 'Spaces that have a name', answer: analysis.presetsAnswer },
  'GET /api/datasets': { summary: 'Data sets that have a name', answer: analysis.datasetsAnswer },
  'GET /api/zoo': { summary: 'Published networks', answer: analysis.zooAnswer },
  'GET /api/experiments/schema': { summary: 'JSON schema of an experiment file', answer: jsonObject },
  'GET /api/openapi.json': { summary: 'This interface, as OpenAPI 3.1', answer: json },
  'POST /api/experiments/check': {
    summary: 'What is wrong with an experiment, what fits its budget and how long it would take',
    body: experiment.experimentBody,
    answer: experiment.checkAnswer,
  },
  'POST /api/studies': {
    summary: 'A new study, started unless told otherwise',
    body: experiment.createBody,
    answer: experiment.createAnswer,
    status: 201,
  },
  'POST /api/studies/:study/pause': {
    summary: 'Start no more trials until resumed',
    params: query.studyPath,
    body: experiment.emptyBody,
    answer: experiment.requestAnswer,
  },
  'POST /api/studies/:study/stop': {
    summary: 'End when the trials under way have',
    params: query.studyPath,
    body: experiment.emptyBody,
    answer: experiment.requestAnswer,
  },
  'POST /api/studies/:study/cancel': {
    summary: 'End now; trials under way are put back',
    params: query.studyPath,
    body: experiment.emptyBody,
    answer: experiment.requestAnswer,
  },
  'POST /api/studies/:study/resume': {
    summary: 'Go on, with changes if any',
    params: query.studyPath,
    body: experiment.resumeBody,
    answer: experiment.resumeAnswer,
  },
  'POST /api/studies/:study/enqueue': {
    summary: 'A candidate by hand',
    params: query.studyPath,
    body: experiment.enqueueBody,
    answer: trial.trialRow,
    status: 201,
  },
  'POST /api/studies/:study/trials/:number/rerun': {
    summary: 'Measure a trial again',
    params: query.trialPath,
    body: experiment.rerunBody,
    answer: trial.trialRow,
    status: 201,
  },
  'POST /api/studies/:study/rerun-failed': {
    summary: 'Measure all failed trials again',
    params: query.studyPath,
    body: experiment.emptyBody,
    answer: trial.rowsAnswer,
  },
  'POST /api/studies/:study/fork': {
    summary: 'A new study from the trials of this one',
    params: query.studyPath,
    body: experiment.forkBody,
    answer: experiment.forkAnswer,
    status: 201,
  },
  'POST /api/studies/:study/export': {
    summary: 'Start writing files of trained networks',
    params: query.studyPath,
    body: exporting.exportBody,
    answer: exporting.exportAnswer,
    status: 202,
  },
  'GET /api/exports/:id': { summary: 'How far an export is', params: exporting.exportPath, answer: exporting.exportAnswer },
  'GET /api/exports/:id/files/:index': { summary: 'A file of an export', params: exporting.exportFilePath, answer: 'bytes' },
  'GET /api/exports/:id/archive': { summary: 'All its files in a ZIP', params: exporting.exportPath, answer: 'bytes' },
  'DELETE /api/studies/:study': {
    summary: 'Delete a study with its trials and their files that no other study needs, for good',
    params: query.studyPath,
    answer: study.deleteAnswer,
  },
  'PATCH /api/studies/:study': {
    summary: 'Note and tags of a study; what is left out stays',
    params: query.studyPath,
    body: trial.annotationChange,
    answer: trial.annotation,
  },
  'PATCH /api/studies/:study/trials/:number': {
    summary: 'Note and tags of a trial; what is left out stays',
    params: query.trialPath,
    body: trial.annotationChange,
    answer: trial.annotation,
  },
} as const satisfies Record<`${'GET' | 'POST' | 'PATCH' | 'DELETE'} /api/${string}`, Route>;

export type Contract = typeof contract;
export type RouteName = keyof Contract;

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
type Field<Name extends RouteName, Key extends keyof Route> = Contract[Name] extends { readonly [K in Key]: infer Value }
  ? Value
  : undefined;

/** Every route as whoever calls it sees it. */
export type Api = {
  readonly [Name in RouteName]: {
    readonly params: Output<Field<Name, 'params'>>;
    readonly query: Field<Name, 'query'> extends undefined ? undefined : Partial<Output<Field<Name, 'query'>>>;
    readonly body: Input<Field<Name, 'body'>>;
    readonly answer: Field<Name, 'answer'> extends z.ZodType ? z.output<Field<Name, 'answer'>> : Field<Name, 'answer'>;
  };
};

/** What a handler gets, checked. */
export interface Request<Name extends RouteName> {
  readonly params: Output<Field<Name, 'params'>>;
  readonly query: Output<Field<Name, 'query'>>;
  readonly body: Output<Field<Name, 'body'>>;
}

/** What a handler gives; for what is no JSON it answers by itself. */
export type Answer<Name extends RouteName> = Field<Name, 'answer'> extends z.ZodType ? z.input<Field<Name, 'answer'>> : unknown;
