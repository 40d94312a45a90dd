// Programme: its phases on a line of time, and what each still lacks.
import '../styles/work.css';

import { useQuery } from '@tanstack/react-query';

import type { LackKind, PhaseView, ProgrammeView } from '../api/messages';
import { programmeQuery } from '../api/queries';
import { Problem } from '../api/client';
import { Badge } from '../crossing/status';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useDays } from '../texts/days';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

export default function ProgrammePage() {
  const { t } = useTexts();
  const programme = useQuery(programmeQuery);
  const none = programme.error instanceof Problem && programme.error.status === 404;
  return (
    <main id="page" className="page programme" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('programme.title')}</h1>
        {programme.data && <span className="hint" lang="en">{programme.data.title}</span>}
      </div>
      {none && <p className="hint empty">{t('programme.none')}</p>}
      {programme.error && !none && <ProblemNote error={programme.error} />}
      {programme.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {programme.data && <TimeLines programme={programme.data} />}
      {programme.data?.phases.map((phase) => <Phase key={phase.post + phase.code} phase={phase} />)}
    </main>
  );
}

const day_ms = 86_400_000;
const open_end_ms = 730 * day_ms; // how far a phase without an end is drawn

/// One line per post. The drawing is for eyes; a reader hears the list of links that it is made of.
function TimeLines({ programme }: { programme: ProgrammeView }) {
  const { t, word } = useTexts();
  const days = useDays();
  const { phases } = programme;
  const now = Date.parse(programme.now);
  const begin = Math.min(now, ...phases.map((one) => Date.parse(one.from)));
  const end = Math.max(now + 30 * day_ms, ...phases.map((one) => (one.until ? Date.parse(one.until) : Date.parse(one.from) + open_end_ms)));
  const percent = (at: number) => (100 * (at - begin)) / (end - begin);
  const posts = [...new Set(phases.map((one) => one.post))];
  const first = new Date(begin).getUTCFullYear(), last = new Date(end).getUTCFullYear();
  const step = Math.max(1, Math.ceil((last - first) / 8));
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((year) => (year - first) % step === 0 && Date.UTC(year, 0) >= begin);
  return (
    <section className="panel time-lines" aria-label={t('programme.time_line')}>
      {posts.map((post) => (
        <div key={post} className="time-line">
          <h2>{post.replaceAll('_', ' ')}</h2>
          <ol>
            {phases.filter((one) => one.post === post).map((one) => {
              const from = percent(Date.parse(one.from)), until = percent(one.until ? Date.parse(one.until) : end);
              return (
                <li key={one.code} style={{ left: `${from}%`, width: `${until - from}%` }}>
                  <a href={`#${one.code}`} className={`bar${one.running ? ' running' : ''}${one.lacks.length > 0 ? ' lacking' : ''}`} aria-current={one.running ? 'step' : undefined} title={`${one.title}: ${days.term(one.from, one.until)}`}>
                    <strong lang="en">{one.title}</strong>
                    <span>{word('layout', one.layout)}<span className="unseen">, {days.term(one.from, one.until)}{one.running && `, ${t('programme.running')}`}</span></span>
                  </a>
                </li>
              );
            })}
          </ol>
        </div>
      ))}
      <div className="years" aria-hidden="true">
        {years.map((year) => <span key={year} style={{ left: `${percent(Date.UTC(year, 0))}%` }}>{year}</span>)}
        <span className="today" style={{ left: `${percent(now)}%` }}>{t('programme.today')}</span>
      </div>
    </section>
  );
}

const order: LackKind[] = ['law', 'layout', 'equipment', 'officers', 'buildings', 'exchange', 'plan'];

function Phase({ phase }: { phase: PhaseView }) {
  const { t, word } = useTexts();
  const days = useDays();
  const number = useNumber();
  const kinds = order.filter((kind) => phase.lacks.some((one) => one.kind === kind));
  return (
    <section id={phase.code} className="panel phase" aria-labelledby={`${phase.code}-title`}>
      <header className="phase-head">
        <h2 id={`${phase.code}-title`} lang="en">{phase.title}</h2>
        {phase.running && <Badge tone="info" picture="play">{t('programme.running')}</Badge>}
        <Badge tone={phase.lacks.length > 0 ? 'warn' : 'good'} picture={phase.lacks.length > 0 ? 'alarm' : 'check'}>{phase.lacks.length > 0 ? t('programme.lacks', { number: phase.lacks.length }) : t('programme.ready')}</Badge>
        <span className="hint">
          {days.term(phase.from, phase.until)} · {word('layout', phase.layout)} · {t('programme.means', { officers: number(phase.officers), devices: number(phase.devices), buildings: number(phase.buildings) })}
        </span>
      </header>
      {phase.capacity.map((one) => <Capacity key={one.of + one.servers} capacity={one} />)}
      {kinds.map((kind) => {
        const lacks = phase.lacks.filter((one) => one.kind === kind);
        return (
          <details key={kind} className="lack" open={lacks.length <= 4}>
            <summary><Icon name="alarm" size={13} /> {word('lack', kind)} <span className="count">{lacks.length}</span></summary>
            <ul className="provision-lines">
              {lacks.map((one, index) => (
                <li key={index}>
                  <p lang="en">{one.sentence}</p>
                  <p className="right"><span className="hint">{t('programme.right')}</span> <span className="mono" lang="en">{one.right}</span></p>
                  {one.since !== phase.from && <p className="hint">{t('law.from', { from: days.day(one.since) })}</p>}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
      {phase.not_judged.length > 0 && <p className="hint">{t('programme.not_judged', { kinds: phase.not_judged.map((kind) => word('lack', kind)).join(', ') })}</p>}
    </section>
  );
}

const minutes = (tenths: number) => tenths / 10;

function Capacity({ capacity }: { capacity: PhaseView['capacity'][number] }) {
  const { t, word } = useTexts();
  const number = useNumber();
  const [, count = '', server = capacity.servers] = /^(\d+) (.*)$/.exec(capacity.servers) ?? [];
  const servers = word('server', server.replaceAll(' ', '_'), server);
  const figures = {
    count: number(Number(count)), servers, norm: number(minutes(capacity.norm_tenths_min)), per_day: number(capacity.per_day), announced: number(capacity.announced_per_day),
    needed_norm: number(minutes(capacity.needed_norm_tenths_min)), needed: number(capacity.needed_servers),
  };
  return (
    <div className={`note ${capacity.enough ? 'good' : 'warn'} capacity`}>
      <Icon name={capacity.enough ? 'check' : 'alarm'} />
      <div>
        <p><strong>{word('capacity_of', capacity.of, capacity.of)}:</strong> {t(capacity.enough ? 'programme.enough' : 'programme.too_little', figures)}</p>
        <p className="source" lang="en">{capacity.source}</p>
      </div>
    </div>
  );
}
