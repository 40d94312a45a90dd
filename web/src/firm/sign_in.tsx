// Sign in as a firm, or register one.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { Problem } from '../api/client';
import type { FirmSessionView, FirmView } from '../api/lodging_messages';
import { demoFirmsQuery, firmCall, firmQuery } from '../api/lodging_queries';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { TextField } from '../frame/field';
import { FormField } from '../lodging/field';
import { usePost } from '../post/post';
import { useTexts } from '../texts/texts';
import { FirmProblem } from './problem';

const least_password = 10;

export function FirmSignIn() {
  const { t } = useTexts();
  const client = useQueryClient();
  const [registering, setRegistering] = useState(false);
  const enter = async (mail: string, password: string) => {
    const session = await firmCall<FirmSessionView>('POST', '/firms/sessions', { mail, password });
    client.setQueryData(firmQuery.queryKey, session!.firm);
  };
  return (
    <main id="page" className="page firm-page firm-door" tabIndex={-1}>
      <h1>{t('firm.title')}</h1>
      <p>{t('firm.about')}</p>
      <ol className="steps">
        {(['one', 'two', 'three'] as const).map((one) => <li key={one}>{t(`firm.step_${one}`)}</li>)}
      </ol>
      {registering ? <Register enter={enter} /> : <SignIn enter={enter} />}
      <p>
        {registering ? t('firm.have_account') : t('firm.no_account')}{' '}
        <Button look="quiet" onPress={() => setRegistering(!registering)} className="to-other">{registering ? t('firm.sign_in') : t('firm.register')}</Button>
      </p>
      <DemoFirms enter={enter} />
      <section className="panel">
        <h2>{t('firm.states_title')}</h2>
        <dl className="states">
          {(['registered', 'confirmed', 'blocked'] as const).map((one) => <div key={one}><dt>{t(`firm_state.${one}`)}</dt><dd>{t(`firm_state_means.${one}`)}</dd></div>)}
        </dl>
      </section>
    </main>
  );
}

type Enter = { enter: (mail: string, password: string) => Promise<void> };

function SignIn({ enter }: Enter) {
  const { t } = useTexts();
  const [mail, setMail] = useState('');
  const [password, setPassword] = useState('');
  const going = useMutation({ mutationFn: () => enter(mail.trim(), password) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    going.mutate();
  };
  return (
    <form className="panel firm-form" onSubmit={submit} data-form="sign-in">
      <h2>{t('firm.sign_in')}</h2>
      {going.error && <FirmProblem error={going.error} />}
      <TextField label={t('firm.mail')} value={mail} onChange={setMail} autoComplete="username" required />
      <TextField label={t('session.password')} value={password} onChange={setPassword} kind="password" autoComplete="current-password" required />
      <Button type="submit" look="primary" size="large" pending={going.isPending}>{t('firm.sign_in')}</Button>
    </form>
  );
}

/// In the demonstration the firms are laid out to be pressed, as the officers are.
function DemoFirms({ enter }: Enter) {
  const { t } = useTexts();
  const { demo } = usePost();
  const found = useQuery({ ...demoFirmsQuery, enabled: demo });
  const going = useMutation({ mutationFn: ({ mail, password }: { mail: string; password: string }) => enter(mail, password) });
  const firms = found.data?.firms ?? [];
  if (firms.length === 0) return null;
  return (
    <section className="panel demo-firms">
      <h2>{t('firm.demo_title')}</h2>
      {going.error && <FirmProblem error={going.error} />}
      <p className="acts">{firms.map((one) => <Button key={one.mail} pending={going.isPending} onPress={() => going.mutate(one)}><span className="state-tag">{one.country}</span> {one.name}</Button>)}</p>
    </section>
  );
}

function Register({ enter }: Enter) {
  const { t } = useTexts();
  const [wish, setWish] = useState({ name: '', tax_number: '', country: '', mail: '', password: '' });
  const going = useMutation({
    mutationFn: async () => {
      const body = { ...wish, name: wish.name.trim(), tax_number: wish.tax_number.trim(), mail: wish.mail.trim(), country: wish.country.toUpperCase() };
      await firmCall<FirmView>('POST', '/firms', body);
      await enter(body.mail, body.password);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    going.mutate();
  };
  const findings = going.error instanceof Problem ? (going.error.document.findings ?? []) : [];
  const known = new Set(['name', 'tax_number', 'country', 'mail', 'password']);
  const said = (name: string) => findings.filter((one) => one.pointer === `/${name}`).map((one) => ({ code: one.code ?? '', weight: 'error', place: '', line: 0, column: 0, what: t(`firm_wrong.${name as 'mail'}`), right: '' }));
  const field = (name: 'name' | 'country' | 'tax_number' | 'mail', more: Partial<Parameters<typeof FormField>[0]> = {}) => (
    <FormField name={name} label={t(`firm.${name}`)} hint={t(`firm_hint.${name}`)} value={wish[name]} onChange={(value) => setWish({ ...wish, [name]: value })} findings={said(name)} required {...more} />
  );
  return (
    <form className="panel firm-form" onSubmit={submit} data-form="register">
      <h2>{t('firm.register')}</h2>
      {going.error && !findings.some((one) => known.has((one.pointer ?? '').slice(1))) && <FirmProblem error={going.error} />}
      {field('name')}
      {field('country', { list: 'countries' })}
      {field('tax_number')}
      {field('mail')}
      <TextField label={t('session.password')} hint={t('firm_hint.password', { count: least_password })} value={wish.password} onChange={(password) => setWish({ ...wish, password })} kind="password" autoComplete="new-password" required />
      {said('password').length > 0 && <p className="note bad"><Icon name="cross" /> {t('firm_wrong.password')}</p>}
      <p className="hint">{t('firm_state_means.registered')}</p>
      <Button type="submit" look="primary" size="large" pending={going.isPending}>{t('firm.register')}</Button>
    </form>
  );
}
