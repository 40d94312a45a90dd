// The own account: password, PIN, second factor, and where one is signed in.
import '../styles/work.css';
import '../styles/accounts.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import type { OwnAccount, PreparedFactor, RecoveryCodes } from '../api/account_messages';
import { call, get } from '../api/client';
import { sessionQuery } from '../api/queries';
import { Button } from '../frame/button';
import { TextField } from '../frame/field';
import { useClock, useNames, usePost } from '../post/post';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { AccountProblem } from './problem';

const queryKey = ['account'];

export default function AccountPage() {
  const { t } = useTexts();
  const { data: account, error } = useQuery({ queryKey, queryFn: ({ signal }) => get<OwnAccount>('/account', signal) });
  const { limited } = useSession();
  return (
    <main id="page" className="page account-page" tabIndex={-1}>
      <h1>{t('accounts.own_title')}</h1>
      {limited && <p className="note bad" role="status">{t(limited === 'password' ? 'accounts.limited_password' : 'accounts.limited_second_factor')}</p>}
      {error && <AccountProblem error={error} />}
      {account && <><p>{account.title} · <span className="mono">{account.name}</span></p>
        <Password /><Factor account={account} /><Pin account={account} /><Sessions account={account} /></>}
    </main>
  );
}

/// Asks the server to change something of the own account and looks at it again.
function useChange<Wish, Answer = null>(method: string, path: (wish: Wish) => string, body?: (wish: Wish) => unknown) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wish) => call<Answer>(method, path(wish), body ? { body: body(wish) } : {}),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey });
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}

function Password() {
  const { t } = useTexts();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useChange<void>('POST', () => '/account/password', () => ({ current, password }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(undefined, { onSuccess: () => { setCurrent(''); setPassword(''); } });
  };
  return (
    <form className="panel" onSubmit={submit} data-part="password">
      <h2>{t('accounts.password')}</h2>
      {change.error && <AccountProblem error={change.error} />}
      {change.isSuccess && <p role="status">{t('accounts.password_changed')}</p>}
      <TextField label={t('accounts.current_password')} value={current} onChange={setCurrent} kind="password" autoComplete="current-password" required />
      <TextField label={t('accounts.new_password')} hint={t('accounts.new_password_hint')} value={password} onChange={setPassword} kind="password" autoComplete="new-password" required />
      <Button type="submit" look="primary" pending={change.isPending}>{t('accounts.change_password')}</Button>
    </form>
  );
}

function Codes({ codes }: { codes: string[] }) {
  const { t } = useTexts();
  return (
    <div className="note" role="status" data-part="codes">
      <p>{t('accounts.codes_once')}</p>
      <ul className="mono">{codes.map((one) => <li key={one}>{one}</li>)}</ul>
    </div>
  );
}

function Factor({ account }: { account: OwnAccount }) {
  const { t } = useTexts();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const prepare = useMutation({ mutationFn: () => call<PreparedFactor>('POST', '/account/second-factor', { body: { password } }) });
  const confirm = useChange<void, RecoveryCodes>('POST', () => '/account/second-factor/confirm', () => ({ code }));
  const renew = useChange<void, RecoveryCodes>('POST', () => '/account/recovery-codes', () => ({ code }));
  const codes = confirm.data?.codes ?? renew.data?.codes;
  const press = (act: () => void) => (event: FormEvent) => { event.preventDefault(); act(); };
  const error = prepare.error ?? confirm.error ?? renew.error;
  return (
    <section className="panel" data-part="factor">
      <h2>{t('accounts.factor')}</h2>
      <p>{t(account.second_factor ? 'accounts.factor_on' : account.second_factor_required ? 'accounts.factor_needed' : 'accounts.factor_off')}</p>
      {error && <AccountProblem error={error} />}
      {codes && <Codes codes={codes} />}
      {!account.second_factor && !prepare.data && (
        <form onSubmit={press(() => prepare.mutate())}>
          <TextField label={t('accounts.current_password')} value={password} onChange={setPassword} kind="password" autoComplete="current-password" required />
          <Button type="submit" look="primary" pending={prepare.isPending}>{t('accounts.factor_set_up')}</Button>
        </form>
      )}
      {!account.second_factor && prepare.data && (
        <form onSubmit={press(() => confirm.mutate())}>
          <p>{t('accounts.factor_key')}</p>
          <p className="mono" data-part="key">{prepare.data.key.replace(/(.{4})/g, '$1 ').trim()}</p>
          <p><a href={prepare.data.uri}>{t('accounts.factor_link')}</a></p>
          <TextField label={t('session.code')} value={code} onChange={setCode} autoComplete="one-time-code" mono required />
          <Button type="submit" look="primary" pending={confirm.isPending}>{t('accounts.factor_confirm')}</Button>
        </form>
      )}
      {account.second_factor && (
        <form onSubmit={press(() => renew.mutate())}>
          <p>{t('accounts.codes_left', { count: account.recovery_codes_left })}</p>
          <TextField label={t('session.code')} value={code} onChange={setCode} autoComplete="one-time-code" mono required />
          <Button type="submit" pending={renew.isPending}>{t('accounts.codes_renew')}</Button>
        </form>
      )}
    </section>
  );
}

function Pin({ account }: { account: OwnAccount }) {
  const { t } = useTexts();
  const [password, setPassword] = useState('');
  const [current, setCurrent] = useState('');
  const [pin, setPin] = useState('');
  const change = useChange<void>('POST', () => '/account/pin', () => ({ password, pin, ...(account.has_pin ? { current } : {}) }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(undefined, { onSuccess: () => { setPassword(''); setCurrent(''); setPin(''); } });
  };
  return (
    <form className="panel" onSubmit={submit} data-part="pin">
      <h2>{t('accounts.pin')}</h2>
      <p>{t(account.has_pin ? 'accounts.pin_set' : 'accounts.pin_none')}</p>
      {change.error && <AccountProblem error={change.error} />}
      {change.isSuccess && <p role="status">{t('accounts.pin_changed')}</p>}
      <TextField label={t('accounts.current_password')} value={password} onChange={setPassword} kind="password" autoComplete="current-password" required />
      {account.has_pin && <TextField label={t('accounts.current_pin')} value={current} onChange={setCurrent} kind="password" required />}
      <TextField label={t('accounts.new_pin')} hint={t('accounts.new_pin_hint')} value={pin} onChange={setPin} kind="password" required />
      <Button type="submit" pending={change.isPending}>{t('accounts.change_pin')}</Button>
    </form>
  );
}

function Sessions({ account }: { account: OwnAccount }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const { host } = usePost();
  const end = useChange<string>('DELETE', (id) => `/account/sessions/${id}`);
  const all = useChange<void>('DELETE', () => '/account/sessions');
  return (
    <section className="panel" data-part="sessions">
      <h2>{t('accounts.sessions')}</h2>
      {(end.error ?? all.error) && <AccountProblem error={end.error ?? all.error} />}
      <ul className="plain-list">
        {account.sessions.map((one) => (
          <li key={one.id} data-session={one.id}>
            <span>{names.desk(one.desk)} · {word('sign_in_method', one.method)} · {host} {clock.dayTime(one.opened, host)}</span>{' '}
            {one.here ? <strong>{t('accounts.here')}</strong>
              : <Button size="small" look="danger" onPress={() => end.mutate(one.id)} label={`${t('accounts.end_session')}: ${names.desk(one.desk)}`}>{t('accounts.end_session')}</Button>}
          </li>
        ))}
      </ul>
      <Button look="danger" pending={all.isPending} onPress={() => all.mutate(undefined)}>{t('accounts.end_all')}</Button>
    </section>
  );
}
