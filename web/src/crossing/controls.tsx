// The controls of both states side by side, subject by subject.
import { Fragment, useState } from 'react';

import type { Card, ControlView, SubjectView } from '../api/messages';
import { maskedOf } from '../api/right_messages';
import { Icon, subjectPicture } from '../frame/icon';
import { ProvisionNote } from '../law/provision';
import { LocalTime, useClock, useNames } from '../post/post';
import { MaskedValue } from '../right/masked';
import { useTexts } from '../texts/texts';
import { ActButtons } from './acts';
import { FateBadge, StatusBadge } from './status';

interface Seat {
  state: string;
  agency: string;
}

const quiet = new Set(['not_required', 'waived']);
const closed = new Set(['passed', 'passed_with_remarks', 'refused']);

interface Row {
  control: string;
  agency: string;
  exit?: ControlView;
  entry?: ControlView;
}

function rowsOf(subject: SubjectView, all: boolean): Row[] {
  const rows: Row[] = [];
  for (const view of subject.controls) {
    let row = rows.find((one) => one.control === view.control);
    if (!row) rows.push((row = { control: view.control, agency: view.agency }));
    row[view.side] = view;
  }
  const shows = (view?: ControlView) => view && !quiet.has(view.status);
  return all ? rows : rows.filter((row) => shows(row.exit) || shows(row.entry));
}

const ordered = (subjects: SubjectView[]) => {
  const rank = (one: SubjectView) => (one.kind === 'vehicle' ? 0 : one.kind === 'person' ? 1 : 2);
  return [...subjects].sort((a, b) => rank(a) - rank(b) || (a.group ?? '').localeCompare(b.group ?? ''));
};

const many_persons = 6; // past it a person shows only where something is due here
const isDue = (subject: SubjectView, seat: Seat | null) => subject.controls.some((one) => seat !== null && one.state === seat.state && one.agency === seat.agency && one.enabled && (one.status === 'pending' || one.status === 'in_progress'));

export function Controls({ card, seat }: { card: Card; seat: Seat | null }) {
  const { t } = useTexts();
  const names = useNames();
  const [all, setAll] = useState(false);
  const crowd = card.subjects.filter((one) => one.kind === 'person').length > many_persons;
  const hidden = card.subjects.reduce((sum, one) => sum + rowsOf(one, true).length - rowsOf(one, false).length, 0);
  return (
    <div className="controls-wrap">
      <table className="controls">
        <caption className="unseen">{t('crossing.controls')}</caption>
        <colgroup>
          <col className="col-what" />
          <col className="col-side" />
          <col className="col-side" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('crossing.control')}</th>
            {([['exit', card.exit_state], ['entry', card.entry_state]] as const).map(([side, state]) => (
              <th scope="col" key={side} className={seat?.state === state ? 'own' : ''}>
                <span className="state-tag">{state}</span> {names.state(state)} <span className="side">{t(side === 'exit' ? 'crossing.exit' : 'crossing.entry')}</span>
                <LocalTime state={state} />
              </th>
            ))}
          </tr>
        </thead>
        {ordered(card.subjects).map((subject) => (
          <SubjectRows key={subject.id} card={card} subject={subject} rows={rowsOf(subject, all)} seat={seat} folds={crowd && subject.kind === 'person' && !isDue(subject, seat)} />
        ))}
      </table>
      {(hidden > 0 || all) && (
        <button type="button" className="more" onClick={() => setAll(!all)}>
          {all ? t('crossing.show_required') : t('crossing.show_all', { count: hidden })}
        </button>
      )}
    </div>
  );
}

function SubjectRows({ card, subject, rows, seat, folds }: { card: Card; subject: SubjectView; rows: Row[]; seat: Seat | null; folds: boolean }) {
  const names = useNames();
  const [open, setOpen] = useState(false);
  const shown = !folds || open ? rows : [];
  return (
    <tbody>
      <tr className="subject-row">
        <th scope="colgroup" colSpan={3}>
          <SubjectHead card={card} subject={subject} fold={folds ? { open, toggle: () => setOpen(!open) } : undefined} />
        </th>
      </tr>
      {shown.map((row) => (
        <tr key={row.control}>
          <th scope="row">
            <span className="control-name">{names.control(row.control)}</span>
            {names.agency(row.agency) !== names.control(row.control) && <span className="control-agency">{names.agency(row.agency)}</span>}
          </th>
          <ControlCell view={row.exit} subject={subject} seat={seat} />
          <ControlCell view={row.entry} subject={subject} seat={seat} />
        </tr>
      ))}
    </tbody>
  );
}

function SubjectHead({ card, subject, fold }: { card: Card; subject: SubjectView; fold?: { open: boolean; toggle: () => void } | undefined }) {
  const masked = maskedOf(card).find((one) => one.place === `/subjects/${card.subjects.indexOf(subject)}/label`);
  const { t, word } = useTexts();
  const names = useNames();
  const details = [
    subject.part && word('part', subject.part),
    subject.nationality,
    subject.document,
    subject.goods,
    subject.commodity && t('crossing.commodity', { code: subject.commodity }),
    subject.items > 0 && t('crossing.items', { count: subject.items }),
    subject.split_from && t('crossing.split_from', { label: card.subjects.find((one) => one.id === subject.split_from)?.label ?? '' }),
    subject.moved.length > 0 && t('crossing.moved', { lines: subject.moved.join(', ') }),
  ].filter(Boolean);
  return (
    <div className="subject-head">
      <Icon name={subjectPicture(subject.kind)} size={18} />
      <div className="subject-name">
        <strong>{masked ? <MaskedValue masked={masked} /> : subject.readable ? subject.label || names.trafficClass(card.traffic_class) : t('crossing.withheld')}</strong>
        <span className="subject-details">
          {details.map((detail, index) => <Fragment key={index}>{index > 0 && ' · '}{detail}</Fragment>)}
        </span>
      </div>
      {subject.group && <span className="fact group">{t('crossing.group', { group: subject.group.replaceAll('_', ' ') })}</span>}
      {subject.apart && <span className="fact apart">{t('crossing.apart')}</span>}
      {subject.facts.map((fact) => <span key={fact} className="fact">{names.fact(fact)}</span>)}
      <FateBadge fate={subject.fate} />
      {fold && <button type="button" className="fold" aria-expanded={fold.open} aria-label={`${fold.open ? t('crossing.unfold') : t('crossing.fold')}: ${subject.label}`} onClick={fold.toggle}>{fold.open ? '−' : '+'}</button>}
      <ActButtons
        of={(command) =>
          ((command.type === 'ReleaseSubject' || command.type === 'ReadmitSubject') && command.subject === subject.id) ||
          (command.type === 'OrderInspection' && command.consignment === subject.id)
        }
      />
    </div>
  );
}

function ControlCell({ view, subject, seat }: { view?: ControlView; subject: SubjectView; seat: Seat | null }) {
  const { t, word } = useTexts();
  const clock = useClock();
  if (!view) return <td className="none"><span aria-hidden="true">—</span></td>;
  const own = seat !== null && view.state === seat.state && view.agency === seat.agency;
  const due = view.enabled && (view.status === 'pending' || view.status === 'in_progress');
  return (
    <td data-state={view.state} className={`${own ? 'own' : ''}${own && due ? ' turn' : ''}${quiet.has(view.status) ? ' quiet' : ''}`}>
      <div className="cell">
        <StatusBadge status={view.status} later={!view.enabled} />
        {view.officer && <span className="by"><Icon name="person" size={12} /> {view.officer}</span>}
        {view.at && <time>{clock.time(view.at, view.state)}</time>}
        <ProvisionNote provision={view.provision} short />
        {own && <ActButtons of={(command) => (command.type === 'BeginControl' || command.type === 'CloseControl') && command.control === view.control && command.subject === subject.id} />}
      </div>
      {closed.has(view.status) && view.side === 'entry' && !view.effective && <p className="cell-note">{t('crossing.provisional')}</p>}
      {view.found.length > 0 && (
        <dl className="cell-found">
          {view.found.map((one) => {
            const field = view.fields.find((known) => known.code === one.field);
            return <div key={one.field}><dt>{word('result', one.field, field?.title)}</dt> <dd>{one.value.replaceAll(',', ' · ')}{field?.unit && ` ${word('unit', field.unit)}`}</dd></div>;
          })}
        </dl>
      )}
      {view.effect === 'joint' && !closed.has(view.status) && <p className="cell-note">{t('crossing.joint_control')}</p>}
    </td>
  );
}
