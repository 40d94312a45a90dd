// Channel rules: every agency's versions, read, written, watched in shadow, put into force by somebody else.
import '../styles/work.css';
import '../styles/lodging.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { Problem } from '../api/client';
import type { EditionItem, RuleBookView, RuleStatus } from '../api/lodging_messages';
import { ruleBooksQuery, setStanding } from '../api/lodging_queries';
import { Badge, type Tone } from '../crossing/status';
import { FirmProblem } from '../firm/problem';
import { Button } from '../frame/button';
import type { Picture } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useClock, useNames } from '../post/post';
import { link, useAddress } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { Edition } from './edition';
import { Shadow } from './shadow';
import { WriteRules } from './write_rules';

const looks: Record<RuleStatus, [Tone, Picture]> = { draft: ['mute', 'pen'], shadow: ['info', 'eye_off'], published: ['good', 'check'], retired: ['mute', 'ban'] };

export function StatusBadge({ status }: { status: RuleStatus }) {
  const { t } = useTexts();
  const [tone, picture] = looks[status];
  return <Badge tone={tone} picture={picture}>{t(`rule_status.${status}`)}</Badge>;
}

/// /channels, /channels/KZ/customs, /channels/KZ/customs/2, /channels/KZ/customs/2/shadow, /channels/KZ/customs/2/write
export default function ChannelsPage() {
  const { t } = useTexts();
  const { pathname } = useAddress();
  const books = useQuery(ruleBooksQuery);
  const [, , state = '', agency = '', version = '', act = ''] = pathname.split('/');
  const book = books.data?.books.find((one) => one.state === state && one.agency === agency);
  const edition = book?.editions.find((one) => String(one.version) === version);
  const none = books.error instanceof Problem && books.error.status === 404;
  return (
    <main id="page" className="page channels-page" tabIndex={-1}>
      <div className="page-tools"><h1>{book ? <a {...link('/channels')}>{t('channels.title')}</a> : t('channels.title')}</h1></div>
      {!book && <p>{t('channels.about')}</p>}
      {none && <p className="hint empty">{t('expected.not_here')}</p>}
      {books.error && !none && <ProblemNote error={books.error} />}
      {books.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {books.data && !book && <Books books={books.data.books} />}
      {book && <Book book={book} chosen={edition} />}
      {book && edition && act === 'shadow' && <Shadow key={version} state={state} agency={agency} version={edition.version} />}
      {book && edition && act === 'write' && <WriteRules key={version} state={state} agency={agency} from={edition.version} />}
      {book && edition && act === '' && <Edition key={version} state={state} agency={agency} version={edition.version} />}
    </main>
  );
}

function Books({ books }: { books: RuleBookView[] }) {
  const { t } = useTexts();
  const names = useNames();
  const { officer } = useSession();
  const own = (one: RuleBookView) => one.state === officer.state && one.agency === officer.agency;
  const sorted = [...books].sort((a, b) => Number(own(b)) - Number(own(a)));
  return (
    <ul className="lodgements books">
      {sorted.map((one) => {
        const newest = one.editions.at(-1);
        const published = one.editions.find(({ status }) => status === 'published');
        return (
          <li key={`${one.state} ${one.agency}`}>
            <a {...link(`/channels/${one.state}/${one.agency}/${(published ?? newest)?.version ?? ''}`)}>
              <span className="line-head"><span className="state-tag">{one.state}</span> <strong>{names.agency(one.agency)}</strong>{own(one) && <span className="hint">{t('lodged.own_agency')}</span>}</span>
              <span className="hint">{published ? t('channels.in_force', { version: published.version }) : t('channels.none_in_force')} · {t('channels.versions', { count: one.editions.length })}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Book({ book, chosen }: { book: RuleBookView; chosen: EditionItem | undefined }) {
  const { t } = useTexts();
  const names = useNames();
  const clock = useClock();
  const base = `/channels/${book.state}/${book.agency}`;
  return (
    <section className="panel book scrolls" tabIndex={0} aria-label={names.agency(book.agency)}>
      <h2><span className="state-tag">{book.state}</span> {names.agency(book.agency)}</h2>
      <table className="list lodged-table">
        <thead><tr><th scope="col">{t('lodged.number')}</th><th scope="col">{t('lodged.standing')}</th><th scope="col">{t('channels.author')}</th><th scope="col">{t('channels.decided')}</th><th scope="col">{t('channels.acts')}</th></tr></thead>
        <tbody>
          {[...book.editions].reverse().map((one) => (
            <tr key={one.version} data-version={one.version} className={one.version === chosen?.version ? 'version-here' : ''}>
              <td><a {...link(`${base}/${one.version}`)} aria-current={one.version === chosen?.version ? 'true' : undefined}>{t('channels.version', { version: one.version })}</a></td>
              <td><StatusBadge status={one.status} /></td>
              <td>{one.author || t('channels.first_rules')}</td>
              <td>{one.by} <span className="hint">{book.state} {clock.dayTime(one.at, book.state)}</span></td>
              <td><Acts book={book} edition={one} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Acts({ book, edition }: { book: RuleBookView; edition: EditionItem }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const base = `/channels/${book.state}/${book.agency}/${edition.version}`;
  const set = useMutation({
    mutationFn: (status: RuleStatus) => setStanding(book.state, book.agency, edition.version, status),
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'rule_books' || kind === 'edition' }),
  });
  const button = (status: 'shadow' | 'published' | 'retired', look: 'plain' | 'primary' = 'plain') => <Button size="small" look={look} pending={set.isPending} onPress={() => set.mutate(status)}>{t(`channels.to_${status}`)}</Button>;
  const { status } = edition;
  return (
    <>
      <span className="acts">
        {book.may_write && <a className="button plain small" {...link(`${base}/write`)}>{t('channels.write_from')}</a>}
        {(book.may_write || book.may_decide) && status === 'draft' && button('shadow')}
        {status !== 'published' && <a className="button plain small" {...link(`${base}/shadow`)}>{t('channels.report')}</a>}
        {book.may_decide && (status === 'draft' || status === 'shadow') && button('published', 'primary')}
        {book.may_decide && (status === 'draft' || status === 'shadow') && button('retired')}
      </span>
      {set.error && <FirmProblem error={set.error} />}
    </>
  );
}
