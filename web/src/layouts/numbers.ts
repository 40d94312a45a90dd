// Shares, decimals and hours as each language writes them; the server speaks in thousandths and minutes.
import { useTexts } from '../texts/texts';

const locale = (language: string) => (language === 'en' ? 'en-GB' : language);

/// Of thousandths, without a sign.
export function usePercentOf(): (thousandths: number) => string {
  const { language } = useTexts();
  const format = new Intl.NumberFormat(locale(language), { style: 'percent', maximumFractionDigits: 1 });
  return (thousandths) => format.format(thousandths / 1000);
}

export function useDecimal(digits: number): (value: number) => string {
  const { language } = useTexts();
  const format = new Intl.NumberFormat(locale(language), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (value) => format.format(value).replace('-', '−');
}

/// Minutes with one decimal, of milliseconds.
export function useMinutes(): (ms: number) => string {
  const decimal = useDecimal(1);
  return (ms) => decimal(Math.abs(ms) < 3000 ? 0 : ms / 60_000);
}
