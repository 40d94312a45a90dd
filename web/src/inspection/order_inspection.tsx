import { useRef } from 'react';

import type { Card, Option } from '../api/messages';
import { describe, titleOf } from '../crossing/describe';
import { commandOf, mintFor, startOf } from '../crossing/filling';
import { useSending } from '../crossing/sending';
import { Button } from '../frame/button';
import { ProvisionNote } from '../law/provision';
import { ProblemNote } from '../law/refusal';
import { useMintInstant, useNames } from '../post/post';
import { go } from '../route';
import { useTexts } from '../texts/texts';

/// An inspection that this officer may order here and now.
export function OrderInspection({ card, option }: { card: Card; option: Option }) {
  const texts = useTexts();
  const { word } = texts;
  const names = useNames();
  const instant = useMintInstant();
  const ordered = useRef('');
  const sending = useSending(card, { done: () => go(`/inspect/${card.id}/${ordered.current}`) }); // this line is gone by then
  const { objects } = describe(texts, names, card, option.command);
  const order = () => {
    const command = commandOf(card, option, startOf(card, option, card.seals), mintFor(instant()));
    if (command.type === 'OrderInspection') ordered.current = command.inspection;
    sending.mutate({ command });
  };
  return (
    <div className="inspect-line order">
      <span className="plate large">{titleOf(texts, card)}</span>
      <span className="inspect-what"><strong>{objects.join(' · ')}</strong>{option.basis && <ProvisionNote provision={option.basis} />}</span>
      <Button size="glove" pending={sending.isPending} onPress={order}>{word('command', 'OrderInspection')}</Button>
      {sending.error && <ProblemNote error={sending.error} />}
    </div>
  );
}
