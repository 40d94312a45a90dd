// What is not shown, why, and by which provision; and the question what for, where that is all that is missing.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';

import { get } from '../api/client';
import type { Provision } from '../api/messages';
import { purpose, sayPurpose } from '../api/purpose';
import type { AccessList, MaskedPlace, RightsView } from '../api/right_messages';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { ProvisionNote } from '../law/provision';
import { useClock, useNames } from '../post/post';
import { useTexts } from '../texts/texts';

const rightsQuery = { queryKey: ['rights'], queryFn: ({ signal }: { signal: AbortSignal }) => get<RightsView>('/rights', signal), staleTime: 60_000 };

/// Whether the rights let this officer do an act of reading; nothing until they are known.
export const useMay = (act: string): boolean | undefined => useQuery(rightsQuery).data?.may.includes(act);

function useProvision(id: string): Provision | undefined {
  const rights = useQuery(rightsQuery);
  return rights.data?.provisions.find((one) => one.id === id);
}

/// Instead of a value that may not be seen.
export function MaskedValue({ masked }: { masked: MaskedPlace }) {
  const { t, word } = useTexts();
  return (
    <span className="masked-value" title={word('right_why', masked.why)}>
      <Icon name="eye_off" size={13} /> {t('right.masked')}
    </span>
  );
}

function Reason({ why, provision, fields }: { why: string; provision: string; fields: string[] }) {
  const { word } = useTexts();
  const cited = useProvision(provision);
  return (
    <li>
      <Icon name="eye_off" size={13} /> {fields.map((field) => word('right_field', field.replace('.', '_'))).join(', ')}: {word('right_why', why)} {cited && <ProvisionNote provision={cited} />}
    </li>
  );
}

/// One line for each reason, not for each place.
export function MaskedBar({ masked }: { masked: MaskedPlace[] }) {
  const { t } = useTexts();
  const reasons = new Map<string, { why: string; provision: string; fields: Set<string> }>();
  for (const one of masked) {
    const key = `${one.why} ${one.provision}`;
    const known = reasons.get(key) ?? { why: one.why, provision: one.provision, fields: new Set<string>() };
    known.fields.add(one.field);
    reasons.set(key, known);
  }
  if (reasons.size === 0) return null;
  return (
    <section className="masked-bar" aria-label={t('right.masked_title')}>
      <details>
        <summary><Icon name="eye_off" size={14} /> {t('right.masked_title')}</summary>
        <ul>{[...reasons].map(([key, one]) => <Reason key={key} why={one.why} provision={one.provision} fields={[...one.fields]} />)}</ul>
      </details>
      {(purpose() || masked.some((one) => one.why === 'no_purpose')) && <PurposeForm />}
    </section>
  );
}

/// Said once, it goes with every further question of this page; each view is put on record with it.
export function PurposeForm() {
  const { t, word } = useTexts();
  const client = useQueryClient();
  const rights = useQuery(rightsQuery);
  const id = useId();
  const [chosen, setChosen] = useState(purpose());
  if (!rights.data) return null;
  const say = () => {
    sayPurpose(chosen);
    void client.invalidateQueries();
  };
  return (
    <form className="purpose-form" onSubmit={(event) => { event.preventDefault(); say(); }}>
      <label htmlFor={id}>{t('right.purpose')}</label>
      <select id={id} value={chosen} onChange={(event) => setChosen(event.target.value)}>
        <option value="">{t('right.no_purpose')}</option>
        {rights.data.purposes.map((one) => <option key={one.code} value={one.code}>{word('right_purpose', one.code)}</option>)}
      </select>
      <Button size="small" onPress={say}>{t('right.say')}</Button>
      <p className="hint">{t('right.on_record')}</p>
    </form>
  );
}

/// For those who may know it.
export function Accesses({ crossing, state }: { crossing: string; state: string }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const rights = useQuery(rightsQuery);
  const may = rights.data?.may.includes('read_accesses') ?? false;
  const list = useQuery({ queryKey: ['accesses', crossing], queryFn: ({ signal }) => get<AccessList>(`/crossings/${crossing}/accesses`, signal), enabled: may });
  if (!may || !list.data) return null;
  return (
    <details className="accesses">
      <summary>{t('right.accesses')} <span className="count">{list.data.accesses.length}</span></summary>
      <ul>
        {list.data.accesses.map((one, index) => (
          <li key={index}>
            <time dateTime={one.at}>{clock.exact(one.at, state)}</time> {one.officer} · <span className="state-tag">{one.state}</span> {names.agency(one.agency)} · {word('right_purpose', one.purpose)} ·{' '}
            {one.fields.map((field) => word('right_field', field.replace('.', '_'))).join(', ')}
          </li>
        ))}
      </ul>
    </details>
  );
}
