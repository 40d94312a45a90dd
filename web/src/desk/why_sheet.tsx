// Why may I, why may I not: every act this officer could ask for, as the core answered it.
import { useState } from 'react';

import type { Card, Option } from '../api/messages';
import { describe, titleOf } from '../crossing/describe';
import { Button } from '../frame/button';
import { Dialog } from '../frame/dialog';
import { TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { Article } from '../law/provision';
import { sentence } from '../law/refusal';
import { useNames } from '../post/post';
import { useTexts } from '../texts/texts';

interface Props {
  card: Card;
  /// Only acts of these kinds at first: where somebody pressed a key for an act that is not allowed.
  about?: string[];
  onPick: (option: Option) => void;
  onClose: () => void;
}

export function WhySheet({ card, about, onPick, onClose }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const names = useNames();
  const [words, setWords] = useState('');
  const [narrow, setNarrow] = useState(about ?? null);
  const lines = card.options
    .filter((option) => !narrow || narrow.includes(option.command.type))
    .map((option) => ({ option, description: describe(texts, names, card, option.command) }))
    .filter(({ description }) => [description.verb, ...description.objects].join(' ').toLowerCase().includes(words.trim().toLowerCase()));
  const groups = [
    { title: t('why.may_not'), tone: 'bad', lines: lines.filter(({ option }) => !option.allowed) },
    { title: t('why.may'), tone: 'good', lines: lines.filter(({ option }) => option.allowed) },
  ];
  if (!narrow) groups.reverse();
  return (
    <Dialog title={t('why.title')} onClose={onClose} place="edge">
      <p className="about"><span className="plate">{titleOf(texts, card)}</span> {word(texts, card)}</p>
      {narrow ? (
        <Button size="small" look="quiet" onPress={() => setNarrow(null)}>{t('why.all_acts')}</Button>
      ) : (
        <TextField label={t('why.search')} value={words} onChange={setWords} />
      )}
      {groups.map((group) => group.lines.length > 0 && (
        <section key={group.tone} className={`why ${group.tone}`}>
          <h3><Icon name={group.tone === 'good' ? 'check' : 'ban'} /> {group.title} <span className="count">{group.lines.length}</span></h3>
          <ul>
            {group.lines.map(({ option, description }, index) => (
              <li key={index}>
                <details>
                  <summary>
                    <strong>{description.verb}</strong> <span>{description.objects.join(' · ')}</span>
                    {option.refusal && <em>{sentence(texts, option.refusal.code, option.refusal.sentence)}</em>}
                  </summary>
                  {(option.refusal?.provision ?? option.basis) && <Article provision={(option.refusal?.provision ?? option.basis)!} />}
                  {option.refusal && <p className="code mono">{option.refusal.code}</p>}
                </details>
                {option.allowed && <Button size="small" onPress={() => onPick(option)}>{t('why.do')}</Button>}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {lines.length === 0 && <p className="hint">{t('why.nothing')}</p>}
    </Dialog>
  );
}

const word = (texts: ReturnType<typeof useTexts>, card: Card) => texts.word('phase', card.phase);
