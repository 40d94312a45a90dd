import '../styles/study.css';
// Finds a crossing by plate while it is typed; by a person's name in either script, by the number of a document or seal, and what
// was lodged by its numbers, only when that is asked for with Enter: a search for persons or documents goes on record.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';

import type { SearchAnswer } from '../api/messages';
import { purpose } from '../api/purpose';
import { searchQuery } from '../api/queries';
import { maskedOf } from '../api/right_messages';
import { useKeys } from '../frame/keys';
import { ProblemNote } from '../law/refusal';
import { useClock, useNames } from '../post/post';
import { PurposeForm, useMay } from '../right/masked';
import { link } from '../route';
import { useTexts } from '../texts/texts';
import { Badge, Plate } from './status';

const pause_ms = 250;
const shortest = 2;

export function SearchBox() {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState('');
  const [whole, setWhole] = useState(false); // names and documents too
  const persons = useMay('search_persons');
  const input = useRef<HTMLInputElement>(null);
  const results = useId();
  useKeys({ '/': () => input.current?.focus() });
  useEffect(() => {
    const timer = setTimeout(() => setWanted(text.trim()), pause_ms);
    return () => clearTimeout(timer);
  }, [text]);
  const asks = [...wanted].length >= shortest;
  const found = useQuery({ ...searchQuery(wanted, whole), enabled: asks, placeholderData: keepPreviousData });
  return (
    <search className="search-box">
      <form role="presentation" onSubmit={(event) => { event.preventDefault(); setWanted(text.trim()); setWhole(true); }}>
        <label className="search">
          <span className="unseen">{t('search.label')}</span>
          <input ref={input} type="search" value={text} placeholder={t('search.label')} aria-describedby={results} onChange={(event) => { setText(event.target.value); setWhole(false); }} />
          <kbd aria-hidden="true">/</kbd>
        </label>
      </form>
      <div id={results} className="search-results" role="status">
        {asks && found.error && <ProblemNote error={found.error} />}
        {asks && found.data && <Hits answer={found.data} whole={whole} />}
        {asks && persons === true && !whole && <p className="hint">{t('search.enter')}</p>}
        {asks && whole && persons && (purpose() === '' || maskedOf(found.data ?? {}).some((one) => one.why === 'no_purpose')) && <div className="masked-bar"><p>{t('search.say_purpose')}</p><PurposeForm /></div>}
        {asks && persons === false && <p className="hint">{t('search.plates_only')}</p>}
      </div>
    </search>
  );
}

function Hits({ answer, whole }: { answer: SearchAnswer; whole: boolean }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  if (answer.hits.length === 0 && answer.lodgements.length === 0) return whole ? <p className="hint">{t('search.none')}</p> : null;
  return (
    <>
      {answer.hits.length > 0 && <ul className="hits">
        {answer.hits.map(({ crossing, matched, subject, name }) => {
          const states = crossing.direction.split('-');
          return (
            <li key={`${crossing.id} ${matched} ${subject ?? ''}`}>
              <a {...link(`/crossings/${crossing.id}`)}>
                <Plate text={crossing.plate || names.trafficClass(crossing.traffic_class)} />
                <span>{names.trafficClass(crossing.traffic_class)} · {states.join(' → ')} · {clock.dayTime(crossing.arrived, states[0]!)}</span>
                <Badge tone="info" picture={matched === 'person' ? 'person' : matched === 'document' ? 'copy' : matched === 'seal' ? 'lock' : 'truck'}>{name ?? word('matched', matched)}</Badge>
              </a>
            </li>
          );
        })}
      </ul>}
      {answer.lodgements.length > 0 && <ul className="hits">
        {answer.lodgements.map((one) => (
          <li key={one.id}>
            <a {...link(`/expected/${one.id}`)}>
              <Plate text={one.plate} />
              <span>{one.reference} · {one.firm_name}</span>
              <Badge tone="info" picture="copy">{t('search.lodged')}</Badge>
            </a>
          </li>
        ))}
      </ul>}
      {answer.more && <p className="hint">{t('search.more')}</p>}
    </>
  );
}
