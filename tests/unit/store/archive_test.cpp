// What ended long ago is taken out of the database into files; the log verifies as before.
#include <sys/wait.h>

#include <fstream>

#include "engines.h"
#include "store/archiving.h"
#include "store/connections.h"

namespace onestop::store {
namespace {

const Instant evening = morning + 12 * hour_ms;

struct Archives : OnBothEngines {
  std::unique_ptr<Store> store = home.open_sample();
  std::filesystem::path folder = home.folder.file("archives");

  void SetUp() override { std::filesystem::create_directories(folder); }

  /// `ended` crossings of 6 events each that ended in the morning, `inside` that did not, and a stay of each that ended.
  void fill_post(std::uint64_t ended, std::uint64_t inside) {
    fill(*store, ended + inside, 6);
    Commit commit;
    for (std::uint64_t c = 1; c <= ended; ++c) {
      auto row = sample_crossing(crossing_id(c), 6, morning);
      row.ended = morning + static_cast<std::int64_t>(c);
      commit.crossings.push_back(row);
      study::Stay stay;
      stay.crossing = crossing_id(c), stay.exit_state = "KZ", stay.entry_state = "KG", stay.layout = "combined", stay.traffic_class = "truck";
      commit.stays.push_back(stay);
      commit.tokens.push_back({Token{1}, crossing_id(c), person_id(c)});
    }
    commit_one(*store, commit);
  }
  void sign_both() {
    sign_now(*store, kz);
    sign_now(*store, kg);
  }
  static ArchiveRules rules(std::size_t most_events = 1000) { return {.crossings_until = morning + hour_ms, .lodgements_until = morning + hour_ms, .most_events = most_events}; }
  Archiver archiver(std::size_t most_events = 1000) const { return {home.path(), folder, rules(most_events)}; }
  std::uint64_t archive_all(std::size_t most_events = 1000) {
    auto archiving = archiver(most_events);
    std::uint64_t events = 0;
    for (;;) {
      const auto segment = value(archiving.next({0x0400, ++made_}, evening));
      if (!segment) return events;
      must(store->writer().begin());
      must(store->writer().put_archive(*segment));
      must(store->writer().finish());
      events += segment->archive.events.size();
    }
  }
  std::int64_t number(const char* sql) const { return connect(home.path(), "", Use::reading)->number(sql); }
  std::uint64_t made_ = 0;
  std::filesystem::path only_file() const { return value(archives_in(folder)).at(0); }
};
ON_BOTH_ENGINES(Archives);

std::string told(const Verification& verified) {
  std::string text;
  for (const auto& one : verified.findings) text += one.what + ": " + one.where + "\n";
  return text;
}

TEST_P(Archives, do_database_and_archives_verify_as_one_and_the_database_alone) {
  fill_post(30, 10);
  sign_both();
  EXPECT_EQ(archive_all(), 180u);
  EXPECT_EQ(number("SELECT count(*) FROM event"), 60);
  const auto whole = verify_log(home.path(), {}, folder);
  EXPECT_TRUE(whole.clean()) << told(whole);
  EXPECT_EQ(whole.archives, 1u);
  EXPECT_EQ(whole.archived_events, 180u);
  EXPECT_TRUE(whole.elsewhere.empty());
  const auto alone = verify_log(home.path());
  EXPECT_TRUE(alone.clean()) << told(alone);
  ASSERT_EQ(alone.elsewhere.size(), 2u);
  EXPECT_NE(alone.elsewhere[0].find(only_file().filename().string()), std::string::npos) << alone.elsewhere[0];
}

TEST_P(Archives, does_the_post_go_on_and_archive_again) {
  fill_post(30, 10);
  const auto first = sign_now(*store, kz);
  sign_now(*store, kg);
  EXPECT_EQ(archive_all(50), 180u) << "several files";
  for (std::uint64_t c = 31; c <= 40; ++c) {
    Commit commit;
    commit.expects = {{kz, crossing_id(c), 3}};
    commit.events = {sample_event(kz, crossing_id(c), evening)};
    auto row = sample_crossing(crossing_id(c), 7, evening);
    row.ended = morning + 100 + static_cast<std::int64_t>(c);
    commit.crossings = {row};
    ASSERT_TRUE(std::holds_alternative<Applied>(commit_one(*store, commit)));
  }
  EXPECT_EQ(archive_all(), 0u) << "their last events stand under no checkpoint yet";
  const auto second = sign_now(*store, kz);
  EXPECT_EQ(second.previous, wire::checkpoint_hash(first));
  EXPECT_EQ(archive_all(), 70u);
  EXPECT_EQ(number("SELECT count(*) FROM event"), 0);
  const auto whole = verify_log(home.path(), {first, second}, folder);
  EXPECT_TRUE(whole.clean()) << told(whole);
  EXPECT_EQ(whole.archived_events, 250u);
  EXPECT_TRUE(verify_log(home.path(), {first, second}).clean()) << "every checkpoint that was ever signed, from the hashes alone";
}

TEST_P(Archives, does_whoever_asks_for_an_archived_crossing_hear_where_it_is) {
  fill_post(2, 1);
  sign_both();
  archive_all();
  const auto reader = value(store->reader());
  const auto where = value(reader->archived(crossing_id(1)));
  ASSERT_TRUE(where);
  EXPECT_EQ(where->name, only_file().filename().string());
  for (const auto& said : {reader->read_crossing(crossing_id(1)).error().what, reader->read_stream(kz, crossing_id(1)).error().what, reader->read_raw(crossing_id(1)).error().what})
    EXPECT_NE(said.find("archived in " + where->name), std::string::npos) << said;
  EXPECT_FALSE(value(reader->archived(crossing_id(3))));
  EXPECT_EQ(value(reader->read_crossing(crossing_id(3))).size(), 6u);
  EXPECT_TRUE(value(reader->read_crossing(crossing_id(99))).empty()) << "nobody ever wrote of it";
  EXPECT_TRUE(value(reader->crossing(crossing_id(1)))) << "lists still show it";
  Commit late;
  late.events = {sample_event(kz, crossing_id(1), evening)};
  must(store->writer().begin());
  EXPECT_FALSE(store->writer().apply(late)) << "nothing is added to it";
  store->writer().abandon();
}

TEST_P(Archives, does_what_waits_stay) {
  fill_post(4, 0);
  Commit due;
  due.due = {{{5, 5}, kz, crossing_id(1), "hold", crossing_id(1), evening}};
  commit_one(*store, due);
  must(store->writer().begin());
  must(store->writer().put_quarantine({{6, 6}, crossing_id(2), morning, "ReleaseVehicle", "why"}));
  must(store->writer().finish());
  sign_now(*store, kz);
  EXPECT_EQ(archive_all(), 0u) << "the other recorder has signed nothing";
  sign_now(*store, kg);
  auto archiving = archiver();
  const auto segment = value(archiving.next({7, 7}, evening));
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->archive.events.size(), 12u);
  EXPECT_EQ(archiving.waiting(), 2u);
}

TEST_P(Archives, is_a_crossing_that_somebody_writes_to_meanwhile_left_alone) {
  fill_post(3, 0);
  sign_both();
  auto archiving = archiver();
  const auto segment = value(archiving.next({7, 7}, evening));
  Commit late;
  late.events = {sample_event(kz, crossing_id(2), evening)};
  commit_one(*store, late);
  must(store->writer().begin());
  EXPECT_FALSE(store->writer().put_archive(*segment));
  must(store->writer().finish());
  EXPECT_EQ(number("SELECT count(*) FROM event"), 19);
  EXPECT_EQ(number("SELECT count(*) FROM archive"), 0) << "all or nothing";
  EXPECT_EQ(number("SELECT count(*) FROM stream WHERE archive IS NOT NULL"), 0);
}

TEST_P(Archives, do_statistics_stay_as_they_are_also_when_tables_are_made_anew) {
  fill_post(5, 1);
  sign_both();
  const auto stays = number("SELECT count(*) FROM stay");
  archive_all();
  must(store->writer().begin());
  must(store->writer().clear_study_tables());
  must(store->writer().clear_read_tables());
  must(store->writer().finish());
  EXPECT_EQ(number("SELECT count(*) FROM stay"), stays);
  EXPECT_EQ(number("SELECT count(*) FROM search_token"), 5);
  EXPECT_EQ(number("SELECT count(*) FROM crossing"), 5) << "the one whose events are here is computed again by the caller";
  must(store->writer().begin());
  EXPECT_EQ(value(store->writer().forget_rows(evening, 3)), 3u);
  EXPECT_EQ(value(store->writer().forget_rows(evening, 30)), 2u);
  must(store->writer().finish());
  EXPECT_EQ(number("SELECT count(*) FROM stay"), stays);
  EXPECT_EQ(number("SELECT count(*) FROM search_token"), 0);
  EXPECT_TRUE(value(value(store->reader())->archived(crossing_id(1)))) << "and it can still be said where the crossing lies";
}

TEST_P(Archives, is_every_changed_byte_of_an_archive_found) {
  fill_post(3, 0);
  sign_both();
  archive_all();
  const auto path = only_file();
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t place = 0; place < bytes.size(); place += 61) {
    auto changed = bytes;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << changed;
    EXPECT_FALSE(verify_log(home.path(), {}, folder).clean()) << "byte " << place;
  }
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  EXPECT_TRUE(verify_log(home.path(), {}, folder).clean());
  std::filesystem::remove(path);
  EXPECT_FALSE(verify_log(home.path(), {}, folder).clean());
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_P(Archives, is_an_archive_written_anew_with_another_event_found_by_its_own_signatures) {
  fill_post(3, 0);
  sign_both();
  archive_all();
  auto archive = value(read_archive(only_file())).archive;
  EXPECT_TRUE(verify_archive(archive).empty());
  auto forged = archive;
  forged.events[4].body[80] ^= 1;
  EXPECT_FALSE(verify_archive(forged).empty());
  forged = archive;
  std::swap(forged.events[0].position, forged.events[1].position);
  EXPECT_FALSE(verify_archive(forged).empty());
  forged = archive;
  forged.streams.pop_back();
  EXPECT_FALSE(verify_archive(forged).empty());
  forged = archive;
  forged.events.resize(forged.events.size() - forged.streams.back().version);
  forged.streams.pop_back();
  EXPECT_FALSE(verify_archive(forged).empty()) << "a whole stream was left out";
  forged = archive;
  forged.recorders[0].checkpoint.size -= 1;
  EXPECT_FALSE(verify_archive(forged).empty());
}

TEST_P(Archives, is_a_hash_that_the_database_keeps_and_somebody_changed_found) {
  fill_post(3, 0);
  sign_both();
  archive_all();
  const auto db = connect(home.path(), "", Use::writing);
  auto& row = db->use("SELECT hashes FROM archived_run WHERE recorder = ?").query(kz);
  row.step();
  auto hashes = row.bytes(0);
  row.reset();
  hashes[40] ^= 1;
  db->use("UPDATE archived_run SET hashes = ? WHERE recorder = ?").changed(hashes, kz);
  EXPECT_FALSE(verify_log(home.path()).clean()) << "by the signed checkpoint";
  EXPECT_FALSE(verify_log(home.path(), {}, folder).clean());
  db->use("DELETE FROM archived_run WHERE recorder = ?").changed(kz);
  EXPECT_FALSE(verify_log(home.path()).clean());
}

TEST_P(Archives, is_nothing_lost_when_archiving_is_killed_anywhere) {
  fill_post(40, 5);
  sign_both();
  store.reset();
  const auto seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  for (int run = 0; run < 12; ++run) {
    const auto child = ::fork();
    if (child == 0) {
      auto archiving = archiver(12);
      const auto own = home.open_empty();
      for (std::uint64_t n = 1;; ++n) {
        const auto segment = archiving.next({0x0500 + static_cast<std::uint64_t>(run), n}, evening);
        if (!segment || !*segment) std::_Exit(0);
        static_cast<void>(own->writer().begin());
        static_cast<void>(own->writer().put_archive(**segment));
        static_cast<void>(own->writer().finish());
      }
    }
    ::usleep(static_cast<useconds_t>(random() % 40'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto whole = verify_log(home.path(), {}, folder);
    EXPECT_TRUE(whole.clean()) << "run " << run << "\n" << told(whole);
    EXPECT_EQ(whole.events + whole.archived_events, 270u) << "run " << run;
  }
  store = home.open_empty();
  archive_all();
  EXPECT_EQ(number("SELECT count(*) FROM event"), 30);
  EXPECT_TRUE(verify_log(home.path(), {}, folder).clean());
}

TEST(ArchivedBytes, are_any_bytes_read_without_harm) {
  std::mt19937 random(7);
  Archive archive{{1, 1}, morning, morning, {}, {{{2, 2}, kz, 1, {}}}, {{1, 1, {}, {1}, {2}}}};
  const auto good = to_bytes(archive);
  ASSERT_TRUE(parse_archive(good));
  for (int round = 0; round < 2000; ++round) {
    auto bytes = good;
    bytes[random() % bytes.size()] = static_cast<unsigned char>(random());
    bytes.resize(bytes.size() - random() % 3);
    if (bytes.size() > 32) {
      const auto hash = sha256(ByteView(bytes).first(bytes.size() - 32));
      std::copy(hash.begin(), hash.end(), bytes.end() - 32);
    }
    if (const auto parsed = parse_archive(bytes)) static_cast<void>(verify_archive(*parsed));
  }
}

}  // namespace
}  // namespace onestop::store
