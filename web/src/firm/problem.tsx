// What went wrong, in words for whoever lodges.
import { Problem } from '../api/client';
import { Icon } from '../frame/icon';
import { useTexts } from '../texts/texts';

export function useFirmProblem(): (error: unknown) => string {
  const { t, word } = useTexts();
  return (error) => {
    if (!(error instanceof Problem)) return t('problem.unknown');
    if (error.away) return t('firm_problem.away');
    const { code = '', detail, title } = error.document;
    const english = detail ?? title;
    if (code.startsWith('lodgement.')) return word('lodge_refusal', code.slice('lodgement.'.length), english);
    if (code.startsWith('rules.')) return word('rules_refusal', code.slice('rules.'.length), english);
    return word('firm_problem', code.replace('.', '_'), english);
  };
}

export function FirmProblem({ error }: { error: unknown }) {
  const words = useFirmProblem()(error);
  const findings = error instanceof Problem ? (error.document.findings ?? []) : [];
  return (
    <div className="note bad" role="alert">
      <Icon name="cross" />
      <div>
        <p>{words}</p>
        {findings.length > 0 && <ul>{findings.slice(0, 20).map((one, index) => <li key={index}>{one.pointer && <span className="mono">{one.pointer} </span>}<span>{one.detail}</span></li>)}</ul>}
      </div>
    </div>
  );
}
