import { type Key, useTexts } from '../texts/texts';
import { Dialog } from './dialog';
import { useSingleKeys } from './keys';
import { usePages } from './top_bar';

const groups: { title: Key; keys: [string, Key][] }[] = [
  {
    title: 'keys.desk',
    keys: [
      ['F2', 'keys.primary'],
      ['Enter', 'keys.primary_focus'],
      ['N', 'keys.next'],
      ['H', 'keys.hold'],
      ['R', 'keys.refuse'],
      ['L', 'keys.remarks'],
      ['W', 'keys.why'],
      ['M', 'keys.more'],
      ['J', 'keys.queue_down'],
      ['K', 'keys.queue_up'],
      ['T', 'keys.timeline'],
    ],
  },
  {
    title: 'keys.pages',
    keys: [
      ['/', 'keys.search'],
      ['?', 'keys.help'],
      ['Esc', 'keys.escape'],
    ],
  },
];

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [single, setSingle] = useSingleKeys();
  const pages = usePages().map(({ key, title }): [string, Key] => [key.replace('Key', ''), title]);
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <div className="keys">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl>
              {[...(group.title === 'keys.pages' ? pages : []), ...group.keys].map(([key, words]) => (
                <div key={key}>
                  <dt><kbd>{key}</kbd></dt>
                  <dd>{t(words)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="tick">
        <input type="checkbox" checked={single} onChange={(event) => setSingle(event.target.checked)} />
        <span>{t('keys.single')}</span>
      </label>
    </Dialog>
  );
}
