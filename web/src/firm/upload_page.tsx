// Hand in a file in any of the formats: it is read and judged first, then lodged as it is.
import { useQuery } from '@tanstack/react-query';
import { type DragEvent, useEffect, useState } from 'react';

import { get } from '../api/client';
import type { ReadingView } from '../api/lodging_messages';
import { checkMessage, ownLodgementQuery } from '../api/lodging_queries';
import { Plate } from '../crossing/status';
import { Button } from '../frame/button';
import { ChoiceField } from '../frame/field';
import { Icon } from '../frame/icon';
import { GoodsTable } from '../lodging/declared';
import { FindingList } from '../lodging/findings';
import { useClock, useNames, usePost } from '../post/post';
import { go, useAddress } from '../route';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { FirmProblem } from './problem';
import { useLodging } from './sending';
import { Waiting } from './waiting';

const most_bytes = 8 * 1024 * 1024;
interface Chosen {
  name: string;
  bytes: ArrayBuffer;
  media: string;
}

/// What the file is by its first sign; its name says little.
function mediaOf(bytes: ArrayBuffer): string {
  const start = new TextDecoder().decode(bytes.slice(0, 200)).replace(/^\ufeff/, '').trimStart();
  return start.startsWith('<') ? 'application/xml' : /^[{[]/.test(start) ? 'application/json' : /^[\x20-\x7e]*[,;]/.test(start) ? 'text/csv' : 'application/octet-stream';
}

export default function UploadPage() {
  const { t, language, word } = useTexts();
  const { searchParams } = useAddress();
  const post = usePost();
  const names = useNames();
  const amends = searchParams.get('amend') ?? '';
  const known = useQuery(ownLodgementQuery(amends, language));
  const formats = useQuery({ queryKey: ['formats'], queryFn: ({ signal }) => get<{ formats: { code: string; notation: string }[] }>('/formats', signal), staleTime: Infinity });
  const [file, setFile] = useState<Chosen | null>(null);
  const [format, setFormat] = useState('');
  const [exit, setExit] = useState('');
  const [reading, setReading] = useState<ReadingView | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [over, setOver] = useState(false);
  const [too_large, setTooLarge] = useState(false);
  const [seen, setSeen] = useState<number | null>(null); // the version that was looked at
  const lodging = useLodging((answer) => go(`/firm/lodgements/${answer.id}`));
  useEffect(() => { if (seen === null && known.data) setSeen(known.data.item.version); }, [known.data, seen]);

  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setReading(null);
    lodging.reset();
    setTooLarge(chosen.size > most_bytes);
    if (chosen.size > most_bytes) return setFile(null);
    const bytes = await chosen.arrayBuffer();
    setFile({ name: chosen.name, bytes, media: mediaOf(bytes) });
  };
  useEffect(() => {
    if (!file) return;
    let stale = false;
    setFailed(null);
    checkMessage({ text: file.bytes, media: file.media, format: format || undefined }, language).then((view) => { if (!stale) setReading(view); }, (error: unknown) => { if (!stale) setFailed(error); });
    return () => { stale = true; };
  }, [file, format, language]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const send = () => file && void lodging.send({ message: { text: file.bytes, media: file.media, format: format || undefined }, language, exit_state: exit || undefined, amends: amends && seen !== null ? { id: amends, version: seen } : undefined });
  return (
    <main id="page" className="page firm-page upload" tabIndex={-1}>
      <h1>{amends ? t('lodge.amend_title', { reference: known.data?.item.reference ?? '' }) : t('upload.title')}</h1>
      <p>{t('upload.about')}</p>
      <label className={over ? 'drop over' : 'drop'} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <Icon name="copy" size={28} />
        <span>{file ? t('upload.other') : t('upload.choose')}</span>
        <input type="file" accept=".xml,.json,.csv,.txt" onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ''; }} />
      </label>
      <div className="filters">
        <ChoiceField label={t('lodged.format')} value={format} onChange={setFormat} choices={[{ value: '', text: t('upload.recognise') }, ...(formats.data?.formats ?? []).map(({ code }) => ({ value: code, text: word('lodged_format', code) }))]} />
        {!amends && <ChoiceField label={t('crossings.direction')} value={exit} onChange={setExit} choices={[{ value: '', text: t('upload.from_message') }, ...post.states.map(({ code }) => ({ value: code, text: `${names.state(code)} → ${names.state(post.states.find((one) => one.code !== code)?.code ?? '')}` }))]} />}
      </div>
      {too_large && <p className="note bad" role="alert"><Icon name="cross" /> {t('upload.too_large')}</p>}
      {failed !== null && <FirmProblem error={failed} />}
      {file && !reading && failed === null && <p className="waiting" role="status">{t('upload.reading')}</p>}
      {file && reading && <Read name={file.name} reading={reading} />}
      {lodging.problem !== null && <FirmProblem error={lodging.problem} />}
      <Waiting state={lodging.state} stop={lodging.stop} />
      {file && reading && (
        <footer className="form-foot">
          {reading.errors > 0 && <p className="hint">{t('upload.correct')}</p>}
          <Button look="primary" size="large" disabled={reading.errors > 0 || reading.format === ''} pending={lodging.state !== 'idle'} onPress={send}>{amends ? t('lodge.amend') : t('lodge.lodge')}</Button>
        </footer>
      )}
    </main>
  );
}

function Read({ name, reading }: { name: string; reading: ReadingView }) {
  const { t, word } = useTexts();
  const number = useNumber();
  const clock = useClock();
  const post = usePost();
  const { declared } = reading;
  return (
    <section className="panel read" role="status">
      <h2>{name}</h2>
      <p>
        {reading.format ? word('lodged_format', reading.format) : t('upload.unknown')} · {number(reading.size_bytes)} B
        {' · '}{t('findings.error', { count: reading.errors })} · {t('findings.warning', { count: reading.warnings })}
      </p>
      {reading.errors === 0 && reading.format !== '' && <p className="note good"><Icon name="check" /> {t(reading.warnings > 0 ? 'upload.with_warnings' : 'lodge.sound')}</p>}
      <FindingList reading={reading} />
      {declared && (
        <details open={reading.errors === 0}>
          <summary>{t('upload.says')}</summary>
          <dl className="facts">
            <dt>{t('lodged.kind')}</dt><dd>{word('lodged_kind', declared.kind)}</dd>
            {declared.plates.length > 0 && <><dt>{t('lodged.plates')}</dt><dd>{declared.plates.map((one) => <Plate key={one} text={one} />)}</dd></>}
            {declared.expected && <><dt>{t('lodged.expected')}</dt><dd>{post.states.map(({ code }) => `${code} ${clock.dayTime(declared.expected!, code)}`).join(' · ')}</dd></>}
            {declared.persons > 0 && <><dt>{t('lodged.persons')}</dt><dd>{number(declared.persons)}</dd></>}
          </dl>
          {declared.items.length > 0 && <div className="scrolls" tabIndex={0} role="region" aria-label={t('lodged.goods_title')}><GoodsTable items={declared.items} /></div>}
        </details>
      )}
    </section>
  );
}
