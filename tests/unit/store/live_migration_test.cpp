// A newer program changes the schema while programs of the schema before go on working.
#include <atomic>
#include <chrono>
#include <thread>

#include "engines.h"
#include "store/connections.h"
#include "store/partitions.h"
#include "store/sql_schema.h"

namespace onestop::store {
namespace {

/// What a program of the schema before does to record one event, in its own statements.
class Before {
 public:
  explicit Before(const std::string& path) : db_(connect(path, "", Use::writing)) {}

  void record(const Id& recorder, const Id& stream) {
    db_->begin_writing();
    auto& row = db_->use("SELECT position FROM recorder WHERE id = ? /*+ FOR UPDATE */").query(recorder);
    const auto position = row.step() ? row.u64(0) : 0;
    row.reset();
    auto& head = db_->use("SELECT version, head_hash FROM stream WHERE stream = ? AND recorder = ?").query(stream, recorder);
    const bool known = head.step();
    const auto version = known ? head.u64(0) : 0;
    const auto previous = known ? head.hash(1) : wire::no_previous;
    head.reset();
    const auto sealed = wire::seal({"ControlClosed", 1, recorder, stream, version + 1, morning, {}, {}}, previous, {{"control", wire::Visibility::shared, {}, text_bytes("customs"), true}},
                                   [](const Id&) { return std::nullopt; }, numbered_entropy(position)).value();
    if (!db_->alone()) db_->announce_events();
    const auto seq = db_->draw(Connection::Counter::log, 1).at(0);
    db_->use("INSERT INTO event (seq, recorder, position, stream, version, type, type_version, at, hash, envelope, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(seq, recorder, position + 1, stream, version + 1, "ControlClosed", 1, morning, sealed.hash, sealed.envelope, sealed.body);
    db_->use("INSERT INTO stream (stream, recorder, version, head_hash) VALUES (?, ?, ?, ?) ON CONFLICT (stream, recorder) DO UPDATE SET version = excluded.version, head_hash = excluded.head_hash")
        .run(stream, recorder, version + 1, sealed.hash);
    db_->use("UPDATE recorder SET position = ? WHERE id = ?").run(position + 1, recorder);
    db_->commit();
  }
  void give_up() { db_->rollback(); }

 private:
  std::unique_ptr<Connection> db_;
};

struct LiveMigration : OnBothEngines {
  void stands_at(int schema) {
    const auto db = connect(home.path(), "", Use::writing);
    migrate_log(*db, schema);
    for (const auto& id : {kz, kg})
      db->use("INSERT INTO recorder (id, state, name, public_key, position, tree_size, tree_peaks) VALUES (?, ?, ?, ?, 0, 0, ?)").changed(id, id == kz ? "KZ" : "KG", "post", key_of(id).public_key, Bytes{});
  }
  void go_on_while_a_newer_one_migrates();
};
ON_BOTH_ENGINES(LiveMigration);

void LiveMigration::go_on_while_a_newer_one_migrates() {
  // Whoever waits for a file's lock looks again from time to time and has no place in a queue: without a pause nobody else would write.
  constexpr auto pause = std::chrono::milliseconds(2);
  std::atomic<std::uint64_t> done = 0, again = 0, failed = 0;
  std::jthread before([&](const std::stop_token& stop) {
    Before program(home.path());
    while (!stop.stop_requested()) {
      try {
        program.record(kz, crossing_id(1 + done % 7));
        ++done;
        std::this_thread::sleep_for(pause);
      } catch (const DatabaseFailure& failure) {
        program.give_up();
        if (failure.trouble == Trouble::in_the_way) ++again;
        else if (++failed < 5) ADD_FAILURE() << failure.what;
      }
    }
  });
  const auto wait_for = [&](std::uint64_t more) {
    for (const auto from = done.load(); done < from + more && failed == 0;) std::this_thread::yield();
  };
  wait_for(50);
  const auto store = home.open_empty();
  for (std::uint64_t n = 0; n < 30; ++n) {
    Commit commit;
    commit.events = {sample_event(kg, crossing_id(100 + n % 3), morning)};
    EXPECT_TRUE(std::holds_alternative<Applied>(commit_one(*store, commit)));
  }
  wait_for(50);
  before.request_stop();
  before.join();
  std::printf("%llu recorded by the program before, %llu times again\n", static_cast<unsigned long long>(done), static_cast<unsigned long long>(again));
  EXPECT_EQ(failed, 0u);
  const auto verified = verify_log(home.path());
  EXPECT_TRUE(verified.clean()) << verified.findings[0].where;
  EXPECT_EQ(verified.events, done + 30);
}

TEST_P(LiveMigration, does_a_program_of_the_schema_before_go_on_while_a_newer_one_migrates) {
  stands_at(newest_log_schema() - 1);
  go_on_while_a_newer_one_migrates();
}

TEST_P(LiveMigration, does_a_program_from_before_there_were_partitions_go_on) {
  stands_at(6);
  go_on_while_a_newer_one_migrates();
}

TEST_P(LiveMigration, is_a_newer_schema_gone_on_with_where_it_says_so_and_refused_otherwise) {
  home.open_empty();
  const auto newest = newest_log_schema();
  const auto db = connect(home.path(), "", Use::writing);
  const auto written_by_newer = [&](int number, int compatible_from) {
    db->use("INSERT INTO migration (number, sha256, compatible_from) VALUES (?, ?, ?)").changed(number, Bytes(32), compatible_from);
  };
  written_by_newer(newest + 1, newest);
  EXPECT_TRUE(open(home.with()));
  written_by_newer(newest + 2, newest);
  EXPECT_TRUE(open(home.with()));
  written_by_newer(newest + 3, newest + 3);
  const auto refused = open(home.with());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("was written by a newer onestop"), std::string::npos) << refused.error().what;
}

TEST(LiveMigrationOfPostgres, are_indexes_that_are_missing_or_half_made_made_at_the_start) {
  const Home home(Engine::postgres);
  home.open_empty();
  const auto db = connect(home.path(), "", Use::writing);
  constexpr const char* whole = "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = 'crossing_ended' AND i.indisvalid";
  EXPECT_EQ(db->number(whole), 1);
  db->run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'crossing_ended'::regclass");
  EXPECT_EQ(db->number(whole), 0);
  home.open_empty();
  EXPECT_EQ(db->number(whole), 1);
  db->run("DROP INDEX crossing_ended");
  home.open_empty();
  EXPECT_EQ(db->number(whole), 1);
}

struct Partitions : testing::Test {
  Partitions() { ::setenv("ONESTOP_PARTITION_EVENTS", "50", 1); }
  ~Partitions() override { ::unsetenv("ONESTOP_PARTITION_EVENTS"); }
  Home home{Engine::postgres};
  std::int64_t count(const char* sql) const { return connect(home.path(), "", Use::writing)->number(sql); }
  std::int64_t partitions() const { return count("SELECT count(*) FROM pg_inherits WHERE inhparent = 'event'::regclass"); }
};

TEST_F(Partitions, do_they_stand_ready_before_anybody_writes_there) {
  const auto store = home.open_sample();
  EXPECT_GE(partitions(), 2);
  for (std::uint64_t n = 0; n < 20; ++n) {
    for (std::uint64_t e = 0; e < 20; ++e) {
      Commit commit;
      commit.events = {sample_event(kz, crossing_id(1000 * n + e), morning)};
      commit_one(*store, commit);
    }
    must(store->writer().rest());
  }
  EXPECT_GE(partitions(), 9);
  const auto reader = value(store->reader());
  EXPECT_EQ(value(reader->read_after(0, 1000)).size(), 400u);
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_F(Partitions, is_one_whose_events_are_archived_exchanged_for_what_stays) {
  const auto store = home.open_sample();
  Commit shift;
  shift.events = {sample_event(kz, crossing_id(7777), morning)};
  commit_one(*store, shift);
  for (std::uint64_t e = 0; e < 300; ++e) {
    Commit commit;
    commit.events = {sample_event(kz, crossing_id(1 + e), morning)};
    commit_one(*store, commit);
    if (e % 20 == 0) must(store->writer().rest());
  }
  const auto db = connect(home.path(), "", Use::writing);
  const auto size = [&] { return db->number("SELECT sum(pg_relation_size(inhrelid))::bigint FROM pg_inherits WHERE inhparent = 'event'::regclass"); };
  const auto before = size(), tables = partitions();
  db->use("DELETE FROM event WHERE seq > 1 AND seq < 290").changed();
  EXPECT_EQ(size(), before) << "deleted rows keep their place";
  EXPECT_GE(exchange_archived(*db), 3u);
  EXPECT_LT(size(), before / 2);
  EXPECT_EQ(partitions(), tables);
  EXPECT_EQ(db->number("SELECT count(*) FROM event WHERE seq = 1"), 1);
  EXPECT_EQ(db->number("SELECT count(*) FROM event"), 13);
  EXPECT_EQ(exchange_archived(*db), 0u) << "nothing more to gain";
  Commit more;
  more.events = {sample_event(kz, crossing_id(9999), morning)};
  EXPECT_TRUE(std::holds_alternative<Applied>(commit_one(*store, more)));
}

}  // namespace
}  // namespace onestop::store
