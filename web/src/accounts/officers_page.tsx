// For administrators: the officers of their state, who serves as what from which day on, and what waits for a second person.
import '../styles/work.css';
import '../styles/accounts.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import type { AccountChange, AccountDecided, AccountList, AccountRequestView, AccountView, AccountWish } from '../api/account_messages';
import { call, get } from '../api/client';
import { Badge } from '../crossing/status';
import { Button } from '../frame/button';
import { ChoiceField, TextField } from '../frame/field';
import { useClock, useNames, usePost } from '../post/post';
import { type Texts, useTexts } from '../texts/texts';
import { AccountProblem } from './problem';

const queryKey = ['accounts'];
const changes: AccountChange[] = ['enrol', 'appoint', 'end_appointment', 'rename', 'end_sessions', 'issue_password', 'reset_pin', 'remove_second_factor', 'close_account', 'open_account', 'bind_subject', 'bind_certificate'];

export default function OfficersPage() {
  const { t } = useTexts();
  const { data: list, error } = useQuery({ queryKey, queryFn: ({ signal }) => get<AccountList>('/accounts', signal), refetchInterval: 15_000 });
  return (
    <main id="page" className="page officers-page" tabIndex={-1}>
      <h1>{t('accounts.title')}</h1>
      <p>{t('accounts.about')}</p>
      {error && <AccountProblem error={error} />}
      {list && <><Waiting requests={list.requests.filter((one) => one.outcome === 'waiting')} /><Ask list={list} /><Accounts list={list} /><Decided requests={list.requests.filter((one) => one.outcome !== 'waiting')} /></>}
    </main>
  );
}

/// What is wished, in one line.
function useWishWords(): (request: AccountRequestView) => string {
  const { t, word } = useTexts();
  const names = useNames();
  return ({ change, title, wish }) => [
    `${word('account_change', change)}: ${title}`,
    wish.agency && `${names.agency(wish.agency)} · ${word('role', wish.role ?? '')}`,
    wish.from && t('accounts.from_day', { day: wish.from }), wish.until && t('accounts.until_day', { day: wish.until }),
    wish.subject && `${wish.issuer} ${wish.subject}`, wish.certificate,
  ].filter(Boolean).join(' · ');
}

function Waiting({ requests }: { requests: AccountRequestView[] }) {
  const { t } = useTexts();
  const words = useWishWords();
  const clock = useClock();
  const { host } = usePost();
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: ({ id, approve }: { id: string; approve: boolean }) => call<AccountDecided>('POST', `/account-requests/${id}/decision`, { body: { approve } }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return (
    <section className="panel" data-part="waiting">
      <h2>{t('accounts.waiting')}</h2>
      {decide.error && <AccountProblem error={decide.error} />}
      {decide.data?.password && <p className="note" role="status">{t('accounts.password_once', { name: decide.data.request.title })} <strong className="mono" data-part="password">{decide.data.password}</strong></p>}
      {requests.length === 0 && <p className="hint">{t('accounts.nothing_waits')}</p>}
      <ul className="plain-list">
        {requests.map((one) => (
          <li key={one.id} data-request={one.id}>
            <p>{words(one)}</p>
            <p className="hint">{t('accounts.asked_by', { name: one.asked_by, time: `${host} ${clock.dayTime(one.asked, host)}` })}</p>
            {one.mine ? <Button size="small" onPress={() => decide.mutate({ id: one.id, approve: false })} label={`${t('accounts.take_back')}: ${words(one)}`}>{t('accounts.take_back')}</Button>
              : <span className="acts">
                  <Button size="small" look="primary" pending={decide.isPending} onPress={() => decide.mutate({ id: one.id, approve: true })} label={`${t('accounts.approve')}: ${words(one)}`}>{t('accounts.approve')}</Button>
                  <Button size="small" look="danger" pending={decide.isPending} onPress={() => decide.mutate({ id: one.id, approve: false })} label={`${t('accounts.decline')}: ${words(one)}`}>{t('accounts.decline')}</Button>
                </span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const needs = {
  appointment: (change: AccountChange) => change === 'appoint' || change === 'enrol',
  until: (change: AccountChange) => change === 'appoint' || change === 'enrol' || change === 'end_appointment',
  title: (change: AccountChange) => change === 'rename' || change === 'enrol',
};

/// Only what the change asks for goes out; an empty field is none.
function wishOf(form: Record<string, string>, change: AccountChange): AccountWish {
  const fields = ['name', 'title', 'agency', 'role', 'from', 'until', 'appointment', 'issuer', 'subject', 'certificate'].filter((one) => form[one]);
  const fit = fields.filter((one) => ({
    name: change === 'enrol', title: needs.title(change), agency: needs.appointment(change), role: needs.appointment(change), from: needs.appointment(change), until: needs.until(change),
    appointment: change === 'end_appointment', issuer: change === 'bind_subject', subject: change === 'bind_subject', certificate: change === 'bind_certificate' || change === 'enrol',
  })[one]);
  return { change, ...(change === 'enrol' ? {} : { officer: form.officer }), ...Object.fromEntries(fit.map((one) => [one, form[one]])) } as AccountWish;
}

function Ask({ list }: { list: AccountList }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const client = useQueryClient();
  const [change, setChange] = useState<AccountChange>('appoint');
  const [form, setForm] = useState<Record<string, string>>({ officer: list.accounts[0]?.id ?? '', agency: list.agencies[0] ?? '', role: list.roles[0] ?? '', from: list.today });
  const put = (field: string) => (value: string) => setForm({ ...form, [field]: value });
  const held = list.accounts.find((one) => one.id === form.officer)?.appointments ?? [];
  const ask = useMutation({
    mutationFn: (wish: AccountWish) => call<AccountRequestView>('POST', '/account-requests', { body: wish }),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(wishOf({ ...form, appointment: form.appointment || (held[0]?.id ?? '') }, change));
  };
  return (
    <form className="panel" onSubmit={submit} data-part="ask">
      <h2>{t('accounts.ask')}</h2>
      {ask.error && <AccountProblem error={ask.error} />}
      {ask.data && <p role="status" className="note">{t(ask.data.outcome === 'waiting' ? 'accounts.asked' : 'accounts.done')}</p>}
      <div className="fields">
      <ChoiceField label={t('accounts.change')} value={change} onChange={(value) => setChange(value as AccountChange)} choices={changes.map((one) => ({ value: one, text: word('account_change', one) }))} />
      {change !== 'enrol' && <ChoiceField label={t('accounts.officer')} value={form.officer ?? ''} onChange={put('officer')} choices={list.accounts.map((one) => ({ value: one.id, text: `${one.title} (${one.name})` }))} />}
      {change === 'enrol' && <TextField label={t('accounts.name')} value={form.name ?? ''} onChange={put('name')} required />}
      {needs.title(change) && <TextField label={t('accounts.shown_as')} value={form.title ?? ''} onChange={put('title')} required />}
      {change === 'end_appointment' && <ChoiceField label={t('accounts.appointment')} value={form.appointment ?? held[0]?.id ?? ''} onChange={put('appointment')} choices={held.map((one) => ({ value: one.id, text: days(texts, names, one) }))} />}
      {needs.appointment(change) && <>
        <ChoiceField label={t('accounts.agency')} value={form.agency ?? ''} onChange={put('agency')} choices={list.agencies.map((one) => ({ value: one, text: names.agency(one) }))} />
        <ChoiceField label={t('accounts.role')} value={form.role ?? ''} onChange={put('role')} choices={list.roles.map((one) => ({ value: one, text: word('role', one) }))} />
        <TextField label={t('accounts.from')} value={form.from ?? ''} onChange={put('from')} kind="date" required />
      </>}
      {needs.until(change) && <TextField label={t('accounts.until')} hint={t('accounts.until_hint')} value={form.until ?? ''} onChange={put('until')} kind="date" required={change === 'end_appointment'} />}
      {change === 'bind_subject' && <><TextField label={t('accounts.issuer')} value={form.issuer ?? ''} onChange={put('issuer')} mono required /><TextField label={t('accounts.subject')} value={form.subject ?? ''} onChange={put('subject')} mono required /></>}
      {(change === 'bind_certificate' || change === 'enrol') && <TextField label={t('accounts.certificate')} hint={t('accounts.certificate_hint')} value={form.certificate ?? ''} onChange={put('certificate')} mono required={change === 'bind_certificate'} />}
      </div>
      <Button type="submit" look="primary" pending={ask.isPending}>{t('accounts.ask_for_it')}</Button>
    </form>
  );
}

function days({ t, word }: Texts, names: ReturnType<typeof useNames>, one: AccountView['appointments'][number]): string {
  const from = one.from <= '1970-01-01' ? '' : ` · ${t('accounts.from_day', { day: one.from })}`;
  return `${names.agency(one.agency)} · ${word('role', one.role)}${from}${one.until ? ` · ${t('accounts.until_day', { day: one.until })}` : ''}`;
}

function Accounts({ list }: { list: AccountList }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const [sought, setSought] = useState('');
  const shown = list.accounts.filter((one) => `${one.title} ${one.name} ${one.appointments.map((held) => days(texts, names, held)).join(' ')}`.toLowerCase().includes(sought.trim().toLowerCase()));
  return (<>
    <div className="filters"><TextField label={t('accounts.seek')} value={sought} onChange={setSought} /></div>
    {shown.length === 0 && <p className="hint" role="status">{t('accounts.none_found')}</p>}
    <div className="table-frame" tabIndex={0} role="region" aria-label={t('accounts.list')}>
      <table className="list">
        <caption className="unseen">{t('accounts.list')}</caption>
        <thead><tr><th scope="col">{t('accounts.shown_as')}</th><th scope="col">{t('accounts.name')}</th><th scope="col">{t('accounts.appointments')}</th><th scope="col">{t('accounts.standing')}</th></tr></thead>
        <tbody>
          {shown.map((one) => (
            <tr key={one.id} data-account={one.name}>
              <td><strong>{one.title}</strong></td>
              <td className="mono">{one.name}</td>
              <td>{one.appointments.map((held) => <div key={held.id} className={held.holds ? '' : 'hint'}>{days(texts, names, held)}</div>)}</td>
              <td>{one.closed ? <Badge tone="bad" picture="ban">{t('accounts.closed')}</Badge> : one.second_factor ? <Badge tone="good" picture="check">{t('accounts.factor')}</Badge> : word('account_kind', one.kind)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </>);
}

function Decided({ requests }: { requests: AccountRequestView[] }) {
  const { t, word } = useTexts();
  const words = useWishWords();
  const clock = useClock();
  const { host } = usePost();
  if (requests.length === 0) return null;
  return (
    <section className="panel" data-part="decided">
      <h2>{t('accounts.decided')}</h2>
      <ul className="plain-list">
        {requests.slice(0, 50).map((one) => (
          <li key={one.id}>
            <p>{words(one)}</p>
            <p className="hint">{word('request_outcome', one.outcome)} · {one.asked_by} · {one.decided_by}{one.decided && ` · ${host} ${clock.dayTime(one.decided, host)}`}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
