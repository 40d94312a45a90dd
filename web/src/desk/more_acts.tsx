// Acts that are allowed but not usual, by family, so that they do not bury the usual ones.
import { useState } from 'react';

import type { Card, Option } from '../api/messages';
import { describe } from '../crossing/describe';
import { Button } from '../frame/button';
import { Dialog } from '../frame/dialog';
import { TextField } from '../frame/field';
import { ProvisionNote } from '../law/provision';
import { useNames } from '../post/post';
import { useTexts } from '../texts/texts';
import { families, familyOf, rareOf } from './rare';

export function MoreActs({ card, onPick, onClose }: { card: Card; onPick: (option: Option) => void; onClose: () => void }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const [words, setWords] = useState('');
  const wanted = words.trim().toLowerCase();
  const lines = rareOf(card)
    .map((option) => ({ option, description: describe(texts, names, card, option.command) }))
    .filter(({ description }) => [description.verb, ...description.objects].join(' ').toLowerCase().includes(wanted));
  return (
    <Dialog title={t('more.title')} onClose={onClose} place="edge">
      <TextField label={t('why.search')} value={words} onChange={setWords} autoFocus />
      {families.map((family) => {
        const own = lines.filter(({ option }) => familyOf[option.command.type] === family);
        if (own.length === 0) return null;
        return (
          <section key={family} className="more-acts" aria-label={word('family', family)}>
            <h3>{word('family', family)}</h3>
            <ul>
              {own.map(({ option, description }, index) => (
                <li key={index}>
                  <Button size="small" onPress={() => onPick(option)}>{description.verb}</Button>
                  <span>{description.objects.join(' · ')}</span>
                  {option.basis && <ProvisionNote provision={option.basis} short />}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {lines.length === 0 && <p className="hint">{t('more.none')}</p>}
    </Dialog>
  );
}
