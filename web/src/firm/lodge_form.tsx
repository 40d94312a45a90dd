// The form: vehicle, arrival, parties, goods, papers, driver. Each field says what it is and where it stands on the papers.
import type { LodgedFinding } from '../api/lodging_messages';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { FormField, Said } from '../lodging/field';
import { useNames, usePost } from '../post/post';
import { type Key, useTexts } from '../texts/texts';
import { emptyGoods, emptyPaper, type GoodsDraft, type LodgeDraft, type PaperDraft, paperKinds, type PaperKind, type PartyDraft } from './lodge_draft';

export interface FormProps {
  draft: LodgeDraft;
  set: (change: Partial<LodgeDraft>) => void;
  findings: (name: string) => LodgedFinding[];
}

export function LodgeForm(props: FormProps) {
  return (
    <>
      <VehiclePart {...props} />
      <PartiesPart {...props} />
      <GoodsPart {...props} />
      <PapersPart {...props} />
      <DriverPart {...props} />
    </>
  );
}

/// A field whose texts are "lodge.NAME" and "lodge_hint.NAME".
function useField({ draft, set, findings }: FormProps) {
  const { t } = useTexts();
  type Plain = { [K in keyof LodgeDraft]: LodgeDraft[K] extends string ? K : never }[keyof LodgeDraft];
  return (name: Plain, more: Partial<Parameters<typeof FormField>[0]> = {}) => (
    <FormField name={name} label={t(`lodge.${name}` as Key)} hint={t(`lodge_hint.${name}` as Key)} value={draft[name]} onChange={(value) => set({ [name]: value })} findings={findings(name)} {...more} />
  );
}

function VehiclePart(props: FormProps) {
  const { t } = useTexts();
  const post = usePost();
  const names = useNames();
  const field = useField(props);
  const { draft, set } = props;
  const entry = post.states.find((one) => one.code !== draft.exit_state)?.code ?? '';
  const turn = (exit_state: string) => {
    const into = post.states.find((one) => one.code !== exit_state)?.code ?? '';
    const usual = draft.dispatch_country === draft.exit_state && draft.destination_country === entry;
    set({ exit_state, ...(usual ? { dispatch_country: exit_state, destination_country: into } : {}) });
  };
  return (
    <section className="panel" aria-labelledby="part-vehicle">
      <h2 id="part-vehicle"><Icon name="truck" /> {t('lodge.part_vehicle')}</h2>
      <div className="lodge-grid">
        {field('exit_state', { onChange: turn, required: true, choices: post.states.map(({ code }) => ({ value: code, text: `${names.state(code)} → ${names.state(post.states.find((one) => one.code !== code)?.code ?? '')}` })) })}
        {field('expected', { kind: 'datetime-local', required: true, label: t('lodge.expected', { state: names.state(entry) }) })}
        {field('plate', { required: true, capitals: true })}
        {field('nationality', { list: 'countries', required: true })}
        {field('trailer', { capitals: true })}
        {draft.trailer && field('second_trailer', { capitals: true })}
        {field('seals', { capitals: true })}
        {field('reference')}
        {field('dispatch_country', { list: 'countries' })}
        {field('destination_country', { list: 'countries' })}
        {field('permit_kind', { choices: ['', '1', '2', '3'].map((value) => ({ value, text: value ? t(`lodge.permit_${value as '1'}`) : t('lodge.permit_none') })) })}
        {draft.permit_kind && field('permit')}
      </div>
    </section>
  );
}

function PartiesPart({ draft, set, findings }: FormProps) {
  const { t } = useTexts();
  return (
    <section className="panel" aria-labelledby="part-parties">
      <h2 id="part-parties"><Icon name="person" /> {t('lodge.part_parties')}</h2>
      {(['consignor', 'consignee', 'carrier'] as const).map((role) => {
        const one = draft[role];
        const change = (part: Partial<PartyDraft>) => set({ [role]: { ...one, ...part } });
        return (
          <fieldset key={role} className="lodge-row">
            <legend>{t(`lodge.${role}`)} <span className="hint">{t(`lodge_hint.${role}`)}</span></legend>
            <div className="lodge-grid">
              <FormField name={`${role}.name`} label={t('lodge.name')} value={one.name} onChange={(name) => change({ name })} findings={findings(`${role}.name`)} />
              <FormField name={`${role}.country`} label={t('lodge.country')} list="countries" value={one.country} onChange={(country) => change({ country })} findings={findings(`${role}.country`)} />
              <FormField name={`${role}.city`} label={t('lodge.city')} value={one.city} onChange={(city) => change({ city })} findings={findings(`${role}.city`)} />
              <FormField name={`${role}.tax`} label={t('lodge.tax')} hint={t('lodge_hint.tax')} value={one.tax} onChange={(tax) => change({ tax })} findings={findings(`${role}.tax`)} />
            </div>
          </fieldset>
        );
      })}
    </section>
  );
}

function GoodsPart({ draft, set, findings }: FormProps) {
  const { t, language } = useTexts();
  const change = (index: number, part: Partial<GoodsDraft>) => set({ goods: draft.goods.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <section className="panel" aria-labelledby="part-goods">
      <h2 id="part-goods"><Icon name="box" /> {t('lodge.part_goods')} <span className="count">{draft.goods.length}</span></h2>
      {draft.goods.map((one, index) => {
        const name = `goods.${index}`;
        const field = (part: keyof GoodsDraft, more: Partial<Parameters<typeof FormField>[0]> = {}) => (
          <FormField name={`${name}.${part}`} label={t(`lodge.${part}`)} hint={t(`lodge_hint.${part}`)} value={one[part]} onChange={(value) => change(index, { [part]: value })} findings={findings(`${name}.${part}`)} {...more} />
        );
        return (
          <fieldset key={index} className="lodge-row" data-name={name} tabIndex={-1}>
            <legend>{t('lodge.line', { line: index + 1 })}</legend>
            <Said findings={findings(name)} />
            <div className="lodge-grid goods-grid">
              {field('description', { required: true })}
              {field('commodity', { required: true, list: language === 'en' ? 'hs tnved' : 'tnved hs' })}
              {field('origin', { list: 'countries' })}
              {field('gross_kg', { required: true, kind: 'decimal' })}
              {field('net_kg', { kind: 'decimal' })}
              {field('packages', { kind: 'decimal' })}
              {field('package_kind', { list: 'packages' })}
              {field('value', { kind: 'decimal' })}
              {field('currency', { list: 'currencies' })}
            </div>
            {draft.goods.length > 1 && <Button size="small" look="quiet" onPress={() => set({ goods: draft.goods.filter((_, at) => at !== index) })}><Icon name="cross" /> {t('lodge.remove_line', { line: index + 1 })}</Button>}
          </fieldset>
        );
      })}
      <Button onPress={() => set({ goods: [...draft.goods, emptyGoods()] })} className="add-goods"><Icon name="plus" /> {t('lodge.add_goods')}</Button>
    </section>
  );
}

function PapersPart({ draft, set, findings }: FormProps) {
  const { t } = useTexts();
  const change = (index: number, part: Partial<PaperDraft>) => set({ papers: draft.papers.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const kinds = (Object.keys(paperKinds) as PaperKind[]).map((value) => ({ value, text: t(`paper_kind.${value}`) }));
  const lines = [{ value: '', text: t('lodged.for_all') }, ...draft.goods.map((one, index) => ({ value: String(index + 1), text: `${index + 1} ${one.description}` }))];
  return (
    <section className="panel" aria-labelledby="part-papers">
      <h2 id="part-papers"><Icon name="list" /> {t('lodge.part_papers')} <span className="count">{draft.papers.length}</span></h2>
      <p className="hint">{t('lodge_hint.papers')}</p>
      {draft.papers.map((one, index) => {
        const name = `papers.${index}`;
        return (
          <fieldset key={index} className="lodge-row">
            <legend>{t('lodge.paper', { number: index + 1 })}</legend>
            <div className="lodge-grid">
              <FormField name={`${name}.kind`} label={t('lodge.paper_kind')} value={one.kind} onChange={(kind) => change(index, { kind: kind as PaperKind })} choices={kinds} findings={findings(`${name}.kind`)} />
              <FormField name={`${name}.number`} label={t('lodge.number')} hint={t('lodge_hint.number')} value={one.number} onChange={(value) => change(index, { number: value })} findings={findings(`${name}.number`)} />
              <FormField name={`${name}.day`} label={t('lodge.day')} kind="date" value={one.day} onChange={(day) => change(index, { day })} findings={findings(`${name}.day`)} />
              <FormField name={`${name}.valid_until`} label={t('lodge.valid_until')} kind="date" value={one.valid_until} onChange={(valid_until) => change(index, { valid_until })} findings={findings(`${name}.valid_until`)} />
              <FormField name={`${name}.country`} label={t('lodge.issued_in')} list="countries" value={one.country} onChange={(country) => change(index, { country })} findings={findings(`${name}.country`)} />
              <FormField name={`${name}.line`} label={t('lodge.for_goods')} value={one.line} onChange={(line) => change(index, { line })} choices={lines} findings={[]} />
            </div>
            <Button size="small" look="quiet" onPress={() => set({ papers: draft.papers.filter((_, at) => at !== index) })}><Icon name="cross" /> {t('lodge.remove_paper', { number: index + 1 })}</Button>
          </fieldset>
        );
      })}
      <Button onPress={() => set({ papers: [...draft.papers, emptyPaper()] })} className="add-paper"><Icon name="plus" /> {t('lodge.add_paper')}</Button>
    </section>
  );
}

function DriverPart({ draft, set, findings }: FormProps) {
  const { t } = useTexts();
  const { driver } = draft;
  const field = (part: keyof LodgeDraft['driver'], more: Partial<Parameters<typeof FormField>[0]> = {}) => (
    <FormField name={`driver.${part}`} label={t(`lodge.${part}`)} value={driver[part]} onChange={(value) => set({ driver: { ...driver, [part]: value } })} findings={findings(`driver.${part}`)} {...more} />
  );
  return (
    <section className="panel" aria-labelledby="part-driver">
      <h2 id="part-driver"><Icon name="person" /> {t('lodge.part_driver')}</h2>
      <label className="tick"><input type="checkbox" checked={draft.with_driver} onChange={(event) => set({ with_driver: event.target.checked })} /> <span>{t('lodge.with_driver')}</span></label>
      <p className="hint">{t('lodge_hint.driver')}</p>
      {draft.with_driver && (
        <div className="lodge-grid">
          {field('surname', { required: true, capitals: true, hint: t('lodge_hint.surname') })}
          {field('given_names', { capitals: true })}
          {field('birth_day', { kind: 'date' })}
          {field('nationality', { list: 'countries' })}
          {field('document_number', { capitals: true })}
          {field('document_expiry', { kind: 'date' })}
        </div>
      )}
    </section>
  );
}
