import { useEffect, useState } from 'react';
import { useTrial } from '../api/queries.js';
import { useStudy } from '../study/study-context.js';
import { numberOf, stateOf } from '../trials/trial-columns.js';
import { StageSketch } from './stage-sketch.js';

/** A pointer that only passes by asks for nothing. */
const REST_MS = 120;

/** The network of a trial, read when the pointer has rested on it. */
export default function TrialSketch({ row }: { readonly row: number }) {
  const { study, columns } = useStudy();
  const [rested, setRested] = useState<number>();
  useEffect(() => {
    const timer = window.setTimeout(() => setRested(row), REST_MS);
    return () => window.clearTimeout(timer);
  }, [row]);
  const wanted = rested === row;
  const { data } = useTrial(study.name, wanted ? numberOf(columns, row) : undefined, wanted ? stateOf(columns, row) : undefined);
  if (!wanted || data?.architecture == null) return null;
  return <StageSketch architecture={data.architecture} />;
}
