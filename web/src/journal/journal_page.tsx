// Journal: what was done on a day around the record of crossings, by the officers of one's own state.
import '../styles/work.css';
import '../styles/accounts.css';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { AuditEntry, AuditPage } from '../api/audit_messages';
import { get } from '../api/client';
import { Button } from '../frame/button';
import { ProblemNote } from '../law/refusal';
import { useClock, useDomainNow, useNames } from '../post/post';
import { useSession } from '../session/session';
import { type Key, useTexts } from '../texts/texts';
import { Fact } from './fact';

const kinds = ['SignedIn', 'SignedOut', 'SignInsRefused', 'AccountChanged', 'Appointed', 'PersonalDataViewed', 'PersonErased', 'RulesChanged', 'HandedOut'] as const;
const pause_ms = 400; // while somebody types
const identity = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Wish { day: string; kind: string; officer: string; crossing: string }

/// What the server is asked for: no day or half an identity asks for nothing.
function askedFor(wish: Wish): string | null {
  if (wish.day === '' || [wish.officer, wish.crossing].some((one) => one !== '' && !identity.test(one))) return null;
  return new URLSearchParams(Object.entries(wish).filter(([, value]) => value !== '')).toString();
}

export default function JournalPage() {
  const { t } = useTexts();
  const { officer } = useSession();
  const names = useNames();
  const today = new Date(useDomainNow(60_000)).toISOString().slice(0, 10);
  const [wish, setWish] = useState<Wish>({ day: today, kind: '', officer: '', crossing: '' });
  const [settled, setSettled] = useState(wish);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wish), pause_ms);
    return () => clearTimeout(timer);
  }, [wish]);
  const asked = askedFor(settled);
  const journal = useInfiniteQuery({
    queryKey: ['audit', asked],
    queryFn: ({ pageParam, signal }) => get<AuditPage>(`/audit?${asked}${pageParam ? `&after=${pageParam}` : ''}`, signal),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
    enabled: asked !== null,
  });
  const entries = journal.data?.pages.flatMap((page) => page.entries) ?? [];
  const change = (name: keyof Wish) => (event: { target: { value: string } }) => setWish({ ...wish, [name]: event.target.value.trim() });
  return (
    <main id="page" className="page journal-page" tabIndex={-1}>
      <h1>{t('journal.title')}</h1>
      <p>{t('journal.about', { state: names.state(officer.state) })}</p>
      <div className="filters">
        <label className="field"><span>{t('journal.day')}</span><input type="date" required value={wish.day} max={today} onChange={change('day')} /></label>
        <label className="field"><span>{t('journal.kind')}</span><select value={wish.kind} onChange={change('kind')}>
          <option value="">{t('journal.every_kind')}</option>
          {kinds.map((one) => <option key={one} value={one}>{t(`event.${one}` as Key)}</option>)}
        </select></label>
        <label className="field"><span>{t('journal.officer')}</span><input className="mono" value={wish.officer} placeholder={t('journal.officer_hint')} onChange={change('officer')} /></label>
        <label className="field"><span>{t('journal.crossing')}</span><input className="mono" value={wish.crossing} placeholder={t('journal.crossing_hint')} onChange={change('crossing')} /></label>
      </div>
      {asked === null && <p className="hint" role="status">{t('journal.unfit')}</p>}
      {journal.error && <ProblemNote error={journal.error} />}
      {asked !== null && journal.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {journal.data && <p className="hint" role="status">{entries.length === 0 ? t('journal.none') : `${t('journal.count', { count: entries.length })}${journal.hasNextPage ? ` · ${t('journal.there_are_more')}` : ''}`}</p>}
      {entries.length > 0 && <Entries entries={entries} state={officer.state} onOfficer={(id) => setWish({ ...wish, officer: id })} />}
      {journal.hasNextPage && <div className="page-tools"><Button pending={journal.isFetchingNextPage} onPress={() => void journal.fetchNextPage()}>{t('journal.more')}</Button></div>}
    </main>
  );
}

function Entries({ entries, state, onOfficer }: { entries: AuditEntry[]; state: string; onOfficer: (id: string) => void }) {
  const { t } = useTexts();
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={t('journal.title')}>
      <table className="list">
        <caption className="unseen">{t('journal.title')}</caption>
        <thead><tr><th scope="col">{t('journal.at')} ({state})</th><th scope="col">{t('journal.who')}</th><th scope="col">{t('journal.what')}</th><th scope="col">{t('journal.details')}</th></tr></thead>
        <tbody>{entries.map((one) => <Row key={one.version} entry={one} state={state} onOfficer={onOfficer} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ entry, state, onOfficer }: { entry: AuditEntry; state: string; onOfficer: (id: string) => void }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const { officer } = entry;
  return (
    <tr data-kind={entry.kind}>
      <td><time dateTime={entry.at} title={entry.at}>{clock.day(entry.at, state)}, {clock.exact(entry.at, state)}</time></td>
      <td>
        {officer ? <button type="button" className="as-link" title={t('journal.only_his')} onClick={() => onOfficer(officer)}>{entry.title || officer}</button> : t('journal.operator')}
        {entry.role && <div className="hint">{[names.agency(entry.agency), word('role', entry.role), entry.desk && names.desk(entry.desk)].filter(Boolean).join(' · ')}</div>}
      </td>
      <td>{t(`event.${entry.kind}` as Key)}</td>
      <td><dl className="facts">{entry.fields.map((one) => <Fact key={one.name} kind={entry.kind} field={one} state={state} />)}</dl></td>
    </tr>
  );
}
