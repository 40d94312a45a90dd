// A physical inspection and its act: who attends, what was found, who has signed; and radiation alarms.
import type { Card, InspectionView } from '../api/messages';
import { Icon, type Picture } from '../frame/icon';
import { PhotoStrip } from '../inspection/photo_strip';
import { useAge, useClock, useDomainNow, useNames } from '../post/post';
import { useTexts } from '../texts/texts';
import { ActButtons } from './acts';
import { subjectLabel } from './describe';
import { HashText } from './hash_text';
import { Badge, type Tone } from './status';

const about = new Set(['AttendInspection', 'DeclineAttendance', 'DrawInspectionAct', 'SignInspectionAct']);
const partyLooks: Record<string, [Picture, Tone]> = { attends: ['person', 'info'], declined: ['dash', 'mute'], signed: ['pen', 'good'] };

export function Inspections({ card }: { card: Card }) {
  const { t } = useTexts();
  if (card.inspections.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="inspections-title">
      <h2 id="inspections-title"><Icon name="search" /> {t('inspection.title')}</h2>
      <ul className="things">
        {card.inspections.map((inspection) => <Inspection key={inspection.id} card={card} inspection={inspection} />)}
      </ul>
    </section>
  );
}

function Inspection({ card, inspection }: { card: Card; inspection: InspectionView }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const clock = useClock();
  const age = useAge();
  const now = useDomainNow(10_000);
  const states = inspection.joint ? [card.exit_state, card.entry_state] : [inspection.state];
  return (
    <li className={inspection.concluded ? 'done' : 'info-edge'}>
      <div className="thing-head">
        <Badge tone={inspection.concluded ? 'good' : 'info'} picture={inspection.concluded ? 'check' : 'play'}>
          {inspection.concluded ? t('inspection.concluded') : t('inspection.running')}
        </Badge>
        <strong>{inspection.joint ? t('inspection.joint') : t('inspection.single')}</strong>
        {!inspection.concluded && <span className="age">{age(now - Date.parse(inspection.ordered))}</span>}
      </div>
      <p>{names.control(inspection.control)} · {subjectLabel(texts, card, inspection.consignment)}</p>
      <p className="hint">{t('inspection.ordered_by', { state: names.state(inspection.state) })} · {clock.time(inspection.ordered, inspection.state)} {inspection.state}</p>
      {inspection.partner_absent && !inspection.concluded && <p className="note warn"><Icon name="alarm" /> {t('inspection.partner_absent')}</p>}
      <div className="parties">
        {states.map((state) => {
          const parties = inspection.parties.filter((one) => one.state === state);
          return (
            <div key={state} className="party">
              <span className="state-tag">{state}</span>
              {parties.length === 0 && <span className="hint">{t('inspection.nobody_yet')}</span>}
              {parties.map((party) => {
                const [picture, tone] = partyLooks[party.did] ?? ['dash', 'mute'];
                return <span key={party.officer + party.did} className="party-line"><Badge tone={tone} picture={picture}>{word('did', party.did)}</Badge> {party.officer}</span>;
              })}
            </div>
          );
        })}
      </div>
      {inspection.act && (
        <div className="act">
          <h3>{t('inspection.act')}: {word('outcome', inspection.act.outcome)}</h3>
          <p className="findings">{inspection.act.findings}</p>
          <dl className="facts">
            <dt>{t('inspection.seals_found')}</dt>
            <dd className="mono">{inspection.act.seals_found.join(', ') || '—'}</dd>
            <dt>{t('inspection.seals_affixed')}</dt>
            <dd className="mono">{inspection.act.seals_affixed.join(', ') || '—'}</dd>
            <dt>{t('inspection.drawn_by')}</dt>
            <dd>{inspection.act.drawn_by} · {clock.time(inspection.act.at, inspection.state)} {inspection.state}</dd>
            <dt>{t('inspection.hash')}</dt>
            <dd><HashText hash={inspection.act.hash} /></dd>
          </dl>
        </div>
      )}
      <PhotoStrip card={card} subject={inspection.consignment} />
      <ActButtons of={(command) => about.has(command.type) && 'inspection' in command && command.inspection === inspection.id} />
    </li>
  );
}

export function Alarms({ card }: { card: Card }) {
  const { t, word } = useTexts();
  const clock = useClock();
  if (card.alarms.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="alarms-title">
      <h2 id="alarms-title"><Icon name="alarm" /> {t('alarm.title')}</h2>
      <ul className="things">
        {card.alarms.map((alarm) => (
          <li key={alarm.id} className={alarm.open ? 'bad-edge' : 'done'}>
            <div className="thing-head">
              <Badge tone={alarm.open ? 'bad' : 'good'} picture={alarm.open ? 'alarm' : 'check'}>{alarm.open ? t('alarm.open') : t('alarm.closed')}</Badge>
              <strong>{word('alarm_kind', alarm.kind)}</strong>
            </div>
            <p className="hint">{t('alarm.passage', { occupancy: alarm.occupancy })} · {[card.exit_state, card.entry_state].map((state) => `${state} ${clock.time(alarm.at, state)}`).join(' · ')}</p>
            {alarm.agreed.length > 0 && <p>{t('alarm.agreed')}: {alarm.agreed.join(', ')}</p>}
            <ActButtons of={(command) => command.type === 'AgreeAlarmClosure' && command.alarm === alarm.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}
