// Minutes by activity and by owner: the sums of each list are the whole time of all stays.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { ActivitiesView } from '../api/messages';
import { activitiesQuery } from '../api/queries';
import { useDuration } from '../texts/durations';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

type Owner = ActivitiesView['owners'][number]['owner'];

export function ActivityTable({ question }: { question: URLSearchParams }) {
  const { t, word, language } = useTexts();
  const duration = useDuration();
  const number = useNumber();
  const percent = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { style: 'percent', maximumFractionDigits: 1 });
  const { data } = useQuery({ ...activitiesQuery(`?${question}`), placeholderData: keepPreviousData });
  if (!data || data.stays === 0) return null;
  const owner = (one: Owner) => (one.kind === 'agency' ? `${word('agency', one.agency)}, ${one.state}` : word('time_owner', one.kind));
  const share = (ms: number) => percent.format(ms / Math.max(1, data.sum_ms));
  return (
    <section className="panel">
      <table className="segments activities">
        <caption>{t('segments.minutes_by')}</caption>
        <thead><tr><th scope="col">{t('segments.activity')}</th><th scope="col">{t('study.owner')}</th><th scope="col">{t('segments.a_stay')}</th><th scope="col">{t('segments.share')}</th><th scope="col">{t('segments.n')}</th></tr></thead>
        <tbody>
          {data.activities.map((one) => (
            <tr key={`${one.activity} ${one.owner.kind} ${one.owner.state} ${one.owner.agency} ${one.kind}`}>
              <th scope="row">{word('activity', one.activity)}</th>
              <td>{owner(one.owner)}<span className="hint">{word('time_kind', one.kind)}</span></td>
              <td className="number">{duration(one.mean_ms)}</td>
              <td className="number">{share(one.sum_ms)}</td>
              <td className="number">{number(one.stays)}</td>
            </tr>
          ))}
        </tbody>
        <tbody>
          {data.owners.map((one) => (
            <tr key={`${one.owner.kind} ${one.owner.state} ${one.owner.agency}`}>
              <th scope="row">{t('segments.all')}</th>
              <td>{owner(one.owner)}</td>
              <td className="number">{duration(one.mean_ms)}</td>
              <td className="number">{share(one.sum_ms)}</td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{t('segments.sum_of', { sum: duration(data.sum_ms), stays: number(data.stays) })}</p>
    </section>
  );
}
