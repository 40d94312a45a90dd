// The post as every page sees it: its names, its two clocks and the domain's time.
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

import type { Instant, PostView } from '../api/messages';
import { postQuery } from '../api/queries';
import { useTexts } from '../texts/texts';

interface Fetched {
  post: PostView;
  at_ms: number; // of this browser, when the post was read
}
const Context = createContext<Fetched | null>(null);

const again_ms = 3_000; // while the server has not said what post this is

export function PostProvider({ children, fallback }: { children: ReactNode; fallback: ReactNode }) {
  const { data, dataUpdatedAt } = useQuery({ ...postQuery, refetchInterval: ({ state }) => (state.data ? false : again_ms) });
  const fetched = useMemo(() => (data ? { post: data, at_ms: dataUpdatedAt } : null), [data, dataUpdatedAt]);
  return fetched ? <Context value={fetched}>{children}</Context> : fallback;
}

function useFetched(): Fetched {
  const fetched = useContext(Context);
  if (!fetched) throw new Error('a page was drawn before the post was known');
  return fetched;
}

export const usePost = () => useFetched().post;

export interface Names {
  state: (code: string) => string;
  agency: (code: string) => string;
  control: (code: string) => string;
  trafficClass: (code: string) => string;
  station: (code: string) => string;
  fact: (code: string) => string;
  desk: (code: string) => string;
}

export function useNames(): Names {
  const post = usePost();
  const { word } = useTexts();
  return useMemo(() => {
    const title = (list: { code: string; title: string }[], code: string) => list.find((one) => one.code === code)?.title;
    return {
      state: (code) => word('state', code, post.states.find((one) => one.code === code)?.name),
      agency: (code) => word('agency', code, title(post.agencies, code)),
      control: (code) => word('control', code, title(post.controls, code)),
      trafficClass: (code) => word('class', code, title(post.classes, code)),
      station: (code) => word('station', code, title(post.stations, code)),
      fact: (code) => word('fact', code, title(post.facts, code)),
      desk: (code) => code.replaceAll('_', ' '),
    };
  }, [post, word]);
}

/// The domain's clock now. In the demo it runs faster than the wall's.
export function useDomainNow(every_ms: number): number {
  const { post, at_ms } = useFetched();
  const [wall, setWall] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setWall(Date.now()), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return domainNow(post, at_ms, wall);
}

const domainNow = (post: PostView, at_ms: number, wall_ms: number) => Date.parse(post.now) + (wall_ms - at_ms) * (post.speed || 1);

export function useMintInstant(): () => number {
  const { post, at_ms } = useFetched();
  return () => domainNow(post, at_ms, Date.now());
}

const minute_ms = 60_000;

function localTime(language: string, ms: number, offset_min: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: 'UTC', hourCycle: 'h23', ...options }).format(ms + offset_min * minute_ms);
}

export function useClock() {
  const post = usePost();
  const { language } = useTexts();
  return useMemo(() => {
    const offset = (state: string) => post.states.find((one) => one.code === state)?.utc_offset_min ?? 0;
    const ms = (at: Instant | number) => (typeof at === 'number' ? at : Date.parse(at));
    return {
      time: (at: Instant | number, state: string) => localTime(language, ms(at), offset(state), { hour: '2-digit', minute: '2-digit' }),
      exact: (at: Instant | number, state: string) =>
        localTime(language, ms(at), offset(state), { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
      day: (at: Instant | number, state: string) =>
        localTime(language, ms(at), offset(state), { day: 'numeric', month: 'short', year: 'numeric' }),
      dayTime: (at: Instant | number, state: string) =>
        localTime(language, ms(at), offset(state), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    };
  }, [post, language]);
}

export function useAge(): (ms: number) => string {
  const { t } = useTexts();
  return (ms) => {
    const minutes = Math.max(0, Math.floor(ms / minute_ms));
    if (minutes < 60) return t('age.minutes', { m: minutes });
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return t('age.hours', { h: hours, m: String(minutes % 60).padStart(2, '0') });
    return t('age.days', { d: Math.floor(hours / 24), h: hours % 24 });
  };
}

/// The time of one state, now.
export function LocalTime({ state }: { state: string }) {
  const now = useDomainNow(1000);
  const clock = useClock();
  return <time>{clock.time(now, state)}</time>;
}

/// Both clocks of the post, one beside the other: the states may lie in different hours.
export function PostClocks() {
  const post = usePost();
  const now = useDomainNow(1000);
  const clock = useClock();
  const names = useNames();
  return (
    <div className="clocks">
      {post.states.map(({ code }) => (
        <span key={code} className="clock" title={`${names.state(code)}, ${clock.day(now, code)}`}>
          <span className="clock-state">{code}</span>
          <time>{clock.exact(now, code)}</time>
        </span>
      ))}
    </div>
  );
}
