// The pages of whoever lodges: their own frame, nothing of the officers' desk.
import '../styles/crossing.css';
import '../styles/narrow.css';
import '../styles/lodging.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';

import { Problem } from '../api/client';
import type { FirmView } from '../api/lodging_messages';
import { firmCall, firmQuery, noticesQuery } from '../api/lodging_queries';
import { Button } from '../frame/button';
import { Failure } from '../frame/failure';
import { Icon, type Picture } from '../frame/icon';
import { LanguageMenu } from '../frame/language';
import { ThemeMenu } from '../frame/theme';
import { PostProvider, usePost } from '../post/post';
import { link, settle, useAddress } from '../route';
import { type Key, useTexts } from '../texts/texts';
import { forgetKept } from './kept';
import { FirmProblem } from './problem';
import { FirmSignIn } from './sign_in';

const LodgementsPage = lazy(() => import('./lodgements_page'));
const LodgementPage = lazy(() => import('./lodgement_page'));
const LodgePage = lazy(() => import('./lodge_page'));
const UploadPage = lazy(() => import('./upload_page'));
const NoticesPage = lazy(() => import('./notices_page'));
const KeysPage = lazy(() => import('./keys_page'));
const WebhooksPage = lazy(() => import('./webhooks_page'));
const ProgrammersPage = lazy(() => import('./programmers_page'));

const pages: { address: string; title: Key; icon: Picture; of: ComponentType }[] = [
  { address: '/firm', title: 'firm.lodgements', icon: 'list', of: LodgementsPage },
  { address: '/firm/lodge', title: 'firm.lodge', icon: 'plus', of: LodgePage },
  { address: '/firm/upload', title: 'firm.upload', icon: 'copy', of: UploadPage },
  { address: '/firm/notices', title: 'firm.notices', icon: 'alarm', of: NoticesPage },
  { address: '/firm/keys', title: 'firm.keys', icon: 'lock', of: KeysPage },
  { address: '/firm/webhooks', title: 'firm.webhooks', icon: 'chain', of: WebhooksPage },
  { address: '/firm/programmers', title: 'firm.programmers', icon: 'question', of: ProgrammersPage },
];

export function FirmApp() {
  const { t } = useTexts();
  return (
    <PostProvider fallback={<p className="waiting" role="status">{t('frame.loading')}</p>}>
      <Frame />
    </PostProvider>
  );
}

function Frame() {
  const { t } = useTexts();
  const post = usePost();
  const firm = useQuery(firmQuery);
  useEffect(() => { document.title = `${t('firm.title')} · ${post.title}`; }, [t, post]);
  const none = firm.error instanceof Problem && firm.error.status === 404;
  return (
    <>
      <a className="skip" href="#page">{t('frame.skip')}</a>
      <header className="firm-top">
        <a className="brand" {...link('/firm')}>onestop</a>
        <span className="firm-post">{post.title}</span>
        <span className="grow" />
        <LanguageMenu />
        <ThemeMenu />
        {firm.data && <Who firm={firm.data} />}
      </header>
      {firm.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {firm.error && <main id="page" className="page firm-page"><h1>{t('firm.title')}</h1>{none ? <p className="note">{t('firm.none_here')}</p> : <FirmProblem error={firm.error} />}</main>}
      {firm.data === null && <FirmSignIn />}
      {firm.data && <Inside firm={firm.data} />}
    </>
  );
}

function Who({ firm }: { firm: FirmView }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const signOut = async () => {
    await firmCall('DELETE', '/firms/sessions/current').catch((error) => { if (!(error instanceof Problem) || error.status !== 401) throw error; });
    forgetKept();
    client.removeQueries({ predicate: ({ queryKey: [kind] }) => kind !== 'post' && kind !== 'firm' });
    client.setQueryData(firmQuery.queryKey, null);
    settle('/firm');
  };
  return (
    <span className="firm-who">
      <strong>{firm.name}</strong>
      <Button size="small" onPress={() => void signOut().catch(() => undefined)}>{t('session.sign_out')}</Button>
    </span>
  );
}

function Inside({ firm }: { firm: FirmView }) {
  const { t } = useTexts();
  const { pathname } = useAddress();
  const notices = useQuery(noticesQuery);
  const news = notices.data ? notices.data.last - notices.data.acknowledged : 0;
  const lodgement = /^\/firm\/lodgements\/([\w-]+)$/.exec(pathname)?.[1];
  const Page = pages.find((one) => one.address === pathname)?.of ?? LodgementsPage;
  return (
    <>
      <nav className="firm-nav" aria-label={t('frame.pages')}>
        {pages.map((one) => (
          <a key={one.address} {...link(one.address)} aria-current={one.address === pathname ? 'page' : undefined}>
            <Icon name={one.icon} /> <span>{t(one.title)}</span>
            {one.address === '/firm/notices' && news > 0 && <span className="badge info">{String(news)}<span className="unseen"> {t('notices.new')}</span></span>}
          </a>
        ))}
      </nav>
      {firm.state === 'registered' && <p className="note firm-state"><Icon name="clock" /> {t('firm.registered_means')}</p>}
      <Failure key={pathname}>
        <Suspense fallback={<p className="waiting" role="status">{t('frame.loading')}</p>}>
          {lodgement ? <LodgementPage key={lodgement} id={lodgement} /> : <Page />}
        </Suspense>
      </Failure>
    </>
  );
}
