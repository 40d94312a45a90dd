// What went wrong with an account, in words that help.
import { Problem } from '../api/client';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useTexts } from '../texts/texts';

export function AccountProblem({ error }: { error: unknown }) {
  const { word } = useTexts();
  const code = error instanceof Problem ? error.document.code : undefined;
  if (!(error instanceof Problem) || !code || !/^(account|session|message)\./.test(code)) return <ProblemNote error={error} />;
  const said = word('account_problem', code.replace('.', '_'), error.message);
  const found = error.document.findings?.[0]?.detail;
  return (
    <div className="note bad" role="alert">
      <Icon name="cross" />
      <div><p>{said}</p>{found && <p>{found}</p>}</div>
    </div>
  );
}
