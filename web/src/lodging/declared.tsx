// What was lodged, as tables: goods, papers, and what each line of goods still lacks.
import type { CertificateView, Declared, EstimateView } from '../api/lodging_messages';
import { Icon } from '../frame/icon';
import { useNames } from '../post/post';
import { useDays } from '../texts/days';
import { useMoney, useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { useKilograms } from './measures';

type Item = Declared['items'][number];
type Paper = Declared['papers'][number];

export function GoodsTable({ items, short }: { items: Item[]; short?: boolean }) {
  const { t } = useTexts();
  const kg = useKilograms();
  const money = useMoney();
  const number = useNumber();
  if (items.length === 0) return <p className="hint">{t('lodged.no_goods')}</p>;
  return (
    <table className="list lodged-table">
      <thead>
        <tr>
          <th scope="col">{t('lodged.line')}</th>
          <th scope="col">{t('lodged.goods')}</th>
          <th scope="col">{t('lodged.commodity')}</th>
          <th scope="col">{t('lodged.origin')}</th>
          <th scope="col" className="number">{t('lodged.mass')}</th>
          {!short && <th scope="col" className="number">{t('lodged.packages')}</th>}
          {!short && <th scope="col" className="number">{t('lodged.value')}</th>}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.number}>
            <td>{item.number}</td>
            <td>{item.description}</td>
            <td className="mono">{item.commodity}</td>
            <td className="mono">{item.origin}</td>
            <td className="number">{item.gross_g > 0 && kg(item.gross_g)}{item.net_g > 0 && <span className="hint"> {t('lodged.net', { mass: kg(item.net_g) })}</span>}</td>
            {!short && <td className="number">{item.packages > 0 && number(item.packages)}</td>}
            {!short && <td className="number">{item.value.hundredths > 0 && money(item.value)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function PaperList({ papers }: { papers: Paper[] }) {
  const { t, word } = useTexts();
  const { day } = useDays();
  if (papers.length === 0) return <p className="hint">{t('lodged.no_papers')}</p>;
  return (
    <ul className="plain-list">
      {papers.map((one, index) => (
        <li key={index}>
          <strong>{word('paper_use', one.use)}{one.type && one.type !== one.use && ` · ${word('paper_type', one.type, one.type)}`}</strong>{' '}
          <span className="mono">{one.number}</span>
          <span className="hint">
            {one.country && ` ${one.country}`}{one.from && ` · ${t('lodged.paper_from', { day: day(one.from) })}`}{one.until && ` · ${t('lodged.paper_until', { day: day(one.until) })}`}
            {' · '}{one.item > 0 ? t('lodged.for_line', { line: one.item }) : t('lodged.for_all')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/// Two agencies may want the same paper: it is named once.
export const distinct = (all: CertificateView[]): CertificateView[] =>
  all.filter((one, index) => all.findIndex((other) => other.item === one.item && other.requirement === one.requirement && other.met === one.met) === index);

/// Line by line: what is wanted, whether it is there, and what to do where it is not.
export function CertificateList({ certificates, items }: { certificates: CertificateView[]; items: Item[] }) {
  const { t } = useTexts();
  const kg = useKilograms();
  const all = distinct(certificates);
  return (
    <ul className="certificates">
      {all.map((one) => (
        <li key={`${one.item} ${one.requirement} ${one.met}`} data-met={one.met}>
          <p>
            <span className={`badge ${one.met === 'met' ? 'good' : 'warn'}`}><Icon name={one.met === 'met' ? 'check' : 'alarm'} size={13} /> {t(`met.${one.met}`)}</span>{' '}
            <strong>{one.what || one.requirement}</strong>
          </p>
          <p className="hint">
            {t('lodged.for_line', { line: one.item })}: {items.find((item) => item.number === one.item)?.description}
            {one.certificate && <> · <span className="mono">{one.certificate}</span></>}
            {one.short_by_g > 0 && ` · ${t('lodged.short_by', { mass: kg(one.short_by_g) })}`}
            {one.provision && <> · <span lang="en">{one.provision}</span></>}
          </p>
          {one.met !== 'met' && one.todo && <p>{one.todo}</p>}
        </li>
      ))}
    </ul>
  );
}

export function Estimate({ view }: { view: EstimateView }) {
  const { t } = useTexts();
  const names = useNames();
  const money = useMoney();
  const { duty, vat, fee, total, unknown } = view.estimate;
  const date = /\d{4}-\d\d-\d\d/.exec(view.source)?.[0];
  const { day } = useDays();
  return (
    <section className="panel estimate">
      <h2>{t('lodged.estimate', { state: names.state(view.state) })}</h2>
      <dl className="facts">
        <dt>{t('lodged.duty')}</dt><dd>{money(duty)}</dd>
        <dt>{t('lodged.vat')}</dt><dd>{money(vat)}</dd>
        <dt>{t('lodged.fee')}</dt><dd>{money(fee)}</dd>
        <dt><strong>{t('lodged.total')}</strong></dt><dd><strong>{money(total)}</strong></dd>
      </dl>
      {unknown.length > 0 && <p className="note warn"><Icon name="alarm" /> {t('lodged.not_estimated', { lines: unknown.join(', ') })}</p>}
      <p className="hint">{t('lodged.estimate_hint')} {date && t('lodged.estimate_table', { day: day(date) })}</p>
    </section>
  );
}
