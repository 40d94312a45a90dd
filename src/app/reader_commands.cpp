#include "app/reader_commands.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/data_store.h"
#include "app/reader_rights.h"
#include "app/retention.h"
#include "server/audit/accounts.h"
#include "server/audit/audit.h"
#include "server/post/clock.h"
#include "server/post/officers.h"
#include "store/archiving.h"
#include "store/partitions.h"
#include "store/readers.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"
#include "wire/rights_yaml.h"

namespace onestop::app {
namespace {

int failed(const Fault& why) {
  std::fprintf(stderr, "%s\n", why.what.c_str());
  return 1;
}

int failed(const wire::Findings& findings) {
  std::fputs(wire::to_text(findings).c_str(), stderr);
  return 1;
}

constexpr std::size_t rows_at_once = 1000;

struct Until {
  store::ArchiveRules rules;
  std::optional<Instant> rows, refusals, searches;
};

Expected<Until> until(const ArchiveWish& wish, Instant now) {
  const auto rules = load_retention(wish.rules);
  if (!rules) return fault(wire::to_text(rules.error()));
  const auto today = wish.today.empty() ? std::optional(day_of(now, 0)) : parse_day(wish.today);
  const auto before = wish.before.empty() ? today : parse_day(wish.before);
  if (!today || !before) return fault("days are written as 2026-07-06");
  const auto never = Instant{INT64_MIN};
  Until until{{rules->until(Kept::crossing_events, *today).value_or(never), rules->until(Kept::lodgement_events, *today).value_or(never)},
              rules->until(Kept::read_rows, *today), rules->until(Kept::refusals, *today), rules->until(Kept::searches, *today)};
  if (!wish.before.empty()) until.rules.crossings_until = until.rules.lodgements_until = Instant{before->number * day_ms};
  return until;
}

/// One segment goes out of the database, and that it went is on the log, in the same transaction.
Expected<void> take_out(store::Writer& writer, const store::ArchiveInFile& segment, Instant now) {
  if (auto begun = writer.begin(); !begun) return begun;
  auto done = writer.put_archive(segment);
  if (done) {
    const audit::HandedOut handed_out{{}, "archive", segment.archive.id, segment.sha256, segment.path.filename().string()};
    done = server::put_audit(writer, segment.archive.recorders.front().id, now, handed_out, {});
  }
  if (!done) {
    writer.abandon();
    return done;
  }
  return writer.finish();
}

template <class Forget>
Expected<std::size_t> forget_all(store::Writer& writer, const std::optional<Instant>& before, Forget forget) {
  std::size_t all = 0;
  for (std::size_t some = 1; before && some > 0; all += some) {
    if (auto begun = writer.begin(); !begun) return std::unexpected(begun.error());
    const auto gone = (writer.*forget)(*before, rows_at_once);
    if (auto done = writer.finish(); !done) return std::unexpected(done.error());
    if (!gone) return gone;
    some = *gone;
  }
  return all;
}

Expected<void> archive_and_forget(store::Store& store, const ArchiveWish& wish, Instant now) {
  const auto bounds = until(wish, now);
  if (!bounds) return std::unexpected(bounds.error());
  store::Archiver archiver(wish.data, wish.into, bounds->rules);
  std::size_t events = 0, streams = 0, files = 0;
  for (;;) {
    const auto segment = archiver.next(server::fresh_id(server::wall_now()), now);
    if (!segment) return std::unexpected(segment.error());
    if (!*segment) break;
    if (auto done = take_out(store.writer(), **segment, now); !done) return done;
    events += (*segment)->archive.events.size(), streams += (*segment)->archive.streams.size(), ++files;
    std::printf("%s holds %zu events of %zu streams.\n", (*segment)->path.c_str(), (*segment)->archive.events.size(), (*segment)->archive.streams.size());
  }
  std::printf("%zu events of %zu streams lie in %zu new archives. %zu streams wait for a checkpoint, a deadline or a quarantine.\n", events, streams, files, archiver.waiting());
  auto& writer = store.writer();
  const auto rows = forget_all(writer, bounds->rows, &store::Writer::forget_rows);
  const auto refusals = forget_all(writer, bounds->refusals, &store::Writer::forget_refusals);
  const auto searches = forget_all(writer, bounds->searches, &store::Writer::forget_searches);
  for (const auto* one : {&rows, &refusals, &searches})
    if (!*one) return std::unexpected(one->error());
  std::printf("Forgotten: %zu rows of lists, %zu refusals, %zu searches.\n", *rows, *refusals, *searches);
  if (const auto exchanged = store::give_back_space(wish.data); !exchanged) return std::unexpected(exchanged.error());
  else if (*exchanged > 0) std::printf("%zu partitions of events were exchanged for what is left in them.\n", *exchanged);
  return {};
}

}  // namespace

int archive(const ArchiveWish& wish) {
  auto store = open_existing(wish.data);
  if (!store) return failed(store.error());
  const auto now = server::log_now((*store)->writer().reader());
  if (!now) return failed(now.error());
  if (const auto done = archive_and_forget(**store, wish, *now); !done) return failed(done.error());
  return 0;
}

int database_readers(const DatabaseReaders& asked) {
  const auto post = wire::load_post(asked.post);
  if (!post) return failed(post.error());
  const auto readers = load_reader_rights(asked.readers, *post);
  if (!readers) return failed(readers.error());
  const auto law = wire::load_law(asked.law);
  if (!law) return failed(law.error());
  const auto rights = wire::load_rights(asked.rights, wire::words_of(*law, {post->states[0].code, post->states[1].code}, {post->code}));
  if (!rights) return failed(rights.error());
  if (const auto beyond = beyond_rights(*readers, *rights); !beyond.empty()) return failed(Fault{beyond});
  const auto sql = store::readers_sql(*readers);
  if (!sql) return failed(sql.error());
  if (asked.print) {
    std::fputs(sql->c_str(), stdout);
    return 0;
  }
  if (asked.data.empty()) return failed(Fault{"say in which database with --data, or print the statements with --print"});
  if (const auto done = store::make_readers(asked.data, *sql); !done) return failed(done.error());
  for (const auto& one : *readers) std::printf("%s reads in the schema reading.\n", store::reader_role(one).c_str());
  std::printf("The roles have no password; give each one, or a certificate, by the server's own means.\n");
  return 0;
}

void add_reader_commands(CLI::App& app, int& code) {
  auto* database = app.add_subcommand("database", "The database of a post (PostgreSQL)");
  database->require_subcommand(1);
  auto asked = std::make_shared<DatabaseReaders>();
  auto* readers = database->add_subcommand("readers", "Make a role for each agency that reads views of its own, and nothing else");
  readers->add_option("--data", asked->data, "Address of the database, as its owner with CREATEROLE or as a superuser");
  readers->add_option("--post", asked->post)->capture_default_str();
  readers->add_option("--readers", asked->readers, "File of what each agency may read with SQL")->capture_default_str();
  readers->add_option("--law", asked->law, "Folder with the law")->capture_default_str();
  readers->add_option("--rights", asked->rights, "File of the post's rights, beyond which nothing is given")->capture_default_str();
  readers->add_flag("--print", asked->print, "Print the statements, for whoever may carry them out");
  readers->callback([asked, &code] { code = database_readers(*asked); });

  auto wish = std::make_shared<ArchiveWish>();
  auto* archiving = app.add_subcommand("archive", "Take what ended long ago out of the database into files that verify with it");
  archiving->add_option("--data", wish->data, "File of the log, or address of a PostgreSQL database")->required();
  archiving->add_option("--into", wish->into, "Folder of the archives")->required()->check(CLI::ExistingDirectory);
  archiving->add_option("--rules", wish->rules, "File of how long what is kept")->capture_default_str();
  archiving->add_option("--before", wish->before, "Events of what ended before that day, whatever the rules say of them");
  archiving->add_option("--today", wish->today, "The day from which the rules count back; the log's own where none is given");
  archiving->callback([wish, &code] { code = archive(*wish); });
}

}  // namespace onestop::app
