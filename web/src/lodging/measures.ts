// Masses as each language writes them; the server speaks in grams.
import { useTexts } from '../texts/texts';

export function useKilograms(): (grams: number) => string {
  const { language, t } = useTexts();
  const format = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { maximumFractionDigits: 3 });
  return (grams) => t('lodged.kg', { kg: format.format(grams / 1000) });
}
