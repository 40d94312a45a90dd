// Lodge by a form: fill in, have it checked, mend what is wrong where it is wrong, lodge.
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';

import { Problem } from '../api/client';
import type { LodgedFinding, ReadingView } from '../api/lodging_messages';
import { checkMessage, ownLodgementQuery } from '../api/lodging_queries';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { usePost } from '../post/post';
import { go, link, useAddress } from '../route';
import { useTexts } from '../texts/texts';
import { useKept } from './kept';
import { draftOf, emptyDraft, fieldOf, type LodgeDraft, messageOf } from './lodge_draft';
import { LodgeForm } from './lodge_form';
import { FirmProblem } from './problem';
import { type Sendable, useLodging } from './sending';
import { Waiting } from './waiting';

const media = 'application/vnd.onestop.lodgement.v1+json';

export default function LodgePage() {
  const { t, language } = useTexts();
  const { searchParams } = useAddress();
  const amends = searchParams.get('amend') ?? '';
  const known = useQuery(ownLodgementQuery(amends, language));
  const newest = known.data?.versions.at(-1)?.number;
  const original = useQuery({
    queryKey: ['own_original', amends, newest],
    queryFn: async () => {
      const answer = await fetch(`/api/v1/lodgements/${amends}/versions/${newest}/original`, { headers: { 'X-Onestop-Firm': '1' }, credentials: 'same-origin' }).catch(() => null);
      if (!answer) throw new Problem({ status: 0, title: 'no answer' });
      if (!answer.ok) throw new Problem({ status: answer.status, title: answer.statusText });
      return answer.text();
    },
    enabled: newest !== undefined,
    staleTime: Infinity,
  });
  const post = usePost();
  const start = useMemo(() => {
    const item = known.data?.item;
    if (!amends) return { draft: emptyDraft(post.host, post.states.find((one) => one.code !== post.host)?.code ?? ''), version: 0 };
    if (!item || original.data === undefined) return null;
    const offset = post.states.find((one) => one.code === item.entry_state)?.utc_offset_min ?? 0;
    return { draft: draftOf(original.data, { code: post.code, title: post.title, entry_offset_min: offset }, item.exit_state, item.entry_state), version: item.version };
    // The version is the one that was seen when the form opened: a later one must not be overwritten unseen.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [amends, original.data === undefined, post]);
  const error = known.error ?? original.error;
  return (
    <main id="page" className="page firm-page lodge-page" tabIndex={-1}>
      <h1>{amends ? t('lodge.amend_title', { reference: known.data?.item.reference ?? '' }) : t('lodge.title')}</h1>
      {error && <FirmProblem error={error} />}
      {amends && !start && !error && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {start && !start.draft && <p className="note warn"><Icon name="alarm" /> <span>{t('lodge.not_by_form')} <a {...link(`/firm/upload?amend=${amends}`)}>{t('lodge.to_upload')}</a></span></p>}
      {start?.draft && <Form key={amends} initial={start.draft} amends={amends ? { id: amends, version: start.version } : undefined} />}
    </main>
  );
}

function Form({ initial, amends }: { initial: LodgeDraft; amends?: { id: string; version: number } | undefined }) {
  const { t, language } = useTexts();
  const post = usePost();
  const draft = useKept<LodgeDraft>(amends ? `amend.${amends.id}` : 'draft', () => initial);
  const [reading, setReading] = useState<{ text: string; view: ReadingView } | null>(null);
  const [checking, setChecking] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const entry = post.states.find((one) => one.code !== draft.value.exit_state);
  const offset = entry?.utc_offset_min ?? 0;
  const made = useMemo(() => messageOf(draft.value, { code: post.code, title: post.title, entry_offset_min: offset }), [draft.value, offset, post]);
  const lodging = useLodging((answer) => {
    draft.discard(initial);
    go(`/firm/lodgements/${answer.id}`);
  });

  const placed = useMemo(() => {
    const at = new Map<string, LodgedFinding[]>();
    const loose: LodgedFinding[] = [];
    const roles = { 'consignor.name': 'consignor', 'consignee.name': 'consignee', 'carrier.name': 'carrier' };
    for (const one of reading?.view.findings ?? []) {
      const field = one.weight === 'not_checked' ? null : fieldOf(made.fields, one, roles);
      if (!field) loose.push(one);
      else at.set(field, [...(at.get(field) ?? []), one]);
    }
    return { at, loose };
  }, [reading, made]);

  const check = async (): Promise<ReadingView | null> => {
    setChecking(true);
    setFailed(null);
    try {
      const view = await checkMessage({ text: made.text, media, format: 'lodgement_json' }, language);
      setReading({ text: made.text, view });
      return view;
    } catch (error) {
      setFailed(error);
      return null;
    } finally {
      setChecking(false);
    }
  };
  const toFirst = () => requestAnimationFrame(() => (form.current?.querySelector<HTMLElement>('[aria-invalid=true]') ?? form.current?.querySelector<HTMLElement>('.doubtful input, .doubtful select'))?.focus());
  const sendable: Sendable = { message: { text: made.text, media, format: 'lodgement_json' }, language, exit_state: draft.value.exit_state, amends };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    lodging.reset();
    const seen = reading?.text === made.text; // its warnings were read
    const view = await check();
    if (view === null) {
      // Away: what was found sound before is sent as soon as the server is back; anything else waits for its check.
      if (seen && reading.view.errors === 0) void lodging.send(sendable);
      return;
    }
    if (view.errors > 0 || (view.warnings > 0 && !seen)) toFirst();
    else await lodging.send(sendable);
  };
  useEffect(() => {
    if (reading && reading.text === made.text) void check(); // in the language that was chosen now
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language]);
  const { errors = 0, warnings = 0 } = reading?.view ?? {};
  const fresh = reading?.text === made.text;
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="lodge-form">
      <p className="hint">{draft.was_kept ? t('lodge.draft_back') : t('lodge.draft_kept')}</p>
      <LodgeForm draft={draft.value} set={draft.set} findings={(name) => placed.at.get(name) ?? []} />
      <div className="verdict" role="status">
        {fresh && errors > 0 && <p className="note bad"><Icon name="cross" /> {t('lodge.has_errors', { count: errors })}</p>}
        {fresh && errors === 0 && warnings > 0 && <p className="note warn"><Icon name="alarm" /> {t('lodge.has_warnings', { count: warnings })}</p>}
        {fresh && errors === 0 && warnings === 0 && <p className="note good"><Icon name="check" /> {t('lodge.sound')}</p>}
      </div>
      {placed.loose.some((one) => one.weight !== 'not_checked') && (
        <div className="note warn"><Icon name="alarm" /><ul>{placed.loose.filter((one) => one.weight !== 'not_checked').map((one, index) => <li key={index}>{one.what} {one.right && t('findings.right', { right: one.right })}</li>)}</ul></div>
      )}
      {failed !== null && lodging.state === 'idle' && <FirmProblem error={failed} />}
      {lodging.problem !== null && <FirmProblem error={lodging.problem} />}
      <Waiting state={lodging.state} stop={lodging.stop} />
      <footer className="form-foot">
        <Button onPress={() => void check().then((view) => view && toFirst())} pending={checking}>{t('lodge.check')}</Button>
        <Button type="submit" look="primary" size="large" pending={checking || lodging.state !== 'idle'}>{amends ? t('lodge.amend') : t('lodge.lodge')}</Button>
        <span className="grow" />
        <Button look="quiet" onPress={() => { draft.discard(initial); setReading(null); }}>{t('lodge.clear')}</Button>
      </footer>
    </form>
  );
}

