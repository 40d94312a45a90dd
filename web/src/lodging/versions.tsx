// The versions as they were handed in. None ever changes; each can be taken home byte for byte.
import type { LodgementView } from '../api/lodging_messages';
import { HashText } from '../crossing/hash_text';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { useClock } from '../post/post';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

/// A browser may hold an officer's session too, so the firm says for whom it asks; an address alone could not.
async function fetchOriginal(address: string, name: string): Promise<void> {
  const answer = await fetch(address, { headers: { 'X-Onestop-Firm': '1' }, credentials: 'same-origin' });
  if (!answer.ok) return;
  const url = URL.createObjectURL(await answer.blob());
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

export function VersionTable({ view, firm }: { view: LodgementView; firm?: boolean }) {
  const { t, word } = useTexts();
  const clock = useClock();
  const number = useNumber();
  const { id, reference, entry_state } = view.item;
  return (
    <table className="list lodged-table">
      <thead><tr><th scope="col">{t('lodged.number')}</th><th scope="col">{t('lodged.lodged_at')}</th><th scope="col">{t('lodged.format')}</th><th scope="col">{t('lodged.warnings')}</th><th scope="col">{t('lodged.hash')}</th><th scope="col">{t('lodged.original')}</th></tr></thead>
      <tbody>
        {[...view.versions].reverse().map((one) => {
          const address = `/api/v1/lodgements/${id}/versions/${one.number}/original`;
          const name = `${reference}-${one.number}`;
          const label = t('lodged.download', { number: one.number });
          return (
            <tr key={one.number}>
              <td>{one.number}</td>
              <td>{entry_state} {clock.dayTime(one.at, entry_state)}{one.late && ` · ${t('lodged.late')}`}</td>
              <td>{word('lodged_format', one.format)}</td>
              <td>{number(one.warnings)}</td>
              <td><HashText hash={one.hash} /></td>
              <td>{firm ? <Button size="small" onPress={() => void fetchOriginal(address, name)}><Icon name="copy" /> {number(one.size_bytes)} B<span className="unseen"> {label}</span></Button> : <a href={address} download={name}><Icon name="copy" /> {number(one.size_bytes)} B<span className="unseen"> {label}</span></a>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
