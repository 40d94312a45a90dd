// While the server is away: since when, that nothing is lost, and what waits to be sent.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { Problem } from '../api/client';
import { awaySince, useLink } from '../api/live';
import { flush, type Kept, useOutbox, withdraw } from '../crossing/outbox';
import { useProblemWords } from '../law/refusal';
import { link } from '../route';
import { useSession } from '../session/session';
import { useWallTime } from '../texts/days';
import { useTexts } from '../texts/texts';
import { Button } from './button';
import { Icon } from './icon';

const photographs_ms = 3_000; // after what the officer waits for
const again_ms = 2_000; // after a press that found the server away for a moment only

export function Away() {
  const state = useLink();
  const { t } = useTexts();
  const time = useWallTime();
  return (
    <>
      {state === 'away' && (
        <div className="away" role="alert">
          <Icon name="alarm" /> <strong>{t('link.away_since', { time: time(awaySince()) })}</strong> {t('link.away_kept')}
        </div>
      )}
      <Waiting live={state === 'live'} />
    </>
  );
}

function Waiting({ live }: { live: boolean }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const { officer } = useSession();
  const own = useOutbox().filter((one) => one.officer === officer.id);
  const waiting = own.filter((one) => one.state === 'waiting').length;
  useEffect(() => {
    if (live) void flush(client, officer.id);
  }, [client, live, officer.id]);
  useEffect(() => {
    if (!live) return undefined;
    const send = async () => (await import('../inspection/photographs')).sendPhotographs(client, officer.id);
    const timer = setTimeout(() => void send().catch(() => undefined), photographs_ms);
    return () => clearTimeout(timer);
  }, [client, live, officer.id]);
  useEffect(() => {
    if (!live || waiting === 0) return undefined;
    const timer = setInterval(() => void flush(client, officer.id), again_ms);
    return () => clearInterval(timer);
  }, [client, live, officer.id, waiting]);
  if (own.length === 0) return null;
  return (
    <section className="kept" aria-labelledby="kept-title" role="status">
      <h2 id="kept-title"><Icon name="clock" /> {t('link.kept_title')} <span className="count">{waiting}</span></h2>
      <ul>{own.map((one) => <Line key={one.key} kept={one} />)}</ul>
    </section>
  );
}

function Line({ kept }: { kept: Kept }) {
  const { t, word } = useTexts();
  const time = useWallTime();
  const words = useProblemWords();
  const { command, state } = kept;
  const said = { waiting: 'link.kept_waiting', sending: 'link.kept_sending', sent: 'link.kept_sent', refused: 'link.kept_refused' } as const;
  return (
    <li data-state={state}>
      <strong>{word('command', command.type)}</strong>
      {command.type === 'RegisterArrival' ? <span className="plate">{kept.title}</span> : <a className="plate" {...link(`/desk?crossing=${kept.crossing}`)}>{kept.title}</a>}
      <span className="hint">{t('link.kept_at', { time: time(kept.at_ms) })} · {t(said[state], { what: word('command', command.type) })}</span>
      <span className="grow" />
      {state === 'waiting' && <Button size="small" onPress={() => withdraw(kept.key)}>{t('link.kept_withdraw')}</Button>}
      {state === 'refused' && <Button size="small" onPress={() => withdraw(kept.key)}>{t('link.kept_dismiss')}</Button>}
      {kept.problem && <p className="refusal-line"><Icon name="ban" /> {words(new Problem(kept.problem)).text}</p>}
    </li>
  );
}
