// The bar below the card: always in the same place, the usual step on one key.
import type { Ref } from 'react';

import type { Card, CommandType, Option } from '../api/messages';
import { describe } from '../crossing/describe';
import { fieldsOf } from '../crossing/filling';
import { Button } from '../frame/button';
import { useNames } from '../post/post';
import { useTexts } from '../texts/texts';

export interface Moves {
  primary: Option | null;
  hold: Option | null;
  refuse: Option | null;
  others: Option[];
}

const whole: CommandType[] = ['GiveExitNotice', 'AcceptEntry', 'LetDepart', 'ReportAlarm'];

/// The first allowed hold (the exit side after its notice may only request one).
export function movesOf(card: Card): Moves {
  const allowed = card.options.filter((option) => option.allowed);
  const first = (...types: CommandType[]) => types.map((type) => allowed.find((one) => one.command.type === type)).find(Boolean) ?? null;
  const primary = allowed.find((option) => option.normal) ?? null;
  return {
    primary,
    hold: first('PlaceHold', 'RequestHold'),
    refuse: first('RefuseSubject'),
    others: allowed.filter((option) => option !== primary && whole.includes(option.command.type)),
  };
}

interface Props {
  card: Card;
  moves: Moves;
  busy: boolean;
  primaryRef: Ref<HTMLButtonElement>;
  onPrimary: () => void;
  onHold: () => void;
  onRefuse: () => void;
  onRemarks: () => void;
  onWhy: () => void;
  onOther: (option: Option) => void;
  more: number;
  onMore: () => void;
}

export function ActionBar({ card, moves, busy, primaryRef, onPrimary, onHold, onRefuse, onRemarks, onWhy, onOther, more, onMore }: Props) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const { primary } = moves;
  const description = primary && describe(texts, names, card, primary.command);
  return (
    <footer className="action-bar">
      <Button ref={primaryRef} look="primary" size="large" shortcut="F2" pending={busy} onPress={onPrimary} className="primary-move">
        <span className="move">
          <strong>{busy ? t('act.sending') : description ? description.verb : t('desk.next')}</strong>
          <span>{description ? description.objects.join(' · ') : t('desk.nothing_left')}</span>
        </span>
      </Button>
      {primary?.command.type === 'CloseControl' && <Button shortcut="L" disabled={busy} onPress={onRemarks}>{fieldsOf(card, primary.command).length > 0 ? t('act.results') : t('act.remarks')}</Button>}
      <Button shortcut="H" onPress={onHold}>{moves.hold ? word('command', moves.hold.command.type) : t('act.hold')}</Button>
      <Button shortcut="R" look="danger" onPress={onRefuse}>{t('act.refuse')}</Button>
      {moves.others.map((option, index) => (
        <Button key={index} disabled={busy} onPress={() => onOther(option)}>{word('command', option.command.type)}</Button>
      ))}
      <span className="grow" />
      {more > 0 && <Button look="quiet" shortcut="M" onPress={onMore}>{t('more.short')} <span className="count">{more}</span></Button>}
      <Button look="quiet" shortcut="W" onPress={onWhy}>{t('why.short')}</Button>
    </footer>
  );
}
