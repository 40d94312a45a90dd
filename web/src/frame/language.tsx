import { choose, type Language, languages, useTexts } from '../texts/texts';

export function LanguageMenu() {
  const { language, t } = useTexts();
  const option = (one: (typeof languages)[number]) => <option key={one.code} value={one.code} lang={one.code}>{one.name}</option>;
  return (
    <label className="language">
      <span>{t('frame.language')}</span>
      <select value={language} onChange={(event) => void choose(event.target.value as Language)}>
        {languages.filter((one) => one.reviewed).map(option)}
        <optgroup label={t('frame.not_reviewed')}>{languages.filter((one) => !one.reviewed).map(option)}</optgroup>
      </select>
    </label>
  );
}
