// One version of an agency's rules: in words, and as the text that was written.
import { useQuery } from '@tanstack/react-query';

import type { RuleSet } from '../api/lodging_messages';
import { editionQuery } from '../api/lodging_queries';
import { ChannelBadge } from '../lodging/channel';
import { ProblemNote } from '../law/refusal';
import { useDays } from '../texts/days';
import { useNumber } from '../texts/money';
import { type Language, useTexts } from '../texts/texts';

type Rule = RuleSet['rules'][number];
type Condition = Rule['when'][number];

export function Edition({ state, agency, version }: { state: string; agency: string; version: number }) {
  const { t } = useTexts();
  const found = useQuery(editionQuery(state, agency, version));
  if (found.error) return <ProblemNote error={found.error} />;
  if (!found.data) return <p className="waiting" role="status">{t('frame.loading')}</p>;
  const { rules, source } = found.data;
  return (
    <>
      <Words rules={rules} />
      <section className="panel"><details><summary>{t('channels.as_text')}</summary><pre className="code" tabIndex={0} role="region" aria-label={t('channels.as_text')} lang="en"><code>{source}</code></pre></details></section>
    </>
  );
}

const inLanguage = (words: Record<Language, string>, language: Language) => words[language] || words.en;

function Words({ rules }: { rules: RuleSet }) {
  const { t, language } = useTexts();
  const number = useNumber();
  return (
    <>
      <section className="panel scrolls" tabIndex={0} aria-label={t('channels.rules')}>
        <h2>{t('channels.rules')} <span className="count">{rules.rules.length}</span></h2>
        <table className="list lodged-table">
          <thead><tr><th scope="col">{t('channels.if')}</th><th scope="col">{t('channels.then')}</th><th scope="col">{t('channels.why')}</th><th scope="col">{t('channels.todo')}</th></tr></thead>
          <tbody>{rules.rules.map((one) => <RuleRow key={one.code} rule={one} rules={rules} />)}</tbody>
        </table>
        <p>{t('channels.random', { percent: number(rules.random_per_10000 / 100) })} <ChannelBadge channel={rules.random_channel} /> {t('channels.otherwise')} <ChannelBadge channel={rules.otherwise} /></p>
      </section>
      {rules.requirements.length > 0 && (
        <section className="panel scrolls" tabIndex={0} aria-label={t('channels.requirements')}>
          <h2>{t('channels.requirements')} <span className="count">{rules.requirements.length}</span></h2>
          <table className="list lodged-table">
            <thead><tr><th scope="col">{t('channels.wanted')}</th><th scope="col">{t('lodged.goods')}</th><th scope="col">{t('lodged.origin')}</th><th scope="col">{t('channels.types')}</th><th scope="col">{t('channels.todo')}</th></tr></thead>
            <tbody>
              {rules.requirements.map((one) => (
                <tr key={one.code}>
                  <td>{inLanguage(one.what, language)} <span className="hint mono">{one.code}</span>{one.by_quantity && <span className="hint"> {t('channels.by_quantity')}</span>}</td>
                  <td className="mono">{one.commodities.join(', ')}</td>
                  <td className="mono">{one.origins.length > 0 ? one.origins.join(', ') : t('channels.any')}</td>
                  <td className="mono">{one.types.join(', ')}</td>
                  <td>{inLanguage(one.todo, language)} <span className="hint" lang="en">{one.provision}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

function RuleRow({ rule, rules }: { rule: Rule; rules: RuleSet }) {
  const { t, language } = useTexts();
  const { day } = useDays();
  const said = useCondition(rules);
  return (
    <tr>
      <td><ul>{rule.when.map((one, index) => <li key={index}>{said(one)}</li>)}</ul><span className="hint mono">{rule.code}</span>{rule.from && <span className="hint"> {t('law.from', { from: day(rule.from) })}</span>}{rule.until && <span className="hint"> {t('channels.until', { day: day(rule.until) })}</span>}</td>
      <td><ChannelBadge channel={rule.channel} /></td>
      <td>{inLanguage(rule.why, language)} <span className="hint" lang="en">{rule.provision}</span></td>
      <td>{inLanguage(rule.todo, language)}</td>
    </tr>
  );
}

function useCondition(rules: RuleSet): (one: Condition) => string {
  const { t, word, language } = useTexts();
  const number = useNumber();
  return (one) => {
    const named = (code: string): string => {
      if (one.of === 'kind') return word('lodged_kind', code);
      if (one.of === 'paper_missing') return word('paper_use', code);
      const requirement = one.of === 'certificate_unmet' ? rules.requirements.find((each) => each.code === code) : undefined;
      return requirement ? inLanguage(requirement.what, language) : code;
    };
    const list = one.any.map(named).join(', ');
    const money = one.of === 'value_above' || one.of === 'value_per_kg_below';
    return t(`condition.${one.of}`, { list, limit: `${number(money ? one.limit / 100 : one.limit)}${money ? ` ${one.currency}` : ''}` });
  };
}
