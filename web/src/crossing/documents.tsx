// Documents of a crossing: what is attached, to be downloaded, and a form to attach another.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';

import { Problem } from '../api/client';
import { attachDocument, keepDocument, mayAttach } from '../api/document_messages';
import { mintId } from '../api/ids';
import type { Card, DocumentView } from '../api/messages';
import { purpose } from '../api/purpose';
import { send } from '../api/queries';
import { Button } from '../frame/button';
import { ChoiceField, TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useClock, useMintInstant } from '../post/post';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { subjectLabel } from './describe';
import { HashText } from './hash_text';

const kinds = ['permit', 'invoice', 'transport', 'certificate', 'authority', 'identity', 'other'] as const;
const types: Record<string, string> = { pdf: 'application/pdf', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', xml: 'application/xml', txt: 'text/plain' };
const most_bytes = 16 * 1024 * 1024;
const longest_title = 200;

/// A download is a plain link, so what it is for goes with its address.
const address = (card: Card, hash: string) => `/api/v1/files/${hash}?crossing=${card.id}${purpose() ? `&purpose=${encodeURIComponent(purpose())}` : ''}`;
const typeOf = (file: File) => types[file.name.split('.').pop()?.toLowerCase() ?? ''];

export function Documents({ card }: { card: Card }) {
  const { t } = useTexts();
  const all = card.documents;
  const may = mayAttach(card);
  const [open, setOpen] = useState(false);
  if (all.length === 0 && !may) return null;
  return (
    <section className="panel" aria-labelledby="documents-title">
      <h2 id="documents-title"><Icon name="list" /> {t('documents.title')} <span className="count">{all.length}</span></h2>
      <ul className="things">{all.map((one) => <Attached key={one.id} card={card} one={one} />)}</ul>
      {may && (open ? <AttachForm card={card} done={() => setOpen(false)} /> : <Button size="small" onPress={() => setOpen(true)}><Icon name="plus" /> {t('documents.add')}</Button>)}
    </section>
  );
}

function Attached({ card, one }: { card: Card; one: DocumentView }) {
  const texts = useTexts();
  const { t, word } = texts;
  const clock = useClock();
  const number = useNumber();
  const title = one.title || one.personal_title;
  return (
    <li>
      <div className="thing-head"><strong>{word('document_kind', one.kind, one.kind)}</strong> {title}</div>
      <p>{subjectLabel(texts, card, one.subject)}</p>
      <p className="hint"><span className="state-tag">{one.state}</span> {one.officer} · {[card.exit_state, card.entry_state].map((state) => `${state} ${clock.dayTime(one.at, state)}`).join(' · ')}</p>
      {one.hash && <p><a href={address(card, one.hash)} download>{t('documents.download', { size: number(Math.max(1, Math.round(one.size_bytes / 1024))) })}</a> <HashText hash={one.hash} /></p>}
    </li>
  );
}

function AttachForm({ card, done }: { card: Card; done: () => void }) {
  const texts = useTexts();
  const { t, word } = texts;
  const client = useQueryClient();
  const mintAt = useMintInstant();
  const id = useId();
  const chosen = useRef<HTMLInputElement>(null);
  const intent = useRef<{ key: string; attachment: string } | null>(null); // one per document, so that a repeated press attaches it once
  const [subject, setSubject] = useState(card.subjects[0]?.id ?? '');
  const [kind, setKind] = useState<string>(kinds[0]);
  const [title, setTitle] = useState('');
  const [wrong, setWrong] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const anew = () => { intent.current = null; };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const file = chosen.current?.files?.[0];
    const type = file && typeOf(file);
    if (busy) return;
    setError(null);
    setWrong(!file || !type ? t('documents.no_file') : file.size > most_bytes ? t('documents.too_large') : '');
    if (!file || !type || file.size > most_bytes) return;
    setBusy(true);
    try {
      intent.current ??= { key: crypto.randomUUID(), attachment: mintId(mintAt()) };
      const kept = await keepDocument(await file.arrayBuffer(), type);
      await send({ crossing: card.id, command: attachDocument(intent.current.attachment, subject, kind, title.trim(), kept), key: intent.current.key });
      await client.invalidateQueries({ predicate: ({ queryKey: [what, of] }) => what === 'crossing' && of === card.id });
      done();
    } catch (cause) {
      if (cause instanceof Problem && cause.document.code?.startsWith('file.')) setWrong(word('problem', cause.document.code.replace('.', '_'), cause.message));
      else setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} onChange={anew}>
      <ChoiceField label={t('documents.subject')} value={subject} onChange={setSubject} choices={card.subjects.map((one) => ({ value: one.id, text: subjectLabel(texts, card, one.id) || word('kind', one.kind) }))} required autoFocus />
      <ChoiceField label={t('documents.kind')} value={kind} onChange={setKind} choices={kinds.map((one) => ({ value: one, text: word('document_kind', one) }))} required />
      <TextField label={t('documents.name')} value={title} onChange={(text) => setTitle(text.slice(0, longest_title))} required />
      <div className="field">
        <label htmlFor={id}>{t('documents.file')}</label>
        <input ref={chosen} id={id} type="file" required accept={Object.keys(types).map((one) => `.${one}`).join(',')} aria-describedby={`${id}-hint`} />
        <p className="hint" id={`${id}-hint`}>{t('documents.hint')}</p>
      </div>
      {wrong && <p className="note bad" role="alert">{wrong}</p>}
      {error !== null && <ProblemNote error={error} />}
      <Button type="submit" look="primary" pending={busy}>{busy ? t('documents.sending') : t('documents.send')}</Button> <Button look="quiet" onPress={done}>{t('documents.cancel')}</Button>
    </form>
  );
}
