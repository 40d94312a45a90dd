// Lengths of time as each language writes them: whole minutes, and hours from one hour on.
import { useTexts } from './texts';

const minute_ms = 60_000;

export function useDuration(): (ms: number) => string {
  const { language, t } = useTexts();
  const number = (value: number, digits: number) => new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { maximumFractionDigits: digits }).format(value);
  return (ms) => {
    const sign = ms < 0 ? '−' : '';
    const all = Math.abs(ms) / minute_ms;
    if (all < 59.5) return sign + t('age.minutes', { m: number(all, all < 10 ? 1 : 0) });
    const minutes = Math.round(all);
    return sign + t('age.hours', { h: number(Math.floor(minutes / 60), 0), m: String(minutes % 60).padStart(2, '0') });
  };
}

export function usePercent(): (tenths: number) => string {
  const { language } = useTexts();
  const format = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  return (tenths) => format.format(tenths / 1000);
}
