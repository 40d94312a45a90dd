// Why a comparison cannot be run: the server's sentences, each with the place it is about.
import { Problem } from '../api/client';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useTexts } from '../texts/texts';

export function SimulationProblem({ error }: { error: unknown }) {
  const { t } = useTexts();
  if (!(error instanceof Problem) || ![404, 422, 429].includes(error.status)) return <ProblemNote error={error} />;
  const { findings = [], detail, title } = error.document;
  const words = error.status === 404 ? t('layouts.forgotten') : error.status === 429 ? t('layouts.too_many') : t('layouts.refused');
  return (
    <div className="note bad" role="alert">
      <Icon name="cross" />
      <div>
        <p>{words}</p>
        {error.status === 422 && (findings.length > 0 ? <ul>{findings.map((one, i) => <li key={i} lang="en">{one.detail}</li>)}</ul> : <p lang="en">{detail ?? title}</p>)}
      </div>
    </div>
  );
}
