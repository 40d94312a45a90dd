// One lodgement of the firm: what lacks, what the post says, its versions; amend or cancel.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { Problem } from '../api/client';
import type { LodgementView } from '../api/lodging_messages';
import { cancelLodgement, ownFindingsQuery, ownLodgementQuery } from '../api/lodging_queries';
import { Plate } from '../crossing/status';
import { Button } from '../frame/button';
import { Dialog } from '../frame/dialog';
import { TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ChannelList } from '../lodging/channel';
import { CertificateList, distinct, Estimate, GoodsTable, PaperList } from '../lodging/declared';
import { FindingList } from '../lodging/findings';
import { VersionTable } from '../lodging/versions';
import { useClock, useNames } from '../post/post';
import { link } from '../route';
import { useTexts } from '../texts/texts';
import { FirmProblem } from './problem';
import { LateBadge, NextStep, StandingBadge } from './standing';

export default function LodgementPage({ id }: { id: string }) {
  const { t, language } = useTexts();
  const found = useQuery(ownLodgementQuery(id, language));
  return (
    <main id="page" className="page firm-page lodgement" tabIndex={-1}>
      <p><a {...link('/firm')}><Icon name="back" /> {t('firm.lodgements')}</a></p>
      {found.error && <FirmProblem error={found.error} />}
      {found.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {found.data && <Lodgement view={found.data} />}
    </main>
  );
}

function Lodgement({ view }: { view: LodgementView }) {
  const { t, language } = useTexts();
  const [cancelling, setCancelling] = useState(false);
  const { item } = view;
  const newest = view.versions.at(-1)?.number ?? 1;
  const findings = useQuery(ownFindingsQuery(item.id, newest, language));
  const lacking = distinct(view.certificates.filter((one) => one.met !== 'met'));
  const open = item.standing === 'waiting';
  return (
    <>
      <Head view={view} lacking={lacking.length} />
      {open && (
        <div className="acts">
          <a className="button primary" {...link(`/firm/lodge?amend=${item.id}`)}><Icon name="pen" /> {t('lodge.amend')}</a>
          <a className="button plain" {...link(`/firm/upload?amend=${item.id}`)}><Icon name="copy" /> {t('upload.amend')}</a>
          <Button look="danger" onPress={() => setCancelling(true)}>{t('lodge.cancel')}</Button>
        </div>
      )}
      {cancelling && <Cancelling view={view} onClose={() => setCancelling(false)} />}
      {view.at_the_post && <AtThePost view={view} />}
      {item.standing === 'arrived' && !view.at_the_post && <p className="note"><Icon name="lock" /> {t('lodged.confirmed_only')}</p>}
      {lacking.length > 0 && (
        <section className="panel lacking">
          <h2><Icon name="alarm" /> {t('lodged.lacking')}</h2>
          <CertificateList certificates={lacking} items={view.declared.items} />
        </section>
      )}
      <section className="panel">
        <h2>{t('lodged.channels')}</h2>
        {view.channels.length > 0 ? <><p className="hint">{t('lodged.channels_hint')}</p><ChannelList channels={view.channels} officer={false} /></> : <p>{t(open ? 'lodged.channels_later' : 'lodged.channels_none')}</p>}
      </section>
      <section className="panel scrolls" tabIndex={0} aria-label={t('lodged.goods_title')}>
        <h2><Icon name="box" /> {t('lodged.goods_title')} <span className="count">{view.declared.items.length}</span></h2>
        <GoodsTable items={view.declared.items} />
      </section>
      <section className="panel"><h2><Icon name="list" /> {t('lodged.papers_title')}</h2><PaperList papers={view.declared.papers} /></section>
      {view.estimate && <Estimate view={view.estimate} />}
      {findings.data && (findings.data.errors + findings.data.warnings > 0 || findings.data.not_taken_over_count > 0) && <section className="panel"><h2>{t('findings.title', { number: newest })}</h2><FindingList reading={findings.data} /></section>}
      <section className="panel scrolls" tabIndex={0} aria-label={t('lodged.versions')}><h2>{t('lodged.versions')}</h2><VersionTable view={view} firm /></section>
    </>
  );
}

function Head({ view, lacking }: { view: LodgementView; lacking: number }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const { item } = view;
  const both = (at: string) => [item.entry_state, item.exit_state].map((state) => `${state} ${clock.dayTime(at, state)}`).join(' · ');
  return (
    <header className="panel lodgement-head">
      <div className="line-head"><Plate text={item.plate || t('lodged.no_plate')} large /><StandingBadge standing={item.standing} /><LateBadge late={item.late} /></div>
      <p className="read-out"><span className="hint">{t('lodged.reference')}</span> <strong className="mono">{item.reference}</strong></p>
      <p className="next-step"><Icon name="arrow" /> <NextStep item={item} lacking={lacking} /></p>
      <dl className="facts">
        <dt>{t('lodged.kind')}</dt><dd>{word('lodged_kind', item.kind)}</dd>
        <dt>{t('crossings.direction')}</dt><dd>{names.state(item.exit_state)} → {names.state(item.entry_state)}</dd>
        <dt>{t('lodged.expected')}</dt><dd>{item.expected ? both(item.expected) : t('lodged.not_stated')}</dd>
        {view.deadline && <><dt>{t('lodged.deadline')}</dt><dd>{both(view.deadline)}{item.late && ` · ${t('lodged.was_late')}`}</dd></>}
        <dt>{t('lodged.last_change')}</dt><dd>{both(item.updated)}</dd>
        {view.declared.plates.length > 1 && <><dt>{t('lodged.plates')}</dt><dd className="mono">{view.declared.plates.join(' · ')}</dd></>}
      </dl>
    </header>
  );
}

function AtThePost({ view }: { view: LodgementView }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const there = view.at_the_post!;
  const { entry_state } = view.item;
  const at = (time: string) => `${entry_state} ${clock.dayTime(time, entry_state)}`;
  return (
    <section className="panel at-the-post">
      <h2><Icon name="post" /> {t('lodged.at_the_post')}</h2>
      <ul className="plain-list">
        <li><Icon name="check" /> {t('lodged.arrived_at', { time: at(there.arrived) })}</li>
        {!there.ended && <li><Icon name="play" /> {t('lodged.phase_now', { phase: word('phase', there.phase) })}</li>}
        {there.released && <li><Icon name="check" /> {t('lodged.released_at', { time: at(there.released) })}</li>}
        {there.ended && <li><Icon name="check" /> {t('lodged.departed_at', { time: at(there.ended) })}</li>}
      </ul>
      {there.holds.map((hold, index) => (
        <div key={index} className="note warn"><Icon name="pause" />
          <div>
            <p><strong>{t('lodged.held', { agency: `${names.agency(hold.agency)} (${hold.state})`, reason: word('reason', hold.reason), time: at(hold.since) })}</strong></p>
            <p>{hold.evidence ? t('lodged.lifts', { evidence: hold.evidence }) : t('lodged.lifts_ask')}</p>
          </div>
        </div>
      ))}
    </section>
  );
}

function Cancelling({ view, onClose }: { view: LodgementView; onClose: () => void }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const { id, version, reference } = view.item;
  const [seen] = useState(version); // as it was when this dialog opened
  const going = useMutation({
    mutationFn: () => cancelLodgement(id, seen, reason.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => String(kind).startsWith('own_lodgement') });
      onClose();
    },
    onError: (error) => { if (error instanceof Problem && error.status === 409) void client.invalidateQueries({ queryKey: ['own_lodgement', id] }); },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    going.mutate();
  };
  return (
    <Dialog title={t('lodge.cancel_title', { reference })} onClose={onClose}>
      <form className="command-form" onSubmit={submit}>
        <p>{t('lodge.cancel_hint')}</p>
        {going.error && <FirmProblem error={going.error} />}
        <TextField label={t('lodge.cancel_reason')} value={reason} onChange={setReason} long autoFocus required />
        <div className="dialog-foot"><Button type="submit" look="danger" pending={going.isPending}>{t('lodge.cancel')}</Button><Button onPress={onClose}>{t('lodge.keep')}</Button></div>
      </form>
    </Dialog>
  );
}
