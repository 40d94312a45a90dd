// Photographs of a subject: what is on record with officer, time and hash, and what still waits in this browser.
import type { Card } from '../api/messages';
import { HashText } from '../crossing/hash_text';
import { Badge } from '../crossing/status';
import { Button } from '../frame/button';
import { useClock } from '../post/post';
import { useTexts } from '../texts/texts';
import { forgetPhotograph, useWaitingPhotographs } from './photographs';

/// Whoever may see the crossing that cites it may see the photograph.
export const fileAddress = (hash: string, crossing: string) => `/api/v1/files/${hash}?crossing=${crossing}`;

/// Of one subject, or of the whole crossing.
export function PhotoStrip({ card, subject }: { card: Card; subject?: string }) {
  const { t, word } = useTexts();
  const clock = useClock();
  const ours = (one: { subject: string }) => !subject || one.subject === subject;
  const kept = card.photographs.filter(ours);
  const waiting = useWaitingPhotographs().filter((one) => one.crossing === card.id && ours(one));
  if (kept.length + waiting.length === 0) return null;
  return (
    <ul className="photographs" aria-label={t('photo.title')}>
      {kept.map((one) => (
        <li key={one.id}>
          <a href={fileAddress(one.hash, card.id)} target="_blank" rel="noreferrer"><img src={fileAddress(one.hash, card.id)} alt={one.caption || t('photo.of', { number: kept.indexOf(one) + 1 })} loading="lazy" width={120} height={90} /></a>
          <p>{one.caption}</p>
          <p className="hint">{one.officer}</p>
          <p className="hint">{[card.exit_state, card.entry_state].map((state) => `${state} ${clock.time(one.at, state)}`).join(' · ')}</p>
          <HashText hash={one.hash} />
        </li>
      ))}
      {waiting.map((one) => (
        <li key={one.id} data-waiting>
          <img src={one.preview} alt={one.caption || t('photo.waiting')} width={120} height={90} />
          <p>{one.caption}</p>
          <Badge tone={one.refused ? 'bad' : 'warn'} picture={one.refused ? 'cross' : 'clock'}>{one.refused ? t('photo.refused') : t('photo.waiting')}</Badge>
          {one.refused && <p className="hint">{one.refused.startsWith('crossing.') ? word('refusal', one.refused.slice('crossing.'.length), one.refused) : word('problem', one.refused.replace('.', '_'), one.refused)}</p>}
          <Button size="small" look="quiet" onPress={() => void forgetPhotograph(one.id)}>{t('photo.forget')}</Button>
        </li>
      ))}
    </ul>
  );
}
