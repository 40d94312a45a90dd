// Days of the calendar (2006-07-01) as each language writes them; a day has no hour and no clock.
import { useTexts } from './texts';

export function useDays() {
  const { language, t } = useTexts();
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
  const day = (text: string) => format.format(Date.parse(text));
  return {
    day,
    /// `until` is the first day on which it no longer holds.
    term: (from: string, until?: string | null) => (until ? t('law.term', { from: day(from), until: day(until) }) : t('law.from', { from: day(from) })),
  };
}

/// The time of day on this browser's own clock, for what happens to the browser and not at the post.
export function useWallTime(): (ms: number) => string {
  const { language } = useTexts();
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  return (ms) => format.format(ms);
}
