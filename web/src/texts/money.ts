// Amounts as each language writes them; the server speaks in hundredths.
import type { Money } from '../api/messages';
import { useTexts } from './texts';

export const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && 'hundredths' in value && 'currency' in value;

export function useMoney(): (amount: Money) => string {
  const { language } = useTexts();
  return ({ hundredths, currency }) =>
    /^[A-Z]{3}$/.test(currency)
      ? new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { style: 'currency', currency, currencyDisplay: 'code' }).format(hundredths / 100)
      : `${(hundredths / 100).toFixed(2)} ${currency}`;
}

export function useNumber(): (value: number) => string {
  const { language } = useTexts();
  return (value) => new Intl.NumberFormat(language === 'en' ? 'en-GB' : language).format(value);
}
