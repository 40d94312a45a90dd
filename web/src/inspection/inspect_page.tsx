// Inspections on a hand-held: which wait for this officer, and each of them one thing a screen, for gloves and sunlight.
import '../styles/work.css';
import '../styles/inspect.css';

import { useQueries, useQuery } from '@tanstack/react-query';

import type { Card, InspectionView, Option } from '../api/messages';
import { cardQuery, workQuery } from '../api/queries';
import { subjectLabel, titleOf } from '../crossing/describe';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useAge, useDomainNow, useNames } from '../post/post';
import { link } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { InspectWork } from './inspect_work';
import { OrderInspection } from './order_inspection';

const most_cards = 30; // the longest waiting first; more is no list for a hand-held

interface Line {
  card: Card;
  inspection: InspectionView | null;
  order: Option | null;
}

/// Running ones in which this officer's state takes part, then those that may be ordered.
function linesOf(cards: Card[], state: string): Line[] {
  const running = cards.flatMap((card) => card.inspections.filter((one) => !one.concluded && (one.joint || one.state === state)).map((inspection) => ({ card, inspection, order: null })));
  const orders = cards.flatMap((card) => card.options.filter((one) => one.allowed && one.command.type === 'OrderInspection').map((order) => ({ card, inspection: null, order })));
  return [...running, ...orders];
}

export default function InspectPage({ crossing, inspection }: { crossing?: string | undefined; inspection?: string | undefined }) {
  return (
    <main id="page" className="inspect" tabIndex={-1}>
      {crossing && inspection ? <One crossing={crossing} inspection={inspection} /> : <List />}
    </main>
  );
}

function One({ crossing, inspection }: { crossing: string; inspection: string }) {
  const { t } = useTexts();
  const card = useQuery(cardQuery(crossing));
  if (card.error && !card.data) return <ProblemNote error={card.error} />;
  if (!card.data) return <p className="waiting" role="status">{t('frame.loading')}</p>;
  const found = card.data.inspections.find((one) => one.id === inspection);
  if (!found) return <p className="note warn">{t('inspect.gone')} <a {...link('/inspect')}>{t('inspect.to_list')}</a></p>;
  return <InspectWork key={inspection} card={card.data} inspection={found} />;
}

function List() {
  const { t } = useTexts();
  const { officer } = useSession();
  const work = useQuery(workQuery);
  const ids = [...new Set((work.data?.items ?? []).map((one) => one.crossing))].slice(0, most_cards);
  const cards = useQueries({ queries: ids.map((id) => cardQuery(id)) }).flatMap((one) => (one.data ? [one.data] : []));
  const lines = linesOf(cards, officer.state);
  return (
    <>
      <h1>{t('inspect.title')}</h1>
      {work.error && !work.data && <ProblemNote error={work.error} />}
      {work.data && cards.length === ids.length && lines.length === 0 && <p className="inspect-empty">{t('inspect.none')}</p>}
      <ul className="inspect-list">
        {lines.map((line, index) => <li key={line.inspection?.id ?? index}>{line.order ? <OrderInspection card={line.card} option={line.order} /> : <Running card={line.card} inspection={line.inspection!} />}</li>)}
      </ul>
    </>
  );
}

function Running({ card, inspection }: { card: Card; inspection: InspectionView }) {
  const texts = useTexts();
  const { t } = texts;
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(10_000);
  return (
    <a className="inspect-line" {...link(`/inspect/${card.id}/${inspection.id}`)}>
      <span className="plate large">{titleOf(texts, card)}</span>
      <span className="inspect-what">
        <strong>{names.control(inspection.control)}</strong>
        <span>{subjectLabel(texts, card, inspection.consignment)}</span>
        <span>{inspection.joint ? t('inspection.joint') : t('inspection.single')} · {age(now - Date.parse(inspection.ordered))}</span>
      </span>
      <Icon name="arrow" size={28} />
    </a>
  );
}
