// Sign-in: name, password, and the desk at which the officer sits. In the demo the sign-ins are laid out to be pressed.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useState } from 'react';

import { call, Problem } from '../api/client';
import type { DemoOfficer, SessionView } from '../api/messages';
import { forgetAnswers } from '../api/kept';
import { demoQuery, sessionQuery } from '../api/queries';
import { Button } from '../frame/button';
import { ChoiceField, TextField } from '../frame/field';
import { LanguageMenu } from '../frame/language';
import { ThemeMenu } from '../frame/theme';
import { ProblemNote } from '../law/refusal';
import { PostClocks, useNames, usePost } from '../post/post';
import { link } from '../route';
import { useTexts } from '../texts/texts';

const remembered = 'onestop.desk';
const prefetch_ms = 500; // the desk is fetched while the officer types

interface Entry {
  name: string;
  password: string;
  desk: string;
  code?: string;
}

const last_officer = 'onestop.officer';

/// What another officer has typed and looked at is none of this one's business.
function forgetDrafts() {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith('onestop.draft.') || name === 'onestop.crossing') sessionStorage.removeItem(name);
}

export function SignInPage() {
  const { t } = useTexts();
  const post = usePost();
  const client = useQueryClient();
  const signIn = useMutation({
    mutationFn: async (entry: Entry) => (await call<SessionView>('POST', '/sessions', { body: entry }))!,
    onSuccess: (session) => {
      localStorage.setItem(remembered, session.desk);
      forgetAnswers(client); // of whoever sat here before
      if (sessionStorage.getItem(last_officer) !== session.officer.id) forgetDrafts();
      sessionStorage.setItem(last_officer, session.officer.id);
      client.setQueryData(sessionQuery.queryKey, session);
    },
  });
  const { data: demo } = useQuery({ ...demoQuery, enabled: post.demo });
  const officers = demo?.officers ?? [];
  useEffect(() => {
    const timer = setTimeout(() => void import('../desk/desk_page').catch(() => undefined), prefetch_ms);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main id="page" className="sign-in">
      <header className="sign-in-head">
        <div>
          <p className="brand">onestop</p>
          <h1>{post.title}</h1>
        </div>
        <div className="sign-in-tools">
          <PostClocks />
          <LanguageMenu />
          <ThemeMenu />
        </div>
      </header>
      <div className="sign-in-body">
        <SignInForm onSubmit={(entry) => signIn.mutate(entry)} busy={signIn.isPending} error={signIn.error} />
        {officers.length > 0 && <DemoSignIns officers={officers} busy={signIn.isPending} onPick={(one) => signIn.mutate({ name: one.name, password: one.password, desk: one.desk })} />}
      </div>
      <p className="sign-in-foot">{t('session.foot')} <a {...link('/status')}>{t('frame.status')}</a> · <a href="/firm">{t('frame.for_firms')}</a></p>
    </main>
  );
}

function useDeskChoices() {
  const post = usePost();
  const names = useNames();
  return useMemo(
    () =>
      post.desks.map((desk) => ({
        value: desk.code,
        text: `${names.desk(desk.code)} · ${names.station(desk.station)}`,
        group: `${names.state(desk.state)} · ${names.agency(desk.agency)}`,
      })),
    [post, names],
  );
}

function SignInForm({ onSubmit, busy, error }: { onSubmit: (entry: Entry) => void; busy: boolean; error: unknown }) {
  const { t } = useTexts();
  const choices = useDeskChoices();
  const kept = localStorage.getItem(remembered) ?? '';
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [desk, setDesk] = useState(choices.some((one) => one.value === kept) ? kept : (choices[0]?.value ?? ''));
  const [code, setCode] = useState('');
  const { open_id } = usePost();
  const asked = error instanceof Problem && (error.document.code === 'session.code_needed' || error.document.code === 'session.wrong_code');
  const [coded, setCoded] = useState(false);
  useEffect(() => { if (asked) setCoded(true); }, [asked]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ name: name.trim(), password, desk, ...(code ? { code } : {}) });
    setCode(''); // each counts once
  };
  return (
    <form className="panel sign-in-form" onSubmit={submit}>
      <h2>{t('session.title')}</h2>
      {error !== null ? <ProblemNote error={error} /> : <Elsewhere />}
      <TextField label={t('session.name')} value={name} onChange={setName} autoComplete="username" autoFocus required />
      <TextField label={t('session.password')} value={password} onChange={setPassword} kind="password" autoComplete="current-password" required />
      <ChoiceField label={t('session.desk')} value={desk} onChange={setDesk} choices={choices} required />
      {coded && <TextField label={t('session.code')} hint={t('session.code_hint')} value={code} onChange={setCode} autoComplete="one-time-code" autoFocus mono required />}
      <Button type="submit" look="primary" disabled={busy}>{t('session.sign_in')}</Button>
      {open_id && <a className="button" href={`/api/v1/open-id?desk=${encodeURIComponent(desk)}`}>{t('session.open_id', { name: open_id })}</a>}
    </form>
  );
}

const elsewhere = { away: 'session.elsewhere_away', wrong: 'session.elsewhere_wrong', refused: 'session.elsewhere_refused', unknown: 'session.elsewhere_unknown', desk: 'session.elsewhere_desk' } as const;

/// Why somebody who went to sign in elsewhere came back with nothing.
function Elsewhere() {
  const { t } = useTexts();
  const why = new URLSearchParams(location.search).get('sign_in') as keyof typeof elsewhere | null;
  if (!why || !(why in elsewhere)) return null;
  return <p className="note bad" role="alert">{t(elsewhere[why])}</p>;
}

/// Officers of one agency at one station, side by side.
function places(officers: DemoOfficer[]) {
  const found = new Map<string, { key: string; first: DemoOfficer; officers: DemoOfficer[] }>();
  for (const one of officers) {
    const key = `${one.station}.${one.agency}.${one.role}`;
    const place = found.get(key);
    if (place) place.officers.push(one);
    else found.set(key, { key, first: one, officers: [one] });
  }
  return [...found.values()];
}

function DemoSignIns({ officers, busy, onPick }: { officers: DemoOfficer[]; busy: boolean; onPick: (officer: DemoOfficer) => void }) {
  const { t, word } = useTexts();
  const names = useNames();
  const post = usePost();
  return (
    <section className="demo-officers" aria-labelledby="demo-title">
      <h2 id="demo-title">{t('session.demo_title')}</h2>
      <p className="hint">{t('session.demo_hint')}</p>
      <div className="demo-states">
        {post.states.map((state) => (
          <div key={state.code}>
            <h3>{names.state(state.code)}</h3>
            <ul>
              {places(officers.filter((one) => one.state === state.code)).map((place) => (
                <li key={place.key}>
                  <span className="place">
                    <strong>{names.station(place.first.station)}</strong>
                    <span>{names.agency(place.first.agency)} · {word('role', place.first.role)}</span>
                  </span>
                  <span className="place-desks">
                    {place.officers.map((one, index) => (
                      <button key={one.name} type="button" className="demo-officer" disabled={busy} onClick={() => onPick(one)} data-officer={one.name} data-desk={one.desk}
                        aria-label={`${index + 1}, ${names.state(one.state)}, ${names.station(one.station)}, ${names.agency(one.agency)}, ${names.desk(one.desk)}`} title={`${one.name} · ${one.desk}`}>
                        {index + 1}
                      </button>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
