// One vehicle of the first replication in every layout, on one axis of time: the same driver, the same papers, the same draws.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { FollowedView, PieceView, Simulated, WayView } from '../api/messages';
import { followedQuery } from '../api/queries';
import { ChoiceField, OneOf } from '../frame/field';
import { useNames } from '../post/post';
import { useTexts } from '../texts/texts';
import { useDecimal, useMinutes } from './numbers';
import { flowKey, useFlowName, useLayoutName } from './result';
import { SimulationProblem } from './simulation_problem';

const kinds = ['working', 'waiting', 'held', 'driving', 'road'] as const;

export function Followed({ id, result }: { id: string; result: Simulated }) {
  const { t } = useTexts();
  const minutes = useMinutes();
  const flowName = useFlowName();
  const flows = result.flows.filter((flow) => flow.candidates.length > 0);
  const slowest = flows.reduce((most, one) => ((one.layouts[0]?.release?.ms ?? 0) > (most?.layouts[0]?.release?.ms ?? 0) ? one : most), flows[0]);
  const [chosen, choose] = useState('');
  const [which, pick] = useState('slow');
  const flow = flows.find((one) => flowKey(one) === chosen) ?? slowest;
  const vehicle = flow?.candidates.find((one) => one.which === which) ?? flow?.candidates[0];
  const followed = useQuery({ ...followedQuery(id, flow?.flow ?? '', flow?.exit_state ?? '', vehicle?.ordinal ?? 0), enabled: Boolean(vehicle), placeholderData: keepPreviousData });
  if (!flow || !vehicle) return null;
  return (
    <section className="panel followed">
      <h2>{t('layouts.follow')}</h2>
      <p className="hint">{t('layouts.follow_hint')}</p>
      <div className="wishes">
        <ChoiceField label={t('layouts.flow')} value={flowKey(flow)} onChange={choose} choices={flows.map((one) => ({ value: flowKey(one), text: flowName(one) }))} />
        <OneOf label={t('layouts.vehicle')} value={vehicle.which} onChange={pick} choices={flow.candidates.map((one) => ({ value: one.which, text: `${t(`candidate.${one.which as 'slow'}`)}: ${one.release_ms.map(minutes).join(' → ')} ${t('layouts.min')}` }))} />
      </div>
      {followed.error && <SimulationProblem error={followed.error} />}
      {followed.data && <Ways followed={followed.data} result={result} />}
    </section>
  );
}

function Ways({ followed, result }: { followed: FollowedView; result: Simulated }) {
  const { t } = useTexts();
  const minutes = useMinutes();
  const named = useLayoutName(result);
  const longest = Math.max(1, ...followed.ways.map((way) => Math.max(way.released_ms, ...way.pieces.map((piece) => piece.until_ms)) - way.came_ms));
  const lanes = followed.ways.map((way) => lanesOf(way.pieces));
  return (
    <>
      <ul className="legend" aria-hidden="true">{kinds.map((kind) => <li key={kind}><span className="piece" data-kind={kind} /> {t(`way.${kind}`)}</li>)}</ul>
      <div className="gantt" aria-hidden="true">
        {followed.ways.map((way, i) => (
          <div key={i} className="way">
            <span className="way-name">{named(i)}<span className="hint">{minutes(way.released_ms - way.begun_ms)} {t('layouts.min')}</span></span>
            <div className="way-lanes">
              {(lanes[i] ?? []).map((lane, row) => (
                <div key={row} className="way-lane">
                  {lane.map((piece, at) => <Piece key={at} piece={piece} way={way} longest={longest} />)}
                </div>
              ))}
            </div>
          </div>
        ))}
        <Axis longest={longest} />
      </div>
      <div className="beside">{followed.ways.map((way, i) => <WayTable key={i} way={way} name={named(i)} />)}</div>
    </>
  );
}

/// Two agencies may work at once: stretches that overlap lie in rows of their own.
function lanesOf(pieces: PieceView[]): PieceView[][] {
  const lanes: PieceView[][] = [];
  for (const piece of pieces) {
    const free = lanes.find((lane) => (lane.at(-1)?.until_ms ?? 0) <= piece.from_ms);
    if (free) free.push(piece);
    else lanes.push([piece]);
  }
  return lanes;
}

function usePieceWords(): (piece: PieceView) => string {
  const { t } = useTexts();
  const names = useNames();
  return (piece) => {
    const doing = piece.doing ? `: ${names.control(piece.doing)}` : '';
    const who = piece.agency ? ` (${names.agency(piece.agency)}, ${[piece.state, piece.partner].filter(Boolean).join(' + ')})` : piece.state ? ` (${piece.state})` : '';
    const at = piece.station ? `, ${names.station(piece.station)}` : '';
    return t(`way.${piece.kind as 'working'}`) + (piece.kind === 'waiting' && piece.doing ? ` → ${names.control(piece.doing)}` : doing) + who + at;
  };
}

function Piece({ piece, way, longest }: { piece: PieceView; way: WayView; longest: number }) {
  const words = usePieceWords();
  const percent = (ms: number) => `${(100 * ms) / longest}%`;
  return <span className="piece" data-kind={piece.kind} title={words(piece)} style={{ left: percent(piece.from_ms - way.came_ms), width: percent(piece.until_ms - piece.from_ms) }} />;
}

function Axis({ longest }: { longest: number }) {
  const { t } = useTexts();
  const decimal = useDecimal(0);
  const minutes = longest / 60_000;
  const step = [5, 10, 15, 30, 60, 120, 240, 480, 960, 1920].find((one) => minutes / one <= 8) ?? 3840;
  const marks = Array.from({ length: Math.floor(minutes / step) + 1 }, (_, i) => i * step);
  return (
    <div className="way axis">
      <span className="way-name hint">{t('layouts.minutes_from_arrival')}</span>
      <div className="way-lanes">{marks.map((one) => <span key={one} className="mark" style={{ left: `${(100 * one) / minutes}%` }}>{decimal(one)}</span>)}</div>
    </div>
  );
}

function WayTable({ way, name }: { way: WayView; name: string }) {
  const { t } = useTexts();
  const minutes = useMinutes();
  const words = usePieceWords();
  return (
    <table className="figures way-table">
      <caption>{name}: {way.released ? t('layouts.released_after', { minutes: minutes(way.released_ms - way.begun_ms) }) : t('layouts.not_released')}</caption>
      <thead><tr><th scope="col">{t('layouts.what_happens')}</th><th scope="col">{t('layouts.from_minute')}</th><th scope="col">{t('layouts.lasts')}</th></tr></thead>
      <tbody>
        {way.pieces.map((piece, i) => (
          <tr key={i}><th scope="row"><span className="piece" data-kind={piece.kind} aria-hidden="true" /> {words(piece)}</th><td>{minutes(piece.from_ms - way.came_ms)}</td><td>{minutes(piece.until_ms - piece.from_ms)}</td></tr>
        ))}
      </tbody>
    </table>
  );
}
