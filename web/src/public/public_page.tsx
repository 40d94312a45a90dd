// How busy the post is, for whoever sets out: read on a phone, without a sign-in, and without the pages of the officers.
import '../styles/study.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { Problem } from '../api/client';
import type { PublicFlow, PublicState, PublicStatus } from '../api/messages';
import { publicQuery } from '../api/queries';
import { LanguageMenu } from '../frame/language';
import { useDuration } from '../texts/durations';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

const minute_ms = 60_000;

export function PublicPage() {
  const { t } = useTexts();
  const status = useQuery(publicQuery);
  const title = status.data?.title;
  useEffect(() => {
    document.documentElement.classList.add('public');
    if (title) document.title = title;
    return () => document.documentElement.classList.remove('public');
  }, [title]);
  return (
    <main id="page" className="public-page" tabIndex={-1}>
      <header>
        <h1>{title ?? t('public.title')}</h1>
        <LanguageMenu />
      </header>
      {status.error && <p className="note warn" role="alert">{status.error instanceof Problem && status.error.away ? t('public.away') : t('public.failed')}</p>}
      {status.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {status.data && <Status status={status.data} />}
    </main>
  );
}

function useTimeOfDay() {
  const { language } = useTexts();
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (ms: number) => format.format(ms);
}

function Status({ status }: { status: PublicStatus }) {
  const { t, word } = useTexts();
  const time = useTimeOfDay();
  const at = Date.parse(status.at);
  const directions = [...new Set(status.flows.map((flow) => flow.exit_state))];
  const hours = (state: PublicState) =>
    state.opens_min === 0 && state.closes_min === 1440 ? t('public.always_open') : t('public.open', { from: time(state.opens_min * minute_ms), to: time((state.closes_min % 1440) * minute_ms) });
  return (
    <>
      <dl className="public-states">
        {status.states.map((state) => (
          <div key={state.code}>
            <dt>{word('state', state.code, state.name)}</dt>
            <dd><time dateTime={status.at}>{time(at + state.utc_offset_min * minute_ms)}</time> <span className="hint">{hours(state)}</span></dd>
          </div>
        ))}
      </dl>
      {directions.map((exit) => {
        const flows = status.flows.filter((flow) => flow.exit_state === exit);
        const entry = flows[0]!.entry_state;
        const name = (code: string) => word('state', code, status.states.find((state) => state.code === code)?.name);
        return (
          <section key={exit} className="panel">
            <h2>{name(exit)} → {name(entry)}</h2>
            <ul className="flows">{flows.map((flow) => <Flow key={flow.traffic_class} flow={flow} />)}</ul>
          </section>
        );
      })}
      <p className="hint">{t('public.explained')}</p>
      <p><a href="/firm">{t('frame.for_firms')}</a></p>
    </>
  );
}

function Flow({ flow }: { flow: PublicFlow }) {
  const { t, word } = useTexts();
  const duration = useDuration();
  const number = useNumber();
  return (
    <li>
      <h3>{word('class', flow.traffic_class, flow.title)}</h3>
      <dl>
        <div><dt>{t('public.inside')}</dt><dd>{flow.inside == null ? <span className="hint">{t('public.few')}</span> : number(flow.inside)}</dd></div>
        <div><dt>{t('public.waiting')}</dt><dd>{flow.waiting.vehicles != null ? number(flow.waiting.vehicles) : flow.waiting.known ? <span className="hint">{t('public.few')}</span> : <span className="hint">{t('public.unknown')}</span>}</dd></div>
        <div>
          <dt>{t('public.release')}</dt>
          <dd>{flow.release ? t('public.release_time', { median: duration(flow.release.median_ms), p90: duration(flow.release.p90_ms) }) : <span className="hint">{t('public.too_few')}</span>}</dd>
        </div>
      </dl>
    </li>
  );
}
