// A code that is looked up while one types: by its beginning, or by words of its name. Arrow keys, Enter and Escape as in
// the combobox pattern of WAI-ARIA; what is typed stays where no list fits.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';

import { codeListsQuery, codesQuery } from '../api/lodging_queries';
import { useTexts } from '../texts/texts';

interface Props {
  id: string;
  value: string;
  required?: boolean | undefined;
  /// The first of these that the post has is looked into; where it has none the code is typed.
  list: string;
  onPick: (code: string) => void;
  'data-name': string;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: boolean | undefined;
}

/// The union's nomenclature marks depth by dashes before the name.
const plain = (name: string) => name.replace(/^[\s-]+/, '');
const heading = 4; // digits of the position under which finer codes stand
const offered = 8;
const shortest = 2; // letters before anything is asked for
const looksLikeCode: Record<string, RegExp> = { hs: /^\d+$/, tnved: /^\d+$/, countries: /^[A-Z]{2}$/i, currencies: /^[A-Z]{3}$/i, packages: /^[A-Z0-9]{2}$/i };

export function CodeInput({ list: wished, value, onPick, ...shared }: Props) {
  const { t } = useTexts();
  const there = useQuery(codeListsQuery).data?.lists.map((one): string => one.list) ?? [];
  const list = wished.split(' ').find((one) => there.includes(one)) ?? '';
  const [words, setWords] = useState<string | null>(null); // while somebody types
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const typed = words ?? value;
  const asked = useDeferredValue(typed.trim());
  const shape = looksLikeCode[wished.split(' ')[0]!];
  const is_code = shape?.test(asked) ?? false;
  const search = new URLSearchParams({ limit: String(offered), ...(is_code ? { begins: asked.toUpperCase() } : { words: asked }) }).toString();
  const found = useQuery({ ...codesQuery(list, search), enabled: list !== '' && asked.length >= shortest && (open || is_code), placeholderData: keepPreviousData });
  const items = open && asked.length >= shortest ? (found.data?.items ?? []) : [];
  const own = !open && is_code ? found.data?.items.find((one) => one.code === asked.toUpperCase())?.name : undefined;
  const above = useQuery({ ...codesQuery(list, `limit=1&begins=${asked.slice(0, heading)}`), enabled: own !== undefined && /^\d+$/.test(asked) && asked.length > heading }).data?.items[0];
  const named = own === undefined ? undefined : above && above.code.length === heading ? `${plain(above.name)} › ${plain(own)}` : plain(own);
  const pick = (code: string) => {
    onPick(code);
    setWords(null);
    setOpen(false);
    setAt(-1);
  };
  const listbox = `${shared.id}-codes`;
  return (
    <div className="code-input">
      <input {...shared} type="text" autoComplete="off" className="mono" value={typed} role="combobox" aria-expanded={items.length > 0} aria-controls={listbox} aria-autocomplete="list"
        aria-activedescendant={at >= 0 && at < items.length ? `${listbox}-${at}` : undefined}
        onChange={(event) => {
          const text = event.target.value;
          setWords(text);
          setOpen(true);
          setAt(-1);
          if (list === '' || shape?.test(text.trim()) || text === '') onPick(text.trim().toUpperCase());
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && items.length > 0) setAt((at + 1) % items.length);
          else if (event.key === 'ArrowUp' && items.length > 0) setAt((at + items.length - 1) % items.length);
          else if (event.key === 'Enter' && items[at]) pick(items[at].code);
          else if (event.key === 'Escape' && open) setOpen(false);
          else return;
          event.preventDefault();
        }}
        onBlur={() => {
          setOpen(false);
          if (words !== null && words.trim() !== value) onPick(words.trim());
          setWords(null);
        }}
      />
      <ul id={listbox} role="listbox" aria-label={t('lodge.codes')} className="codes" hidden={items.length === 0}>
        {items.map((one, index) => (
          <li key={one.code} id={`${listbox}-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => { event.preventDefault(); pick(one.code); }}>
            <span className="mono">{one.code}</span> {plain(one.name)}
          </li>
        ))}
      </ul>
      {named && <p className="hint code-name" lang={list === 'tnved' ? 'ru' : 'en'}>{named}</p>}
    </div>
  );
}
