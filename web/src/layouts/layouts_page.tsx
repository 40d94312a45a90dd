// Layouts of the post compared under a virtual clock: asked for, watched, read. All figures are the server's.
import '../styles/study.css';
import '../styles/work.css';
import '../styles/layouts.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { Problem } from '../api/client';
import type { SimulationChoice, SimulationView } from '../api/messages';
import { cancelSimulation, runSimulation, simulationQuery, simulationsQuery } from '../api/queries';
import { Button } from '../frame/button';
import { link, settle, useAddress } from '../route';
import { useTexts } from '../texts/texts';
import { Result } from './result';
import { SimulationProblem } from './simulation_problem';
import { addressOf, requestOf, type Wishes, wishesOf } from './wishes';
import { WishForm } from './wish_form';

export default function LayoutsPage() {
  const { t } = useTexts();
  const choice = useQuery(simulationsQuery);
  const none = choice.error instanceof Problem && choice.error.status === 404;
  return (
    <main id="page" className="page layouts-page" tabIndex={-1}>
      <div className="page-tools"><h1>{t('layouts.title')}</h1><a {...link('/release-times')}>{t('study.title')}</a></div>
      <p>{t('layouts.about')}</p>
      {none && <p className="hint empty">{t('layouts.none')}</p>}
      {choice.error && !none && <SimulationProblem error={choice.error} />}
      {choice.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {choice.data && <Comparison choice={choice.data} />}
    </main>
  );
}

function Comparison({ choice }: { choice: SimulationChoice }) {
  const { t } = useTexts();
  const { searchParams } = useAddress();
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  const [asking, setAsking] = useState(false);
  const run = searchParams.get('run') ?? '';
  const { data: simulation, error } = useQuery(simulationQuery(run));
  const other = choice.layouts.find(({ code }) => code !== choice.present)?.code;
  const wishes = wishesOf(searchParams, other ? [other, choice.present] : [choice.present]);
  const start = async () => {
    setAsking(true);
    setProblem(null);
    try {
      const view = await runSimulation(requestOf(wishes));
      client.setQueryData(simulationQuery(view.id).queryKey, view);
      await client.invalidateQueries({ queryKey: ['simulation', view.id] });
      settle(addressOf(wishes, view.id));
    } catch (failure) {
      setProblem(failure);
    } finally {
      setAsking(false);
    }
  };
  const change = (next: Wishes) => {
    setProblem(null);
    settle(addressOf(next));
  };
  const busy = simulation?.state === 'queued' || simulation?.state === 'running';
  return (
    <>
      <WishForm wishes={wishes} choice={choice} onChange={change} onRun={() => void start()} busy={asking || busy} />
      {problem !== null && <SimulationProblem error={problem} />}
      {run && error && <SimulationProblem error={error} />}
      <p className="unseen" role="status">{simulation && t(`job_state.${simulation.state}`)}</p>
      {simulation && <Run simulation={simulation} onAgain={() => void start()} />}
    </>
  );
}

function Run({ simulation, onAgain }: { simulation: SimulationView; onAgain: () => void }) {
  const { t, language } = useTexts();
  const client = useQueryClient();
  const share = simulation.progress_thousandths / 1000;
  const seconds = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { maximumFractionDigits: 1 }).format(simulation.running_ms / 1000);
  const cancel = async () => {
    await cancelSimulation(simulation.id);
    await client.invalidateQueries({ queryKey: ['simulation', simulation.id] });
  };
  if (simulation.state === 'done' && simulation.result) return <Result id={simulation.id} result={simulation.result} seconds={seconds} />;
  const over = simulation.state === 'cancelled' || simulation.state === 'failed';
  return (
    <section className="panel running" data-state={simulation.state}>
      <h2>{t(`job_state.${simulation.state}`)}</h2>
      {simulation.problem && <p lang="en">{simulation.problem}</p>}
      {!over && <progress value={share} max={1} aria-label={t('layouts.progress')} />}
      {!over && <p className="hint">{t('layouts.so_far', { percent: Math.round(100 * share), seconds })}</p>}
      {over ? <Button onPress={onAgain}>{t('layouts.again')}</Button> : <Button onPress={() => void cancel()} className="cancel">{t('layouts.cancel')}</Button>}
    </section>
  );
}
