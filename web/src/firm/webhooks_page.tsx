// Webhooks: where notifications are sent as well. Each proves itself by a challenge; what could not be delivered is listed.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';

import type { DeliveryView, WebhookView } from '../api/lodging_messages';
import { deliveriesQuery, firmCall, webhooksQuery } from '../api/lodging_queries';
import { Badge, type Tone } from '../crossing/status';
import { Button } from '../frame/button';
import { TextField } from '../frame/field';
import { Icon, type Picture } from '../frame/icon';
import { useClock, usePost } from '../post/post';
import { link } from '../route';
import { useTexts } from '../texts/texts';
import { FirmProblem } from './problem';
import { Secret } from './secret';

const looks: Record<WebhookView['state'], [Tone, Picture]> = { pending: ['info', 'clock'], active: ['good', 'check'], paused: ['warn', 'pause'], failed: ['bad', 'cross'] };
const deliveryLooks: Record<DeliveryView['state'], [Tone, Picture]> = { waiting: ['info', 'clock'], delivered: ['good', 'check'], dead: ['bad', 'cross'] };

export default function WebhooksPage() {
  const { t } = useTexts();
  const client = useQueryClient();
  const hooks = useQuery(webhooksQuery);
  const [url, setUrl] = useState('');
  const make = useMutation({
    mutationFn: () => firmCall<WebhookView>('POST', '/webhooks', { url: url.trim(), kinds: [] }),
    onSuccess: () => {
      setUrl('');
      return client.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const secret = make.data?.secrets.find((one) => one.secret)?.secret;
  return (
    <main id="page" className="page firm-page" tabIndex={-1}>
      <h1>{t('firm.webhooks')}</h1>
      <p>{t('webhooks.about')}</p>
      {(hooks.error ?? make.error) && <FirmProblem error={hooks.error ?? make.error} />}
      {secret && <Secret secret={secret} title={t('webhooks.secret')} onSeen={() => make.reset()} />}
      <form className="panel firm-form" onSubmit={submit}>
        <h2>{t('webhooks.new')}</h2>
        <TextField label={t('webhooks.url')} hint={t('webhooks.url_hint')} value={url} onChange={setUrl} mono required />
        <Button type="submit" look="primary" pending={make.isPending}>{t('webhooks.make')}</Button>
      </form>
      {hooks.data?.webhooks.length === 0 && <p className="hint empty">{t('webhooks.none')}</p>}
      {hooks.data?.webhooks.map((one) => <Hook key={one.id} hook={one} />)}
    </main>
  );
}

function Hook({ hook }: { hook: WebhookView }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [shown, setShown] = useState(false);
  const [sure, setSure] = useState(false);
  const act = useMutation({
    mutationFn: (what: string) => (what === 'remove' ? firmCall<WebhookView>('DELETE', `/webhooks/${hook.id}`) : firmCall<WebhookView>('POST', `/webhooks/${hook.id}/${what}`, what === 'secrets' ? { old_valid_s: 86_400 } : undefined)),
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'webhooks' || kind === 'deliveries' }),
  });
  const secret = act.data?.secrets?.find((one) => one.secret)?.secret;
  const [tone, picture] = looks[hook.state];
  const button = (what: string, word: 'pause' | 'resume' | 'challenge' | 'redrive' | 'secrets') => <Button size="small" pending={act.isPending} onPress={() => act.mutate(what)}>{t(`webhooks.${word}`)}</Button>;
  return (
    <section className="panel webhook" data-state={hook.state}>
      <h2><span className="mono url">{hook.url}</span> <Badge tone={tone} picture={picture}>{t(`webhook_state.${hook.state}`)}</Badge></h2>
      <p>{t(`webhook_means.${hook.state}`)}</p>
      {hook.error && <p className="hint" lang="en">{hook.error}</p>}
      {act.error && <FirmProblem error={act.error} />}
      {secret && <Secret secret={secret} title={t('webhooks.secret')} onSeen={() => act.reset()} />}
      <div className="acts">
        {hook.state === 'active' && button('pause', 'pause')}
        {hook.state === 'paused' && button('resume', 'resume')}
        {(hook.state === 'failed' || hook.state === 'pending') && button('challenge', 'challenge')}
        {button('secrets', 'secrets')}
        <Button size="small" expanded={shown} onPress={() => setShown(!shown)}>{t('webhooks.deliveries')}</Button>
        {sure ? <><Button size="small" look="danger" onPress={() => act.mutate('remove')}>{t('webhooks.remove_sure')}</Button><Button size="small" onPress={() => setSure(false)}>{t('lodge.keep')}</Button></> : <Button size="small" look="danger" onPress={() => setSure(true)}>{t('webhooks.remove')}</Button>}
      </div>
      {shown && <Deliveries id={hook.id} redrive={button('redrive', 'redrive')} />}
    </section>
  );
}

function Deliveries({ id, redrive }: { id: string; redrive: ReactNode }) {
  const { t } = useTexts();
  const clock = useClock();
  const { host } = usePost();
  const found = useQuery(deliveriesQuery(id));
  const all = found.data?.deliveries ?? [];
  return (
    <div className="scrolls" tabIndex={0} role="region" aria-label={t('webhooks.deliveries')}>
      {found.error && <FirmProblem error={found.error} />}
      {found.data && all.length === 0 && <p className="hint">{t('webhooks.no_deliveries')}</p>}
      {all.some((one) => one.state === 'dead') && <p className="acts">{t('webhooks.dead')} {redrive}</p>}
      {all.length > 0 && (
        <table className="list lodged-table">
          <thead><tr><th scope="col">{t('lodged.number')}</th><th scope="col">{t('lodged.standing')}</th><th scope="col">{t('webhooks.attempts')}</th><th scope="col">{t('webhooks.last')}</th><th scope="col">{t('webhooks.answer')}</th><th scope="col">{t('webhooks.about_what')}</th></tr></thead>
          <tbody>
            {all.map((one) => {
              const [tone, picture] = deliveryLooks[one.state];
              return (
                <tr key={one.number}>
                  <td>{one.number}</td>
                  <td><Badge tone={tone} picture={picture}>{t(`delivery_state.${one.state}`)}</Badge></td>
                  <td>{one.attempts}{one.next_at && <span className="hint"> {t('webhooks.next', { time: `${host} ${clock.dayTime(one.next_at, host)}` })}</span>}</td>
                  <td>{one.last_tried && `${host} ${clock.dayTime(one.last_tried, host)}`}</td>
                  <td>{one.last_status > 0 && one.last_status} <span lang="en">{one.last_error}</span></td>
                  <td><a {...link(`/firm/lodgements/${one.movement}`)}><Icon name="arrow" /><span className="unseen">{t('notices.look')}</span></a></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}
