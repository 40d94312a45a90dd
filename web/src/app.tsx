// Which page an address shows, within the frame. Every page is fetched when somebody goes there.
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';

import { postQuery } from './api/queries';
import { Away } from './frame/away';
import { Failure } from './frame/failure';
import { TopBar } from './frame/top_bar';
import { PostProvider, usePost } from './post/post';
import { settle, useAddress } from './route';
import { SessionProvider, useSession } from './session/session';
import { allTexts, lodgingTexts, useTexts } from './texts/texts';

const DeskPage = lazy(() => import('./desk/desk_page'));
/// A page whose words are more than the desk's.
const page = <P,>(load: () => Promise<{ default: ComponentType<P> }>) => lazy(async () => (await Promise.all([load(), allTexts()]))[0]);

const lodgingPage = <P,>(load: () => Promise<{ default: ComponentType<P> }>) => lazy(async () => (await Promise.all([load(), lodgingTexts()]))[0]);

const CrossingPage = page(() => import('./crossing/crossing_page'));
const CrossingsPage = page(() => import('./crossing/crossings_page'));
const Guide = page(() => import('./demo/guide'));
const LivePage = page(() => import('./post/live_page'));
const ArrivalPage = page(() => import('./crossing/arrival_page'));
const InspectPage = page(() => import('./inspection/inspect_page'));
const LayoutsPage = page(() => import('./layouts/layouts_page'));
const LawPage = page(() => import('./law/law_page'));
const ProgrammePage = page(() => import('./programme/programme_page'));
const WorkPage = page(() => import('./work/work_page'));
const JournalPage = page(() => import('./journal/journal_page'));
const StatusPage = page(() => import('./status/status_page'));
const ReleaseTimesPage = page(() => import('./study/release_times_page'));
const StudyPage = page(() => import('./study/study_page'));
const ExpectedPage = lodgingPage(() => import('./expected/expected_page'));
const LodgementPage = lodgingPage(() => import('./expected/lodgement_page'));
const ChannelsPage = lodgingPage(() => import('./channels/channels_page'));
const AccountPage = page(() => import('./accounts/account_page'));
const OfficersPage = page(() => import('./accounts/officers_page'));
const FirmsPage = lodgingPage(() => import('./firms/firms_page'));

export function App() {
  const { pathname } = useAddress();
  return (
    <PostProvider fallback={<Unreached />}>
      <SessionProvider open={pathname === '/status' ? <Suspense fallback={<Waiting />}><StatusPage /></Suspense> : null}>
        <Frame />
      </SessionProvider>
    </PostProvider>
  );
}

function Frame() {
  const { t } = useTexts();
  const { demo_plan } = usePost();
  return (
    <>
      <a className="skip" href="#page">{t('frame.skip')}</a>
      <TopBar />
      <Away />
      {demo_plan && <Suspense><Guide /></Suspense>}
      <Page />
    </>
  );
}

function Waiting() {
  const { t } = useTexts();
  return <p className="waiting" role="status">{t('frame.loading')}</p>;
}

/// Before the post is known: on its way, or the server does not answer.
function Unreached() {
  const { t } = useTexts();
  const { failureCount } = useQuery(postQuery);
  if (failureCount === 0) return <Waiting />;
  return <p className="waiting" role="alert">{t('problem.away')}</p>;
}

function Page() {
  const { pathname } = useAddress();
  const id = '([0-9a-f-]{36})';
  const crossing = new RegExp(`^/crossings/${id}$`).exec(pathname)?.[1];
  const inspection = new RegExp(`^/inspect/${id}/${id}$`).exec(pathname);
  const lodgement = /^\/expected\/([\w-]+)$/.exec(pathname)?.[1];
  const { limited } = useSession();
  const rules = pathname === '/channels' || pathname.startsWith('/channels/');
  return (
    <Failure key={pathname}><Suspense fallback={<Waiting />}>
      {limited ? <AccountPage />
        : pathname === '/' ? <Home />
        : crossing ? <CrossingPage key={crossing} id={crossing} />
        : pathname === '/work' ? <WorkPage />
        : pathname === '/crossings' ? <CrossingsPage />
        : pathname === '/post' ? <LivePage />
        : pathname === '/arrival' ? <ArrivalPage />
        : pathname === '/inspect' || inspection ? <InspectPage key={inspection?.[2] ?? ''} crossing={inspection?.[1]} inspection={inspection?.[2]} />
        : pathname === '/law' ? <LawPage />
        : pathname === '/programme' ? <ProgrammePage />
        : pathname === '/status' ? <StatusPage />
        : pathname === '/journal' ? <JournalPage />
        : pathname === '/release-times' ? <ReleaseTimesPage />
        : pathname === '/layouts' ? <LayoutsPage />
        : pathname === '/study' ? <StudyPage />
        : pathname === '/expected' ? <ExpectedPage />
        : lodgement ? <LodgementPage key={lodgement} id={lodgement} />
        : rules ? <ChannelsPage />
        : pathname === '/account' ? <AccountPage />
        : pathname === '/officers' ? <OfficersPage />
        : pathname === '/firms' ? <FirmsPage />
        : <DeskPage />}
    </Suspense></Failure>
  );
}

/// The server knows where an officer of this role begins.
function Home() {
  const { home } = useSession();
  const { search } = useAddress();
  useEffect(() => settle((search ? '/desk' : home) + search), [home, search]);
  return <Waiting />;
}
