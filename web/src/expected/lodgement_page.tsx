// One lodgement as officers see it: channels with their reasons first, then goods, papers and versions.
import '../styles/work.css';
import '../styles/lodging.css';
import { useQuery } from '@tanstack/react-query';

import type { LodgementView } from '../api/lodging_messages';
import { findingsQuery, lodgementQuery } from '../api/lodging_queries';
import { maskedOf } from '../api/right_messages';
import { Badge, Plate } from '../crossing/status';
import { LateBadge, StandingBadge } from '../firm/standing';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { ChannelList } from '../lodging/channel';
import { CertificateList, Estimate, GoodsTable, PaperList } from '../lodging/declared';
import { FindingList } from '../lodging/findings';
import { useKilograms } from '../lodging/measures';
import { VersionTable } from '../lodging/versions';
import { useClock, useNames } from '../post/post';
import { MaskedBar } from '../right/masked';
import { link } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';

export default function LodgementPage({ id }: { id: string }) {
  const { t, language } = useTexts();
  const found = useQuery(lodgementQuery(id, language));
  return (
    <main id="page" className="page lodgement" tabIndex={-1}>
      <p><a {...link('/expected')}><Icon name="back" /> {t('expected.title')}</a></p>
      {found.error && <ProblemNote error={found.error} />}
      {found.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {found.data && <Lodgement view={found.data} />}
    </main>
  );
}

function Lodgement({ view }: { view: LodgementView }) {
  const { t, word, language } = useTexts();
  const { officer } = useSession();
  const names = useNames();
  const clock = useClock();
  const kg = useKilograms();
  const { item, declared } = view;
  const newest = view.versions.at(-1)?.number ?? 1;
  const masked = maskedOf(view);
  // Findings quote the message: who may not see that is not told them, and need not ask.
  const findings = useQuery({ ...findingsQuery(item.id, newest, language), enabled: !masked.some((one) => one.field.startsWith('lodgement.')) });
  const both = (at: string) => [item.exit_state, item.entry_state].map((state) => `${state} ${clock.dayTime(at, state)}`).join(' · ');
  return (
    <>
      <header className="panel lodgement-head">
        <div className="line-head"><Plate text={item.plate || t('lodged.no_plate')} large /><span className="mono reference">{item.reference}</span><StandingBadge standing={item.standing} /><LateBadge late={item.late} />{declared.transit && <Badge tone="info" picture="swap">{t('lodged.transit')}</Badge>}</div>
        <dl className="facts">
          <dt>{t('lodged.kind')}</dt><dd>{word('lodged_kind', item.kind)} · {word('lodged_format', item.format)}</dd>
          <dt>{t('crossings.direction')}</dt><dd>{names.state(item.exit_state)} → {names.state(item.entry_state)}</dd>
          <dt>{t('expected.firm')}</dt><dd>{item.firm_name}</dd>
          <dt>{t('lodged.expected')}</dt><dd>{item.expected ? both(item.expected) : t('lodged.not_stated')}</dd>
          <dt>{t('lodged.last_change')}</dt><dd>{both(item.updated)}</dd>
          {declared.plates.length > 1 && <><dt>{t('lodged.plates')}</dt><dd className="mono">{declared.plates.join(' · ')}</dd></>}
          {declared.gross_g > 0 && <><dt>{t('lodged.gross')}</dt><dd>{kg(declared.gross_g)}</dd></>}
          {declared.containers.length > 0 && <><dt>{t('lodged.containers')}</dt><dd className="mono">{declared.containers.join(' · ')}</dd></>}
          {declared.persons > 0 && <><dt>{t('lodged.persons')}</dt><dd>{declared.persons}</dd></>}
          {item.crossing && <><dt>{t('lodged.at_the_post')}</dt><dd><a {...link(`/crossings/${item.crossing}`)}>{t('expected.to_crossing')}</a></dd></>}
        </dl>
      </header>
      <MaskedBar masked={masked} />
      {findings.error && <ProblemNote error={findings.error} />}
      <section className="panel"><h2><Icon name="search" /> {t('lodged.channels')}</h2><ChannelList channels={view.channels} own={officer} officer /></section>
      <Certificates view={view} />
      <section className="panel scrolls" tabIndex={0} aria-label={t('lodged.goods_title')}><h2><Icon name="box" /> {t('lodged.goods_title')} <span className="count">{declared.items.length}</span></h2><GoodsTable items={declared.items} /></section>
      <section className="panel"><h2><Icon name="list" /> {t('lodged.papers_title')}</h2><PaperList papers={declared.papers} /></section>
      {findings.data && <section className="panel"><h2>{t('findings.title', { number: newest })}</h2>{findings.data.findings.length + findings.data.not_taken_over_count > 0 ? <FindingList reading={findings.data} officer /> : <p>{t('findings.none')}</p>}</section>}
      {view.estimate && <Estimate view={view.estimate} />}
      <section className="panel scrolls" tabIndex={0} aria-label={t('lodged.versions')}><h2>{t('lodged.versions')}</h2><VersionTable view={view} /></section>
    </>
  );
}

/// Those of all agencies, met or not, each named once.
function Certificates({ view }: { view: LodgementView }) {
  const { t } = useTexts();
  const all = view.channels.flatMap((one) => one.certificates);
  if (all.length === 0) return null;
  return <section className="panel"><h2>{t('lodged.certificates')}</h2><CertificateList certificates={all} items={view.declared.items} /></section>;
}
