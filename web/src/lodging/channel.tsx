// A channel as colour, word and picture together: none of the three has to be seen.
import type { Channel, ChannelView } from '../api/lodging_messages';
import { Icon, type Picture } from '../frame/icon';
import { useNames } from '../post/post';
import { useTexts } from '../texts/texts';

const pictures: Record<Channel, Picture> = { green: 'check', yellow: 'list', orange: 'camera', red: 'search' };
export const channels = ['red', 'orange', 'yellow', 'green'] as const;

export function ChannelBadge({ channel, short }: { channel: Channel; short?: boolean }) {
  const { t } = useTexts();
  return <span className={`badge channel ${channel}`}><Icon name={pictures[channel]} size={13} /> {t(`channel.${channel}`)}{!short && `: ${t(`channel_does.${channel}`)}`}</span>;
}

/// The own agency first, then the closest look first.
export function inOrder<T extends { state: string; agency: string; channel: Channel }>(all: T[], own?: { state: string; agency: string }): T[] {
  const rank = (one: T) => (own && one.state === own.state && one.agency === own.agency ? -1 : channels.indexOf(one.channel));
  return [...all].sort((a, b) => rank(a) - rank(b));
}

/// What each agency will look at, and why. Officers read the rule, its version and what it rested on; a firm what to do.
export function ChannelList({ channels: all, own, officer }: { channels: ChannelView[]; own?: { state: string; agency: string }; officer: boolean }) {
  const { t } = useTexts();
  const names = useNames();
  return (
    <ul className="channel-list">
      {inOrder(all, own).map((one) => {
        const is_own = own?.state === one.state && own.agency === one.agency;
        return (
          <li key={`${one.state} ${one.agency}`} className={is_own ? 'own' : ''}>
            <p className="channel-head">
              <span className="state-tag">{one.state}</span> <strong>{names.agency(one.agency)}</strong> <ChannelBadge channel={one.channel} />
              {is_own && <span className="hint">{t('lodged.own_agency')}</span>}
            </p>
            {officer && <p className="hint"><DecidedBy view={one} /></p>}
            {one.reasons.length > 0 && <ul className="reasons">{one.reasons.map((reason) => <Reason key={reason.rule} reason={reason} officer={officer} />)}</ul>}
          </li>
        );
      })}
    </ul>
  );
}

function DecidedBy({ view }: { view: ChannelView }) {
  const { t } = useTexts();
  const what = view.rule === 'random' ? t('lodged.by_chance') : view.rule === 'otherwise' ? t('lodged.by_none') : t('lodged.by_rule', { rule: view.rule });
  return <>{what}{view.random && view.rule !== 'random' && ` · ${t('lodged.by_chance')}`} · {t('lodged.rules_version', { version: view.version })}</>;
}

function Reason({ reason, officer }: { reason: ChannelView['reasons'][number]; officer: boolean }) {
  const { t } = useTexts();
  return (
    <li>
      {officer && <p>{reason.why} <ChannelBadge channel={reason.channel} short /></p>}
      {!officer && reason.todo && <p>{reason.todo}</p>}
      {officer && (
        <p className="hint">
          <span className="mono">{reason.rule}</span>
          {reason.items.length > 0 && <> · {t('lodged.lines', { lines: reason.items.join(', ') })}</>}
          {reason.facts.length > 0 && <> · <span className="mono" lang="en">{reason.facts.join('; ')}</span></>}
          {reason.provision && <> · <span lang="en">{reason.provision}</span></>}
        </p>
      )}
    </li>
  );
}
