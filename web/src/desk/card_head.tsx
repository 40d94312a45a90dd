import type { Card } from '../api/messages';
import { Headcount } from '../crossing/marks';
import { Badge, Plate } from '../crossing/status';
import { Icon } from '../frame/icon';
import { useAge, useClock, useDomainNow, useNames } from '../post/post';
import { link } from '../route';
import { useTexts } from '../texts/texts';

const phases = ['exit', 'hand_over', 'entry', 'closed'] as const;

export function CardHead({ card, timeline }: { card: Card; timeline?: boolean }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const age = useAge();
  const now = useDomainNow(10_000);
  const at = phases.indexOf(card.phase);
  return (
    <header className="card-head">
      <div className="card-title">
        <h1>{card.plate ? <Plate text={card.plate} large /> : <span className="party-title">{names.trafficClass(card.traffic_class)}</span>}</h1>
        <div>
          <p className="direction"><strong>{card.exit_state}</strong> <Icon name="arrow" /> <strong>{card.entry_state}</strong> · {names.trafficClass(card.traffic_class)}</p>
          <p className="hint">
            {t('crossing.lane', { lane: card.lane.replaceAll('_', ' ') })} · {word('layout', card.layout)}
            {card.seals.length > 0 && <> · {t('crossing.seals')} <span className="mono">{card.seals.join(', ')}</span></>}
          </p>
          <Headcount card={card} />
        </div>
      </div>
      <ol className="phases" aria-label={t('crossing.phase')}>
        {phases.map((phase, index) => (
          <li key={phase} className={index < at ? 'past' : index === at ? 'present' : 'future'} aria-current={index === at ? 'step' : undefined}>
            {word('phase', phase)}
          </li>
        ))}
      </ol>
      <div className="card-times">
        <span className="age-large">{age((card.end === 'none' ? now : Date.parse(card.updated)) - Date.parse(card.arrived))}</span>
        <span className="hint">
          {t('crossing.arrived')} {card.exit_state} {clock.time(card.arrived, card.exit_state)} · {card.entry_state} {clock.time(card.arrived, card.entry_state)}
        </span>
        {timeline && <a className="to-timeline" {...link(`/crossings/${card.id}`)}>{t('crossing.timeline')} <kbd aria-hidden="true">T</kbd></a>}
      </div>
      {(card.isolated || card.end !== 'none') && (
        <div className="card-flags">
          {card.isolated && <Badge tone="bad" picture="alarm">{t('crossing.isolated')}</Badge>}
          {card.end !== 'none' && <Badge tone={card.end === 'departed' ? 'good' : 'warn'} picture="check">{word('end', card.end)}</Badge>}
        </div>
      )}
    </header>
  );
}
