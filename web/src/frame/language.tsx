import { choose, type Language, languages, useTexts } from '../texts/texts';

export function LanguageMenu() {
  const { language, t } = useTexts();
  return (
    <label className="language">
      <span className="unseen">{t('frame.language')}</span>
      <select value={language} onChange={(event) => void choose(event.target.value as Language)}>
        {languages.map((one) => (
          <option key={one.code} value={one.code} lang={one.code}>
            {one.name}{one.reviewed ? '' : ` (${t('frame.not_reviewed')})`}
          </option>
        ))}
      </select>
    </label>
  );
}
