import type { WorkItem, WorkList } from '../api/messages';
import { Plate } from '../crossing/status';
import { useAge, useDomainNow, useNames } from '../post/post';
import { useTexts } from '../texts/texts';

/// One line per crossing: its controls that wait here, the longest waiting first.
export interface Waiting {
  crossing: string;
  first: WorkItem;
  controls: string[];
}

export function waitingOf(list: WorkList | undefined): Waiting[] {
  const lines = new Map<string, Waiting>();
  for (const item of list?.items ?? []) {
    const line = lines.get(item.crossing);
    if (!line) lines.set(item.crossing, { crossing: item.crossing, first: item, controls: [item.control] });
    else if (!line.controls.includes(item.control)) line.controls.push(item.control);
  }
  return [...lines.values()];
}

interface Props {
  lines: Waiting[];
  current: string | null;
  onPick: (crossing: string) => void;
}

const long_wait_ms = 30 * 60_000;

export function WorkQueue({ lines, current, onPick }: Props) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(10_000);
  return (
    <aside className="queue" aria-labelledby="queue-title">
      <h2 id="queue-title">{t('desk.queue')} <span className="count">{lines.length}</span></h2>
      {lines.length === 0 && <p className="hint">{t('desk.queue_empty')}</p>}
      <ol>
        {lines.map((line) => {
          const waited = now - Date.parse(line.first.since);
          return (
            <li key={line.crossing}>
              <button type="button" className="queue-item" data-taken={line.first.taken} aria-current={line.crossing === current} onClick={() => onPick(line.crossing)}>
                <span className="queue-top">
                  <Plate text={line.first.plate || names.trafficClass(line.first.traffic_class)} />
                  <span className={waited > long_wait_ms ? 'age long' : 'age'}>{age(waited)}</span>
                </span>
                <span className="queue-what">{line.controls.map(names.control).join(', ')}</span>
                {line.first.taken && <span className="hint">{t('desk.taken')}</span>}
                <span className="hint">{names.trafficClass(line.first.traffic_class)} · {line.first.direction.replace('-', ' → ')}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </aside>
  );
}
