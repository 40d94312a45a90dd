// What may be done from here: the card's options, offered where they belong.
import { createContext, useContext } from 'react';

import type { Card, Command, Option } from '../api/messages';
import { Button } from '../frame/button';
import { useTexts } from '../texts/texts';

export interface Acts {
  card: Card;
  /// At once where nothing is asked, else through the form.
  perform: (option: Option) => void;
  busy: boolean;
}

const Context = createContext<Acts | null>(null);
export const ActsProvider = Context.Provider;
export const useActs = () => useContext(Context);

/// Small buttons for the allowed options that are about one thing.
export function ActButtons({ of, look, label }: { of: (command: Command) => boolean; look?: 'plain' | 'quiet'; label?: (command: Command) => string }) {
  const acts = useActs();
  const { word } = useTexts();
  if (!acts) return null;
  const options = acts.card.options.filter((option) => option.allowed && of(option.command));
  if (options.length === 0) return null;
  return (
    <span className="acts">
      {options.map((option, index) => (
        <Button key={index} size="small" look={option.normal ? 'primary' : (look ?? 'plain')} disabled={acts.busy} onPress={() => acts.perform(option)}>
          {label ? label(option.command) : word('command', option.command.type)}
          {option.command.type === 'ReleaseSubject' && option.command.item > 0 ? ` ${option.command.item}` : ''}
        </Button>
      ))}
    </span>
  );
}
