// On the card of a crossing: what was lodged before arrival, the own agency's channel and reasons first.
import '../styles/lodging.css';
import { useQuery } from '@tanstack/react-query';

import type { LodgementView } from '../api/lodging_messages';
import { lodgedForQuery } from '../api/lodging_queries';
import { Icon } from '../frame/icon';
import { ChannelBadge, ChannelList, inOrder } from '../lodging/channel';
import { CertificateList, GoodsTable } from '../lodging/declared';
import { useNames } from '../post/post';
import { link } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';

export default function LodgedPanel({ crossing }: { crossing: string }) {
  const { t, language } = useTexts();
  const found = useQuery(lodgedForQuery(crossing, language));
  const all = found.data?.lodgements ?? [];
  if (all.length === 0) return null;
  return (
    <section className="panel lodged-panel" aria-labelledby="lodged-title">
      <h2 id="lodged-title"><Icon name="list" /> {t('lodged.before_arrival')}</h2>
      {all.map((one) => <Lodged key={one.item.id} view={one} />)}
    </section>
  );
}

function Lodged({ view }: { view: LodgementView }) {
  const { t, word } = useTexts();
  const { officer } = useSession();
  const names = useNames();
  const own = view.channels.filter((one) => one.state === officer.state && one.agency === officer.agency);
  const others = inOrder(view.channels.filter((one) => !own.includes(one)));
  const lacking = view.certificates.filter((one) => one.met !== 'met');
  return (
    <article>
      <p><a className="mono" {...link(`/expected/${view.item.id}`)}>{view.item.reference}</a> <span className="hint">{word('lodged_kind', view.item.kind)} · {view.item.firm_name}{view.item.late && ` · ${t('lodged.late')}`}</span></p>
      <ChannelList channels={own} own={officer} officer />
      {lacking.length > 0 && <><h3>{t('lodged.lacking')}</h3><CertificateList certificates={lacking} items={view.declared.items} /></>}
      {others.length > 0 && <details><summary>{t('lodged.others')}</summary><ul className="channel-list">{others.map((one) => <li key={`${one.state} ${one.agency}`}><span className="state-tag">{one.state}</span> {names.agency(one.agency)} <ChannelBadge channel={one.channel} /></li>)}</ul></details>}
      {view.declared.items.length > 0 && <details><summary>{t('lodged.goods_title')} <span className="count">{view.declared.items.length}</span></summary><div className="scrolls" tabIndex={0} role="region" aria-label={t('lodged.goods_title')}><GoodsTable items={view.declared.items} short /></div></details>}
    </article>
  );
}
