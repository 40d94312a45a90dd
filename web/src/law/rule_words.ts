// What a provision does, in the words of the pages.
import type { RuleView } from '../api/messages';
import type { Names } from '../post/post';
import type { Texts } from '../texts/texts';

const list = (words: string[]) => words.join(', ');

function conditions(texts: Texts, names: Names, rule: RuleView): string[] {
  return rule.when.map(({ fact, holds }) => texts.t(holds ? 'law.when' : 'law.unless', { fact: names.fact(fact) }));
}

/// The parts of one line; the reader puts a dot between them.
export function ruleWords(texts: Texts, names: Names, rule: RuleView, money: (amount: { hundredths: number; currency: string }) => string): string[] {
  const { t, word } = texts;
  const classes = rule.classes.length > 0 ? [list(rule.classes.map(names.trafficClass))] : [];
  const layouts = rule.layouts.length > 0 ? [t('law.layouts', { layouts: list(rule.layouts.map((one) => word('layout', one))) })] : [];
  const from = rule.exit_states.length > 0 ? [t('law.leaving', { states: list(rule.exit_states.map(names.state)) })] : [];
  const control = rule.control ? [names.control(rule.control)] : [];
  const side = rule.side ? [word('side', rule.side)] : [];
  switch (rule.kind) {
    case 'control': {
      const depth = rule.depth && rule.depth !== 'none' && (rule.effect === 'perform' || rule.effect === 'joint') ? ` (${word('depth', rule.depth)})` : '';
      return [...control, ...side, word('effect', rule.effect ?? '') + depth, ...classes, ...layouts, ...from, ...conditions(texts, names, rule)];
    }
    case 'power':
      return [list(rule.acts.map((act) => word('power', act))), list(rule.agencies.map(names.agency)) || t('law.any_agency'), list(rule.roles.map((role) => word('role', role))), ...side].filter(Boolean);
    case 'clause':
      return [word('clause', rule.clause ?? ''), ...(rule.figure == null ? [] : [t('law.figure', { figure: rule.figure })])];
    case 'limit':
      return [
        ...control,
        word('result', rule.field ?? ''),
        ...(rule.at_most == null ? [] : [t('law.at_most', { value: rule.at_most })]),
        ...(rule.at_least == null ? [] : [t('law.at_least', { value: rule.at_least })]),
        ...(rule.at_most == null && rule.at_least == null ? [t('law.not_past')] : []),
        ...classes,
        ...(rule.fact ? [t('law.else', { fact: names.fact(rule.fact) })] : []),
      ];
    case 'fee':
      return [word('fee', rule.fee ?? ''), ...(rule.amount ? [money(rule.amount)] : []), ...classes];
    case 'priority':
      return [t('law.rank', { rank: rule.figure ?? 0 }), ...classes, ...conditions(texts, names, rule)];
    default:
      return [];
  }
}
