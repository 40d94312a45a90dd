// Crossing: what both states did, on one axis of time, each entry with who, by which provision, and its hash.
import '../styles/work.css';

import { useQuery } from '@tanstack/react-query';
import { Fragment, lazy, Suspense, useState } from 'react';

import type { Card, EntryView, Timeline } from '../api/messages';
import { cardQuery, timelineQuery } from '../api/queries';
import { maskedOf, type MaskedPlace } from '../api/right_messages';
import { CardHead } from '../desk/card_head';
import { Button } from '../frame/button';
import { Quiet } from '../frame/failure';
import { Icon } from '../frame/icon';
import { ProvisionNote } from '../law/provision';
import { ProblemNote } from '../law/refusal';
import { useAge, useClock, useNames } from '../post/post';
import { PhotoStrip } from '../inspection/photo_strip';
import { Accesses, MaskedBar, MaskedValue } from '../right/masked';
import { link } from '../route';
import { lodgingTexts, useTexts } from '../texts/texts';
import Corrections from './corrections';
import { subjectLabel } from './describe';
import { Documents } from './documents';
import { HashText } from './hash_text';
import { isEmpty, Value } from './value';
import { Badge } from './status';

const Explanation = lazy(() => import('./explanation'));
const LodgedPanel = lazy(async () => (await Promise.all([import('../expected/lodged_panel'), lodgingTexts()]))[0]);

const most_rows = 4; // that one card may reach down
const worth_saying_ms = 5 * 60_000; // a gap on the axis shorter than this is not named

export default function CrossingPage({ id }: { id: string }) {
  const { t } = useTexts();
  const card = useQuery(cardQuery(id));
  const timeline = useQuery(timelineQuery(id));
  const [technical, setTechnical] = useState(false);
  const [why, setWhy] = useState(false);
  const error = card.error ?? timeline.error;
  if (error) return <main id="page" className="page"><ProblemNote error={error} /></main>;
  if (!card.data || !timeline.data) return <main id="page" className="page"><p className="waiting" role="status">{t('frame.loading')}</p></main>;
  return (
    <main id="page" className="page crossing" tabIndex={-1}>
      <CardHead card={card.data} />
      <div className="page-tools">
        <h2>{why ? t('explain.title') : <>{t('timeline.title')} <span className="count">{timeline.data.entries.length}</span></>}</h2>
        <span className="grow" />
        <Button size="small" onPress={() => setWhy(!why)}><Icon name="law" /> {why ? t('timeline.axis') : t('explain.title')}</Button>
        {!why && <label className="tick">
          <input type="checkbox" checked={technical} onChange={(event) => setTechnical(event.target.checked)} />
          <span>{t('timeline.technical')}</span>
        </label>}
        {card.data.end === 'none' && <a className="button plain" {...link(`/desk?crossing=${id}`)}><Icon name="desk" /> {t('timeline.to_desk')}</a>}
      </div>
      <MaskedBar masked={[...maskedOf(card.data), ...maskedOf(timeline.data)]} />
      <Accesses crossing={id} state={card.data.exit_state} />
      <PhotoStrip card={card.data} />
      <Documents card={card.data} />
      {card.data.corrections.length > 0 && <Corrections card={card.data} />}
      <Quiet><Suspense><LodgedPanel crossing={id} /></Suspense></Quiet>
      {why ? <Suspense fallback={<p className="waiting" role="status">{t('frame.loading')}</p>}><Explanation card={card.data} /></Suspense> : <Axis card={card.data} entries={timeline.data.entries} technical={technical} places={placesOf(timeline.data)} />}
    </main>
  );
}

/// By entry and name of the field.
function placesOf(timeline: Timeline): Map<string, MaskedPlace> {
  const places = new Map<string, MaskedPlace>();
  for (const one of maskedOf(timeline)) {
    const [, entry, field] = /^\/entries\/(\d+)\/fields\/(\d+)\//.exec(one.place) ?? [];
    const at = entry === undefined ? undefined : timeline.entries[Number(entry)];
    const named = at && field !== undefined ? at.fields[Number(field)] : undefined;
    if (at && named) places.set(`${at.seq} ${named.name}`, one);
  }
  return places;
}

interface Row {
  row: number;
  end: number;
  day?: string;
  gap?: number;
  entry?: EntryView;
}

/// One row of the axis per entry. A card reaches down beside later entries of the other state, until its own state's next.
function rowsOf(entries: EntryView[], dayOf: (entry: EntryView) => string): Row[] {
  const rows: Row[] = [];
  const add = (one: Omit<Row, 'row' | 'end'>) => rows.push({ row: rows.length + 1, end: rows.length + 2, ...one });
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    const gap = before ? Date.parse(entry.at) - Date.parse(before.at) : 0;
    if (!before || dayOf(before) !== dayOf(entry)) add({ day: dayOf(entry) });
    if (gap >= worth_saying_ms) add({ gap });
    add({ entry });
  });
  for (const one of rows) {
    if (!one.entry) continue;
    const stop = rows.find((later) => later.row > one.row && later.entry?.state === one.entry?.state)?.row ?? rows.length + 2;
    const wall = rows.find((later) => later.row > one.row && !later.entry)?.row ?? stop;
    one.end = Math.min(one.row + most_rows, stop, wall);
  }
  return rows;
}

function Axis({ card, entries, technical, places }: { card: Card; entries: EntryView[]; technical: boolean; places: Map<string, MaskedPlace> }) {
  const { t } = useTexts();
  const names = useNames();
  const clock = useClock();
  const age = useAge();
  const sides = [card.exit_state, card.entry_state];
  const rows = rowsOf(entries, (entry) => clock.day(entry.at, card.exit_state));
  return (
    <section className="timeline" aria-label={t('timeline.title')}>
      <div className="axis-head">
        {sides.map((state, index) => (
          <h3 key={state} className={index === 0 ? 'left' : 'right'}>
            <span className="state-tag">{state}</span> {names.state(state)} <span className="side">{index === 0 ? t('crossing.exit') : t('crossing.entry')}</span>
          </h3>
        ))}
      </div>
      <ol>
        {rows.map(({ row, end, day, gap, entry }) => {
          if (day) return <li key={row} className="axis-day" style={{ gridRow: row }}><span>{day}</span></li>;
          if (gap) return <li key={row} className="axis-gap" style={{ gridRow: row }}><span>{age(gap)}</span></li>;
          if (!entry) return null;
          return (
            <li key={row} className={entry.state === card.entry_state ? 'entry right' : 'entry left'}>
              <div className="axis-time" style={{ gridRow: row }}>
                {sides.map((state) => <time key={state} className={state === entry.state ? 'own' : ''} dateTime={entry.at}>{clock.exact(entry.at, state)}</time>)}
              </div>
              <Entry card={card} entry={entry} technical={technical} place={`${row} / ${end}`} places={places} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Entry({ card, entry, technical, place, places }: { card: Card; entry: EntryView; technical: boolean; place: string; places: Map<string, MaskedPlace> }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  return (
    <article className="entry-card" style={{ gridRow: place }}>
      <header>
        <strong>{word('event', entry.type)}</strong>
        {entry.signature && (
          <Badge tone={entry.signature_valid ? 'good' : 'bad'} picture={entry.signature_valid ? 'pen' : 'cross'}>
            {entry.signature_valid ? t('timeline.signature_valid') : t('timeline.signature_invalid')}
          </Badge>
        )}
      </header>
      <p className="entry-about">{aboutOf(card, entry, texts, names)}</p>
      <p className="entry-by">
        <Icon name="person" size={13} /> {entry.officer} · <span className="state-tag">{entry.state}</span> {names.agency(entry.agency)} · {word('role', entry.role)}{entry.desk && ` · ${names.desk(entry.desk)}`}
      </p>
      <div className="entry-foot">
        <ProvisionNote provision={entry.provision} />
        <HashText hash={entry.hash} />
      </div>
      <Fields card={card} entry={entry} open={technical} places={places} />
      {technical && (
        <dl className="facts technical">
          <dt>{t('timeline.seq')}</dt><dd>{entry.seq} · v{entry.version}</dd>
          <dt>{t('timeline.previous')}</dt><dd><HashText hash={entry.previous} /></dd>
          <dt>{t('timeline.recorder')}</dt><dd className="mono">{entry.recorder}</dd>
          {entry.signature && <><dt>{t('timeline.signature')}</dt><dd><HashText hash={entry.signature} /></dd></>}
        </dl>
      )}
    </article>
  );
}

function aboutOf(card: Card, entry: EntryView, texts: ReturnType<typeof useTexts>, names: ReturnType<typeof useNames>): string {
  const value = (name: string) => entry.fields.find((one) => one.name === name && one.present)?.value ?? '';
  const parts = [
    value('control') && names.control(value('control')),
    value('outcome') && texts.word('outcome', value('outcome')),
    value('reason') && texts.word('reason', value('reason')),
    entry.subject ? subjectLabel(texts, card, entry.subject) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function Fields({ card, entry, open, places }: { card: Card; entry: EntryView; open: boolean; places: Map<string, MaskedPlace> }) {
  const masked = (name: string) => places.get(`${entry.seq} ${name}`);
  const { t, word } = useTexts();
  // "persons/0/name" is the name of the first person.
  const fieldName = (path: string) => path.split('/').map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : word('field', part))).join(' ');
  const fields = entry.fields.filter((field) => !field.present || !isEmpty(field.value));
  if (fields.length === 0) return null;
  const body = (
    <dl className="facts fields">
      {fields.map((field) => (
        <Fragment key={field.name}>
          <dt>
            {fieldName(field.name)}
            {field.visibility !== 'shared' && (
              <span className={`visibility ${field.visibility}`} title={word('visibility_hint', field.visibility)}>
                <Icon name={field.visibility === 'personal' ? 'person' : 'lock'} size={11} /> {word('visibility', field.visibility)}
              </span>
            )}
          </dt>
          <dd>{field.present ? <Value card={card} of={entry.type} name={field.name} text={field.value} /> : masked(field.name) ? <MaskedValue masked={masked(field.name)!} /> : <em className="gone"><Icon name="eye_off" size={13} /> {field.visibility === 'personal' ? t('timeline.erased') : t('timeline.withheld')}</em>}</dd>
        </Fragment>
      ))}
    </dl>
  );
  if (open) return body;
  return (
    <details className="entry-fields">
      <summary>{t('timeline.fields', { count: fields.length })}</summary>
      {body}
    </details>
  );
}
