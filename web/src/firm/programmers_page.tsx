// For programmers: how a system of the firm lodges by itself, and the sandbox.
import { link } from '../route';
import { useTexts } from '../texts/texts';

const kinds = 'channel | arrived | held | hold_lifted | refused | released | departed';

export default function ProgrammersPage() {
  const { t } = useTexts();
  const here = location.origin;
  const lodging = `curl -X POST '${here}/api/v1/lodgements?exit_state=KZ' \\
  -H 'Authorization: Bearer osk_test_...' \\
  -H 'Content-Type: application/xml' \\
  -H 'Idempotency-Key: order-4711' \\
  --data-binary @message.xml`;
  const checking = `curl -X POST '${here}/api/v1/lodgements/check?language=ru' \\
  -H 'Authorization: Bearer osk_test_...' \\
  -H 'Content-Type: application/xml' --data-binary @message.xml`;
  const playing = `curl -X POST '${here}/api/v1/sandbox/lodgements/REFERENCE/answers' \\
  -H 'Authorization: Bearer osk_test_...' -H 'Content-Type: application/json' \\
  -d '{"kind":"held","state":"KG","agency":"customs","reason":"documents_missing","evidence":"The invoice"}'
# kind: ${kinds}`;
  const hearing = `curl '${here}/api/v1/notifications?after=0&wait_s=20' -H 'Authorization: Bearer osk_test_...'`;
  const code = (text: string, label: string) => <pre className="code" tabIndex={0} role="region" aria-label={label}><code>{text}</code></pre>;
  return (
    <main id="page" className="page firm-page programmers" tabIndex={-1}>
      <h1>{t('firm.programmers')}</h1>
      <p>{t('programmers.about')} <a href="/api/v1/openapi.json">openapi.json</a>, <a href="/api/v1/formats">formats</a>, <a href="/api/v1/codes">codes</a></p>
      <h2>{t('programmers.sandbox')}</h2>
      <p>{t('programmers.sandbox_text')} <a {...link('/firm/keys')}>{t('firm.keys')}</a></p>
      <h2>{t('programmers.check')}</h2>
      {code(checking, t('programmers.check'))}
      <h2>{t('programmers.lodge')}</h2>
      <p>{t('programmers.lodge_text')}</p>
      {code(lodging, t('programmers.lodge'))}
      <h2>{t('programmers.play')}</h2>
      <p>{t('programmers.play_text')}</p>
      {code(playing, t('programmers.play'))}
      <h2>{t('programmers.hear')}</h2>
      <p>{t('programmers.hear_text')} <a {...link('/firm/webhooks')}>{t('firm.webhooks')}</a></p>
      {code(hearing, t('programmers.hear'))}
    </main>
  );
}
