// For shift heads: the switch of each system outside, and what webhooks could not be told.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { call, get, Problem } from '../api/client';
import type { DeadLetterPage, SwitchList, SwitchView } from '../api/operating_messages';
import { Button } from '../frame/button';
import { ProblemNote } from '../law/refusal';
import { useClock, usePost } from '../post/post';
import { type Key, useTexts } from '../texts/texts';

const keys = { switches: ['operating', 'switches'], dead: ['operating', 'dead'] } as const;
const named = ['lodging', 'sandbox', 'webhooks', 'oidc'];

export function Operating() {
  const { t } = useTexts();
  const switches = useQuery({ queryKey: keys.switches, queryFn: ({ signal }) => get<SwitchList>('/operating/switches', signal), refetchInterval: 10_000, retry: false });
  if (switches.error instanceof Problem && [401, 403, 404].includes(switches.error.status)) return null;
  if (!switches.data) return null;
  return (
    <section className="operating">
      <h2>{t('status_page.switches')}</h2>
      <ul className="switch-lines">{switches.data.switches.map((one) => <Switch key={one.system} one={one} />)}</ul>
      <DeadLetters />
    </section>
  );
}

function useWhen(): (at: string) => string {
  const { host } = usePost();
  const clock = useClock();
  return (at) => `${host} ${clock.dayTime(at, host)}`;
}

function Switch({ one }: { one: SwitchView }) {
  const { t } = useTexts();
  const when = useWhen();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const set = useMutation({
    mutationFn: () => call('POST', `/operating/switches/${encodeURIComponent(one.system)}`, { body: { open: !one.open, reason: reason.trim() } }),
    onSuccess: () => { setReason(''); return Promise.all([client.invalidateQueries({ queryKey: ['operating'] }), client.invalidateQueries({ queryKey: ['status'] })]); },
  });
  const name = named.includes(one.system) ? t(`status_page.sys_${one.system}` as Key) : (one.title ?? one.system);
  return (
    <li data-system={one.system} className={one.open ? 'good' : 'bad'}>
      <strong>{name}</strong> <span>{t(one.open ? 'status_page.open' : 'status_page.closed')}</span>
      {one.since && <span className="hint">{t('status_page.since_by', { when: when(one.since), by: one.by ?? '', reason: one.reason ?? '' })}</span>}
      <span className="acts">
        <input aria-label={`${t('status_page.reason')}: ${name}`} placeholder={t('status_page.reason')} maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />
        <Button size="small" look={one.open ? 'danger' : 'primary'} pending={set.isPending} disabled={reason.trim().length < 3} onPress={() => set.mutate()} label={`${t(one.open ? 'status_page.close' : 'status_page.reopen')}: ${name}`}>{t(one.open ? 'status_page.close' : 'status_page.reopen')}</Button>
      </span>
      {set.error && <ProblemNote error={set.error} />}
    </li>
  );
}

function DeadLetters() {
  const { t } = useTexts();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const page = useQuery({ queryKey: keys.dead, queryFn: ({ signal }) => get<DeadLetterPage>('/operating/dead-letters', signal), refetchInterval: 30_000, retry: false });
  const again = useMutation({
    mutationFn: async () => (await call<{ count: number }>('POST', '/operating/redrives', { body: { reason: reason.trim() } }))!,
    onSuccess: () => { setReason(''); return Promise.all([client.invalidateQueries({ queryKey: ['operating'] }), client.invalidateQueries({ queryKey: ['status'] })]); },
  });
  if (!page.data) return null;
  const letters = page.data.letters;
  return (
    <>
      <h2>{t('status_page.dead')}</h2>
      {again.data && <p role="status">{t('status_page.sent_again', { number: again.data.count })}</p>}
      {again.error && <ProblemNote error={again.error} />}
      {letters.length === 0 ? <p className="hint">{t('status_page.dead_none')}</p> : (
        <>
          <table className="list dead-letters">
            <thead><tr><th scope="col">{t('status_page.dead_firm')}</th><th scope="col">{t('status_page.dead_receiver')}</th><th scope="col">{t('status_page.dead_kind')}</th><th scope="col">{t('status_page.dead_tries')}</th><th scope="col">{t('status_page.dead_age')}</th><th scope="col">{t('status_page.dead_error')}</th></tr></thead>
            <tbody>{letters.map((one) => <tr key={`${one.webhook} ${one.number}`}><td>{one.firm_name}</td><td className="mono">{one.receiver}</td><td className="mono">{one.kind}</td><td>{one.attempts}</td><td>{Math.floor(one.age_s / 3600)}</td><td lang="en">{one.last_error || one.last_status}</td></tr>)}</tbody>
          </table>
          <span className="acts">
            <input aria-label={t('status_page.reason')} placeholder={t('status_page.reason')} maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />
            <Button size="small" look="primary" pending={again.isPending} disabled={reason.trim().length < 3} onPress={() => again.mutate()}>{t('status_page.send_again')}</Button>
          </span>
        </>
      )}
    </>
  );
}
