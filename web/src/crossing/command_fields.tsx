// The fields of each act's form.
import { useQuery } from '@tanstack/react-query';

import { mintId } from '../api/ids';
import type { Card, Option } from '../api/messages';
import { crossingsQuery } from '../api/queries';
import { ChoiceField, OneOf, SomeOf, TextField } from '../frame/field';
import { useAge, useClock, useMintInstant, useNames, usePost } from '../post/post';
import { useTexts } from '../texts/texts';
import { Consignments, Persons } from './aboard_fields';
import { AnswerFields, RequestFields } from './corrections';
import { subjectLabel } from './describe';
import type { Filled } from './filling';
import { alarmKinds, hold_minutes, offenceKinds, parts, reasons, settlements } from './reasons';
import { Numbers, Results } from './result_fields';

interface Props {
  card: Card;
  option: Option;
  seat: { state: string; agency: string };
  filled: Filled;
  set: (change: Partial<Filled>) => void;
  now_ms: number;
}

export function CommandFields(props: Props) {
  const { option, filled, set } = props;
  const { t, word } = useTexts();
  const command = option.command;
  const outcomes = (['passed', 'passed_with_remarks'] as const).map((value) => ({ value, text: word('outcome', value) }));
  switch (command.type) {
    case 'CloseControl':
      return (
        <>
          <Results {...props} />
          <OneOf label={t('form.outcome')} value={filled.outcome} onChange={(outcome) => set({ outcome: outcome as Filled['outcome'] })} choices={outcomes} />
          <TextField label={t('form.remarks')} value={filled.remarks} onChange={(remarks) => set({ remarks, outcome: remarks ? 'passed_with_remarks' : filled.outcome })} long required={filled.outcome === 'passed_with_remarks'} hint={t('form.private_hint')} />
          <Establishes {...props} />
        </>
      );
    case 'PlaceHold':
      return (
        <>
          <Subject {...props} />
          <Reason {...props} list={reasons.PlaceHold} />
          <TextField label={t('form.evidence')} value={filled.evidence} onChange={(evidence) => set({ evidence })} required hint={t('form.evidence_hint')} />
          <Control {...props} open />
          <Expiry {...props} />
          <Note {...props} />
        </>
      );
    case 'RequestHold':
      return (
        <>
          <Subject {...props} />
          <Reason {...props} list={reasons.RequestHold} />
          <Note {...props} />
        </>
      );
    case 'AnswerRequest':
      return (
        <>
          <OneOf label={t('form.answer')} value={filled.granted ? 'granted' : 'declined'} onChange={(answer) => set({ granted: answer === 'granted' })} choices={['granted', 'declined'].map((value) => ({ value, text: word('answer', value) }))} />
          {filled.granted && <Expiry {...props} />}
        </>
      );
    case 'RefuseSubject':
      return (
        <>
          <p className="note bad">{t('form.refuse_warning')}</p>
          <Subject {...props} whole />
          <Control {...props} />
          <Reason {...props} list={reasons.RefuseSubject} />
          <Note {...props} />
        </>
      );
    case 'LiftHold':
      return <Note {...props} />;
    case 'OrderControl':
      return (
        <>
          <Fact {...props} />
          <Because {...props} />
        </>
      );
    case 'DeclineAttendance':
    case 'DetachSubject':
    case 'OrderReexamination':
    case 'DeclareAbandoned':
    case 'ResolveDivergence':
    case 'RequestReversal':
      return <Because {...props} />;
    case 'RegisterFurther':
      return <Further {...props} />;
    case 'SplitConsignment':
      return <Lines {...props} />;
    case 'RecordOffence':
      return (
        <>
          <ChoiceField label={t('form.offence')} value={filled.kind} onChange={(kind) => set({ kind })} required autoFocus choices={[blank, ...offenceKinds.map((value) => ({ value, text: word('offence', value) }))]} />
          <TextField label={t('form.article')} value={filled.article} onChange={(article) => set({ article })} required />
          <TextField label={t('form.account')} value={filled.account} onChange={(account) => set({ account })} long hint={t('form.private_hint')} />
        </>
      );
    case 'SettleOffence':
      return (
        <>
          <ChoiceField label={t('form.how')} value={filled.how} onChange={(how) => set({ how })} required autoFocus choices={[blank, ...settlements.map((value) => ({ value, text: word('settled_how', value) }))]} />
          <TextField label={t('form.reference')} value={filled.reference} onChange={(reference) => set({ reference })} mono />
        </>
      );
    case 'DepositGoods':
      return <TextField label={t('form.place')} value={filled.place} onChange={(place) => set({ place })} required autoFocus />;
    case 'TakeSample':
      return (
        <div className="pair">
          <TextField label={t('form.laboratory')} value={filled.laboratory} onChange={(laboratory) => set({ laboratory })} required autoFocus />
          <TextField label={t('form.seal')} value={filled.seal} onChange={(seal) => set({ seal })} mono />
        </div>
      );
    case 'ReportSample':
      return (
        <>
          <OneOf label={t('form.result')} value={filled.fit ? 'fit' : 'unfit'} onChange={(fit) => set({ fit: fit === 'fit' })} choices={[{ value: 'fit', text: t('form.is_fit') }, { value: 'unfit', text: t('form.is_unfit') }]} />
          <TextField label={t('form.findings')} value={filled.findings} onChange={(findings) => set({ findings })} long required />
        </>
      );
    case 'RecordWeighing':
      return (
        <>
          <div className="pair">
            <TextField label={t('form.certificate')} value={filled.certificate} onChange={(certificate) => set({ certificate })} required mono autoFocus />
            <TextField label={t('form.gross_kg')} value={filled.gross_kg} onChange={(gross_kg) => set({ gross_kg })} required kind="number" />
          </div>
          <Numbers label={t('form.axles_kg')} value={filled.axles_kg} onChange={(axles_kg) => set({ axles_kg })} least={2} sums />
        </>
      );
    case 'JoinRecords':
      return <OtherRecord {...props} />;
    case 'DrawInspectionAct':
      return (
        <>
          <OneOf label={t('form.outcome')} value={filled.outcome} onChange={(outcome) => set({ outcome: outcome as Filled['outcome'] })} choices={outcomes} />
          <TextField label={t('form.findings')} value={filled.findings} onChange={(findings) => set({ findings })} long required />
          <div className="pair">
            <TextField label={t('form.seals_found')} value={filled.seals_found} onChange={(seals_found) => set({ seals_found })} mono hint={t('form.seals_hint')} />
            <TextField label={t('form.seals_affixed')} value={filled.seals_affixed} onChange={(seals_affixed) => set({ seals_affixed })} mono />
          </div>
        </>
      );
    case 'LetDepart':
      return (
        <>
          {props.card.plate && <TextField label={t('form.plate_out')} value={filled.plate} onChange={(plate) => set({ plate: plate.toUpperCase() })} mono required />}
          {props.card.plate && <TextField label={t('form.seals_out')} value={filled.seals} onChange={(seals) => set({ seals })} mono hint={t('form.seals_hint')} />}
        </>
      );
    case 'Withdraw':
      return <Reason {...props} list={reasons.Withdraw} />;
    case 'ReportAlarm':
      return (
        <>
          <ChoiceField label={t('form.alarm_kind')} value={filled.kind} onChange={(kind) => set({ kind })} required choices={[blank, ...alarmKinds.map((value) => ({ value, text: word('alarm_kind', value) }))]} />
          <TextField label={t('form.occupancy')} value={filled.occupancy} onChange={(occupancy) => set({ occupancy })} required mono />
        </>
      );
    case 'AgreeAlarmClosure':
      return (
        <>
          <OneOf label={t('form.verdict')} value={filled.verdict} onChange={(verdict) => set({ verdict: verdict as Filled['verdict'] })} choices={['innocent', 'confirmed'].map((value) => ({ value, text: word('verdict', value) }))} />
          <TextField label={t('form.findings')} value={filled.findings} onChange={(findings) => set({ findings })} long required />
        </>
      );
    case 'OrderInspection':
      return command.control ? null : <Control {...props} />;
    case 'RequestCorrection':
      return <RequestFields {...props} command={command} />;
    case 'AnswerCorrection':
      return <AnswerFields {...props} command={command} />;
    case 'ReleaseSubject':
    case 'RegisterArrival':
    case 'BeginControl':
    case 'AttendInspection':
    case 'SignInspectionAct':
    case 'AttachPhotograph':
    case 'AttachDocument':
    case 'GiveExitNotice':
    case 'AcceptEntry':
    case 'ReadmitSubject':
    case 'KeepDeadline':
    case 'AnswerReversal':
    case 'DetainPerson':
    case 'SeizeSubject':
    case 'ReloadGoods':
    case 'CallPartner':
      return null;
  }
}

const blank = { value: '', text: '…' };

function Subject({ card, filled, set, whole }: Props & { whole?: boolean }) {
  const texts = useTexts();
  const { t, word } = texts;
  const choices = card.subjects.map((one) => ({ value: one.id, text: subjectLabel(texts, card, one.id), group: word('kind', one.kind) }));
  const subject = card.subjects.find((one) => one.id === filled.subject);
  const lines = !whole && subject?.kind === 'consignment' && subject.items > 1 ? subject.items : 0;
  return (
    <div className={lines ? 'pair' : ''}>
      <ChoiceField label={t('form.covers')} value={filled.subject} onChange={(id) => set({ subject: id, item: 0 })} choices={choices} autoFocus required hint={whole ? undefined : t('form.covers_hint')} />
      {lines > 0 && (
        <ChoiceField
          label={t('form.line')}
          value={String(filled.item)}
          onChange={(item) => set({ item: Number(item) })}
          choices={[{ value: '0', text: t('form.all_lines') }, ...Array.from({ length: lines }, (_, i) => ({ value: String(i + 1), text: t('crossing.item', { item: i + 1 }) }))]}
        />
      )}
    </div>
  );
}

function Reason({ filled, set, list }: Props & { list: readonly string[] }) {
  const { t, word } = useTexts();
  return <ChoiceField label={t('form.reason')} value={filled.reason} onChange={(reason) => set({ reason })} choices={[blank, ...list.map((value) => ({ value, text: word('reason', value) }))]} required />;
}

const Because = ({ filled, set }: Props) => {
  const { t } = useTexts();
  return <TextField label={t('form.because')} value={filled.because} onChange={(because) => set({ because })} long required autoFocus />;
};

const Note = ({ filled, set }: Props) => {
  const { t } = useTexts();
  return <TextField label={t('form.note')} value={filled.note} onChange={(note) => set({ note })} long hint={t('form.private_hint')} />;
};

function Control({ card, seat, filled, set, open }: Props & { open?: boolean }) {
  const { t } = useTexts();
  const names = useNames();
  const subject = card.subjects.find((one) => one.id === filled.subject);
  const own = (subject?.controls ?? []).filter((one) => one.state === seat.state && one.agency === seat.agency).map((one) => one.control);
  const codes = [...new Set(filled.control ? [filled.control, ...own] : own)];
  const choices = codes.map((value) => ({ value, text: names.control(value) }));
  return <ChoiceField label={t('form.ground')} value={filled.control} onChange={(control) => set({ control })} choices={open ? [{ value: '', text: t('form.no_control') }, ...choices] : [blank, ...choices]} required={!open} />;
}

function Expiry({ card, filled, set, now_ms }: Props) {
  const { t } = useTexts();
  const age = useAge();
  const clock = useClock();
  const end = now_ms + filled.minutes * 60_000;
  const both = [card.exit_state, card.entry_state].map((state) => `${state} ${clock.dayTime(end, state)}`).join(' · ');
  return <ChoiceField label={t('form.expires')} value={String(filled.minutes)} onChange={(minutes) => set({ minutes: Number(minutes) })} choices={hold_minutes.map((value) => ({ value: String(value), text: age(value * 60_000) }))} hint={t('form.expires_at', { both })} />;
}

function Fact({ card, option, filled, set }: Props) {
  const { t } = useTexts();
  const post = usePost();
  const names = useNames();
  const kind = card.subjects.find((one) => 'subject' in option.command && one.id === option.command.subject)?.kind;
  const facts = post.facts.filter((one) => one.source === 'order' && (!kind || one.of === kind));
  return <ChoiceField label={t('form.fact')} value={filled.fact} onChange={(fact) => set({ fact })} required choices={[blank, ...facts.map(({ code }) => ({ value: code, text: names.fact(code) }))]} />;
}

function Establishes({ card, option, filled, set }: Props) {
  const { t } = useTexts();
  const post = usePost();
  const names = useNames();
  const kind = card.subjects.find((one) => 'subject' in option.command && one.id === option.command.subject)?.kind;
  const facts = post.facts.filter((one) => one.source === 'control' && one.of === kind);
  if (facts.length === 0) return null;
  return <SomeOf label={t('form.establishes')} values={filled.establishes} onChange={(establishes) => set({ establishes })} choices={facts.map(({ code }) => ({ value: code, text: names.fact(code) }))} />;
}

function Further({ card, filled, set, ...rest }: Props) {
  const instant = useMintInstant();
  const mint = () => mintId(instant());
  return (
    <div className="aboard">
      <Persons persons={filled.persons} set={(persons) => set({ persons })} parts={parts} exitState={card.exit_state} mint={mint} />
      <Consignments consignments={filled.consignments} set={(consignments) => set({ consignments })} exitState={card.exit_state} mint={mint} />
      <Because card={card} filled={filled} set={set} {...rest} />
    </div>
  );
}

function Lines({ card, option, filled, set }: Props) {
  const { t } = useTexts();
  const { command } = option;
  const goods = card.subjects.find((one) => command.type === 'SplitConsignment' && one.id === command.consignment);
  const lines = Array.from({ length: goods?.items ?? 0 }, (_, i) => i + 1).filter((line) => !goods?.moved.includes(line));
  return <SomeOf label={t('form.lines')} values={filled.items} onChange={(items) => set({ items })} choices={lines.map((line) => ({ value: String(line), text: t('crossing.item', { item: line }) }))} />;
}

function OtherRecord({ card, filled, set, ...rest }: Props) {
  const { t } = useTexts();
  const clock = useClock();
  const { data } = useQuery(crossingsQuery('?inside=true'));
  const choices = (data?.items ?? []).filter((one) => one.id !== card.id).map((one) => ({ value: one.id, text: `${one.plate} · ${one.direction.replace('-', ' → ')} · ${clock.dayTime(one.arrived, card.exit_state)}` }));
  return (
    <>
      <ChoiceField label={t('form.other')} value={filled.other} onChange={(other) => set({ other })} required choices={[blank, ...choices]} />
      <Because card={card} filled={filled} set={set} {...rest} />
    </>
  );
}
