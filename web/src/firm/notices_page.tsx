// What the firm was told, newest first.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { NotificationView } from '../api/lodging_messages';
import { firmCall, noticesQuery } from '../api/lodging_queries';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { ChannelBadge, inOrder } from '../lodging/channel';
import { useClock, useNames, usePost } from '../post/post';
import { link } from '../route';
import { useTexts } from '../texts/texts';
import type { ChannelMark } from '../api/lodging_messages';
import { FirmProblem } from './problem';

/// As docs of the server have a notification's body.
interface Body {
  reference?: string;
  state?: string;
  agency?: string;
  reason?: string;
  evidence?: string;
  channels?: ChannelMark[];
}

export default function NoticesPage() {
  const { t } = useTexts();
  const client = useQueryClient();
  const box = useQuery(noticesQuery);
  const read = useMutation({
    mutationFn: (up_to: number) => firmCall('POST', '/notifications/acknowledgement', { up_to }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notices'] }),
  });
  const { last = 0, acknowledged = 0, notifications = [], kept_days = 30 } = box.data ?? {};
  return (
    <main id="page" className="page firm-page" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('firm.notices')}</h1>
        <span className="grow" />
        {last > acknowledged && <Button look="primary" pending={read.isPending} onPress={() => read.mutate(last)}><Icon name="check" /> {t('notices.acknowledge')}</Button>}
      </div>
      <p className="hint">{t('notices.about', { days: kept_days })}</p>
      {(box.error ?? read.error) && <FirmProblem error={box.error ?? read.error} />}
      {box.data && notifications.length === 0 && <p className="hint empty">{t('notices.none')}</p>}
      <ul className="notices">{[...notifications].reverse().map((one) => <Line key={one.number} notice={one} fresh={one.number > acknowledged} />)}</ul>
    </main>
  );
}

function Line({ notice, fresh }: { notice: NotificationView; fresh: boolean }) {
  const { t, word } = useTexts();
  const names = useNames();
  const post = usePost();
  const clock = useClock();
  const body = notice.body as Body;
  const closer = inOrder(body.channels ?? []).filter((one) => one.channel !== 'green');
  return (
    <li className={fresh ? 'fresh' : ''} data-kind={notice.kind}>
      <p>
        {fresh && <span className="badge info">{t('notices.new')}</span>} <strong>{word('notice_kind', notice.kind)}</strong>{' '}
        <a className="mono" {...link(`/firm/lodgements/${notice.movement}`)}>{body.reference ?? t('notices.look')}</a>
      </p>
      {body.agency && <p>{body.state} {names.agency(body.agency)}{body.reason && `: ${word('reason', body.reason)}`}</p>}
      {body.evidence && <p>{t('lodged.lifts', { evidence: body.evidence })}</p>}
      {body.channels && body.channels.length > closer.length && <p>{t(closer.length > 0 ? 'notices.others_green' : 'notices.all_green')}</p>}
      {closer.length > 0 && <p className="marks">{closer.map((one) => <span key={`${one.state} ${one.agency}`}><span className="state-tag">{one.state}</span> {names.agency(one.agency)} <ChannelBadge channel={one.channel} short /></span>)}</p>}
      <p className="hint">{post.states.map(({ code }) => `${code} ${clock.dayTime(notice.at, code)}`).join(' · ')} · {t('notices.number', { number: notice.number })}</p>
    </li>
  );
}
