// Status: how the server does, line by line, what each means and what to do where it is not good.
import '../styles/status.css';

import { useQuery } from '@tanstack/react-query';

import type { StatusLine } from '../api/messages';
import { statusQuery } from '../api/queries';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useClock, useNames, usePost } from '../post/post';
import { link } from '../route';
import { useOfficer } from '../session/session';
import { useNumber } from '../texts/money';
import { type Key, useTexts, type Values } from '../texts/texts';
import { Operating } from './operating';

export default function StatusPage() {
  const { t } = useTexts();
  const post = usePost();
  const when = useBothClocks();
  const status = useQuery(statusQuery);
  const officer = useOfficer();
  const good = status.data?.good ?? true;
  return (
    <main id="page" className="page status-page" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('status_page.title')}</h1>
        <span className="hint">{post.title}</span>
        <span className="grow" />
        <a {...link('/')}>{t('status_page.to_start')}</a>
      </div>
      {status.error && <ProblemNote error={status.error} />}
      {status.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {status.data && (
        <>
          <p className={`note ${good ? 'good' : 'bad'}`} role="status"><Icon name={good ? 'check' : 'alarm'} /> {t(good ? 'status_page.all_good' : 'status_page.not_good')} <span className="hint">{t('status_page.since', { when: when(status.data.since) })}</span></p>
          <ul className="status-lines">
            {status.data.lines.map((line) => <Line key={line.code} line={line} />)}
          </ul>
          {!officer && <p className="hint">{t('status_page.more')}</p>}
          {officer?.role === 'supervisor' && <Operating />}
        </>
      )}
    </main>
  );
}

function useBothClocks(): (at: string) => string {
  const post = usePost();
  const clock = useClock();
  return (at) => post.states.map(({ code }) => `${code} ${clock.dayTime(at, code)}`).join(' · ');
}

/// The figures as the sentences want them: numbers and instants as this language writes them.
function useFigures(): (line: StatusLine) => Values {
  const { word } = useTexts();
  const number = useNumber();
  const when = useBothClocks();
  return (line) =>
    Object.fromEntries(line.figures.map((one) => {
      if (one.at) return [one.name, when(one.at)];
      if (one.text) return [one.name, one.name === 'layout' ? word('layout', one.text) : one.text];
      return [one.name, one.name === 'count' ? (one.number ?? 0) : number(one.number ?? 0)]; // counts choose the plural
    }));
}

const known = ['log', 'law', 'clocks', 'queue', 'quarantine', 'disk', 'streams', 'checkpoint', 'refusals', 'lodging', 'build',
  'deliveries', 'dead_letters', 'deadlines', 'following', 'searches', 'database', 'replicas', 'processes', 'certificate', 'switches', 'insecure', 'scanner'] as const;
type Known = (typeof known)[number];
const isKnown = (code: string): code is Known => known.some((one) => one === code);

function Line({ line }: { line: StatusLine }) {
  const { t } = useTexts();
  const figures = useFigures()(line);
  const { code } = line;
  const items = (line as { items?: string[] }).items ?? [];
  const has = (name: string) => line.figures.some((one) => one.name === name);
  const says = (): string => {
    if (!isKnown(code)) return '';
    if (code === 'log' && !line.good) return t('status_says.log_bad');
    if (code === 'lodging' && !line.good) return t('status_says.lodging_bad');
    if (code === 'law' && !has('since')) return t('status_says.law_bad');
    if (code === 'checkpoint' && !has('at')) return t('status_says.checkpoint_none');
    if (code === 'disk' && !has('free_mib')) return t('status_says.disk_unknown');
    if (code === 'database' && !has('engine')) return t('status_says.database_bad');
    if (code === 'scanner') return t(has('none') ? 'status_says.scanner_none' : line.good ? 'status_says.scanner' : 'status_says.scanner_bad', figures);
    if (code === 'replicas' && has('unseen')) return t('status_says.replicas_unseen');
    return t(`status_says.${code}` as Key, figures);
  };
  return (
    <li className={line.good ? 'good' : 'bad'} data-code={code}>
      <Icon name={line.good ? 'check' : 'alarm'} size={20} />
      <div>
        <h2>{isKnown(code) ? t(`status_title.${code}`) : <span lang="en">{code}</span>} <span className="unseen">{t(line.good ? 'status_page.good' : 'status_page.bad')}</span></h2>
        {isKnown(code) ? <p>{says()}</p> : <p lang="en">{line.says}</p>}
        {code === 'clocks' && <Clocks line={line} />}
        {code === 'law' && has('next') && <p>{t('status_says.law_next', figures)}</p>}
        {code === 'database' && has('connections') && <p>{t('status_says.database_connections', figures)}</p>}
        {items.length > 0 && <ul className="status-items" lang="en">{items.map((one) => <li key={one}>{one}</li>)}</ul>}
        {code === 'build' && has('commit') && <p className="mono">{String(figures.commit)}</p>}
        {isKnown(code) && <p className="hint">{t(`status_means.${code}`)}</p>}
        {!line.good && isKnown(code) && <p className="to-do"><Icon name="arrow" size={13} /> {t(`status_do.${code}`)}</p>}
      </div>
    </li>
  );
}

function Clocks({ line }: { line: StatusLine }) {
  const names = useNames();
  const post = usePost();
  const clock = useClock();
  const now = line.figures.find((one) => one.name === 'now')?.at;
  if (!now) return null;
  return (
    <dl className="facts">
      {post.states.map(({ code }) => <div key={code} className="fact-row"><dt>{names.state(code)}</dt><dd>{clock.day(now, code)}, {clock.exact(now, code)}</dd></div>)}
    </dl>
  );
}
