// API keys: for programs that lodge. The secret is shown once.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import type { KeyView } from '../api/lodging_messages';
import { firmCall, keysQuery } from '../api/lodging_queries';
import { Badge } from '../crossing/status';
import { Button } from '../frame/button';
import { OneOf, TextField } from '../frame/field';
import { useClock, usePost } from '../post/post';
import { useTexts } from '../texts/texts';
import { FirmProblem } from './problem';
import { Secret } from './secret';

export default function KeysPage() {
  const { t } = useTexts();
  const client = useQueryClient();
  const keys = useQuery(keysQuery);
  const [name, setName] = useState('');
  const [environment, setEnvironment] = useState('sandbox');
  const again = () => client.invalidateQueries({ queryKey: ['firm_keys'] });
  const make = useMutation({ mutationFn: () => firmCall<KeyView>('POST', '/firm/keys', { name: name.trim(), environment }), onSuccess: () => { setName(''); return again(); } });
  const revoke = useMutation({ mutationFn: (id: string) => firmCall('DELETE', `/firm/keys/${id}`), onSuccess: again });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const error = keys.error ?? make.error ?? revoke.error;
  return (
    <main id="page" className="page firm-page" tabIndex={-1}>
      <h1>{t('firm.keys')}</h1>
      <p>{t('keys_page.about')}</p>
      {error && <FirmProblem error={error} />}
      {make.data?.secret && <Secret secret={make.data.secret} title={t('keys_page.secret', { name: make.data.name })} onSeen={() => make.reset()} />}
      <form className="panel firm-form" onSubmit={submit}>
        <h2>{t('keys_page.new')}</h2>
        <TextField label={t('keys_page.name')} hint={t('keys_page.name_hint')} value={name} onChange={setName} required />
        <OneOf label={t('keys_page.environment')} value={environment} onChange={setEnvironment} choices={(['sandbox', 'live'] as const).map((value) => ({ value, text: t(`environment.${value}`) }))} />
        <p className="hint">{t(environment === 'live' ? 'keys_page.live_hint' : 'keys_page.sandbox_hint')}</p>
        <Button type="submit" look="primary" pending={make.isPending}>{t('keys_page.make')}</Button>
      </form>
      {keys.data?.keys.length === 0 && <p className="hint empty">{t('keys_page.none')}</p>}
      <ul className="lodgements">{keys.data?.keys.map((one) => <Key key={one.id} of={one} onRevoke={() => revoke.mutate(one.id)} />)}</ul>
    </main>
  );
}

function Key({ of, onRevoke }: { of: KeyView; onRevoke: () => void }) {
  const { t } = useTexts();
  const clock = useClock();
  const { host } = usePost();
  const [sure, setSure] = useState(false);
  const at = (time: string) => `${host} ${clock.dayTime(time, host)}`;
  return (
    <li className="plain-line">
      <p className="line-head"><strong>{of.name}</strong> <Badge tone={of.environment === 'live' ? 'info' : 'mute'}>{t(`environment.${of.environment}`)}</Badge>{of.revoked && <Badge tone="bad" picture="ban">{t('keys_page.revoked')}</Badge>}</p>
      <p className="hint">{t('keys_page.created', { time: at(of.created) })} · {of.last_used ? t('keys_page.used', { time: at(of.last_used) }) : t('keys_page.unused')}{of.revoked && ` · ${t('keys_page.revoked_at', { time: at(of.revoked) })}`}</p>
      {!of.revoked && (sure
        ? <p className="acts"><span>{t('keys_page.sure')}</span> <Button size="small" look="danger" onPress={onRevoke}>{t('keys_page.revoke')}</Button> <Button size="small" onPress={() => setSure(false)}>{t('lodge.keep')}</Button></p>
        : <Button size="small" look="danger" onPress={() => setSure(true)} label={`${t('keys_page.revoke')}: ${of.name}`}>{t('keys_page.revoke')}</Button>)}
    </li>
  );
}
