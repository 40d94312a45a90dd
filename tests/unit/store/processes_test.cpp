// Several programs on one database of PostgreSQL.
#include <sys/wait.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "engines.h"
#include "store/connections.h"
#include "store/postgres_connection.h"

namespace onestop::store {
namespace {

/// Each store here is what another process would have: connections, counters and memory of its own.
struct Processes : testing::Test {
  explicit Processes(Engine engine = Engine::postgres) : home(engine) {}
  Home home;
  std::unique_ptr<Store> one = home.open_sample(), other = home.open_empty();

  static Commit event_of(const Id& recorder, std::uint64_t crossing, std::vector<StreamExpectation> expects = {}) {
    Commit commit;
    commit.expects = std::move(expects);
    commit.events = {sample_event(recorder, crossing_id(crossing), morning, "Aida", 1000 * recorder.low + crossing)};
    return commit;
  }
  static Expected<Outcome> held_open(Store& store, const Commit& commit) {
    must(store.writer().begin());
    return store.writer().apply(commit);
  }
  /// The work goes on beside us; returns once it waits for a lock of ours, or is over without.
  std::thread waiting(std::function<void()> work) const {
    auto over = std::make_shared<std::atomic<bool>>(false);
    std::thread beside([over, work = std::move(work)] {
      try {
        work();
      } catch (const std::exception& failed) {
        ADD_FAILURE() << failed.what();
      }
      *over = true;
    });
    const auto watching = connect(home.path(), "", Use::reading);
    while (!*over && watching->number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) std::this_thread::yield();
    return beside;
  }
  static std::vector<std::uint64_t> numbers(Reader& reader, std::uint64_t after = 0) {
    std::vector<std::uint64_t> seqs;
    for (const auto& event : value(reader.read_after(after, 1000))) seqs.push_back(event.seq);
    return seqs;
  }
};

using Numbers = std::vector<std::uint64_t>;

TEST_F(Processes, does_a_follower_wait_for_an_event_that_commits_late) {
  const auto follower = value(one->reader());
  commit_one(*one, event_of(kz, 1));
  ASSERT_TRUE(held_open(*one, event_of(kz, 2)));
  for (std::uint64_t c = 3; c <= 5; ++c) commit_one(*other, event_of(kg, c));
  EXPECT_EQ(value(follower->read_crossing(crossing_id(3))).size(), 1u) << "others commit meanwhile, and whoever asks for their crossing sees it";
  EXPECT_EQ(numbers(*follower), (Numbers{1}));
  EXPECT_EQ(value(follower->read_raw_after(0, 100)).size(), 1u);
  EXPECT_EQ(value(follower->last_seq()), 1u) << "whoever begins to follow from here skips nothing either";
  must(one->writer().finish());
  EXPECT_EQ(numbers(*follower, 1), (Numbers{2, 3, 4, 5}));
  EXPECT_EQ(value(follower->last_seq()), 5u);
}

TEST_F(Processes, is_a_transaction_that_comes_to_nothing_waited_for_no_longer) {
  const auto follower = value(one->reader());
  ASSERT_TRUE(held_open(*one, event_of(kz, 1)));
  commit_one(*other, event_of(kg, 2));
  EXPECT_EQ(numbers(*follower), Numbers{});
  one->writer().abandon();
  EXPECT_EQ(numbers(*follower), (Numbers{2}));
  commit_one(*one, event_of(kz, 1));
  EXPECT_EQ(numbers(*follower, 2), (Numbers{3}));
  EXPECT_TRUE(verify_log(home.path()).clean()) << "positions have no gap, whatever became of the numbers";
}

TEST_F(Processes, does_a_held_state_keep_to_what_was_settled_when_it_was_taken) {
  const auto follower = value(one->reader());
  ASSERT_TRUE(held_open(*one, event_of(kz, 1)));
  commit_one(*other, event_of(kg, 2));
  must(follower->hold_snapshot());
  must(one->writer().finish());
  EXPECT_EQ(numbers(*follower), Numbers{}) << "number 2 is in this state and number 1 is not";
  follower->release_snapshot();
  EXPECT_EQ(numbers(*follower), (Numbers{1, 2}));
}

TEST_F(Processes, do_two_that_take_several_commits_in_opposite_order_both_get_through) {
  must(one->writer().begin(Takes::several));
  ASSERT_TRUE(one->writer().apply(event_of(kz, 1)));
  auto beside = waiting([&] {
    must(other->writer().begin(Takes::several));
    value(other->writer().apply(event_of(kg, 2)));
    value(other->writer().apply(event_of(kz, 3)));
    must(other->writer().finish());
  });
  EXPECT_TRUE(one->writer().apply(event_of(kg, 4)));
  EXPECT_TRUE(one->writer().finish());
  beside.join();
  EXPECT_EQ(numbers(*value(one->reader())).size(), 4u);
}

TEST_F(Processes, does_a_follower_see_everything_once_while_four_write_at_random) {
  constexpr std::uint64_t writers = 4, rounds = 150;
  must(one->writer().begin());
  for (std::uint64_t w = 1; w <= writers; ++w) must(one->writer().put_recorder({{0x0100, 10 + w}, "KZ", "post", {}, 0}));
  must(one->writer().finish());
  std::atomic<std::uint64_t> writing = writers, committed = 0;
  std::vector<std::thread> threads;
  for (std::uint64_t w = 1; w <= writers; ++w)
    threads.emplace_back([&, w] {
      std::mt19937_64 random(w);
      const auto store = home.open_empty();
      for (std::uint64_t round = 0; round < rounds; ++round) {
        must(store->writer().begin());
        const auto events = 1 + random() % 3;
        for (std::uint64_t e = 0; e < events; ++e) value(store->writer().apply(event_of({0x0100, 10 + w}, 100 * w + e)));
        for (auto pause = random() % 4; pause > 0; --pause) value(store->writer().reader().counts());  // others overtake
        if (random() % 8 == 0) store->writer().abandon();
        else if (store->writer().finish()) committed += events;
      }
      --writing;
    });
  const auto follower = value(one->reader());
  std::set<std::uint64_t> seen;
  for (std::uint64_t after = 0;;) {
    const bool last = writing == 0;
    const auto next = numbers(*follower, after);
    for (const auto seq : next) {
      EXPECT_GT(seq, after);
      after = seq;
      seen.insert(seq);
    }
    if (last && next.empty()) break;
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen.size(), committed);
  EXPECT_EQ(value(follower->counts()).events, committed);
  const auto verified = verify_log(home.path());
  EXPECT_TRUE(verified.clean()) << verified.findings[0].where;
}

/// One command after the other on one stream, each on what it read. The number that were done.
std::uint64_t contend(const Home& home, std::uint64_t process, std::uint64_t commands) {
  const auto store = home.open_empty();
  std::uint64_t done = 0;
  for (std::uint64_t n = 1; n <= commands;) {
    must(store->writer().begin());
    auto& reader = store->writer().reader();
    const auto heads = value(reader.versions(crossing_id(1)));
    const auto version = heads.empty() ? 0 : heads[0].version;
    const auto row = value(reader.crossing(crossing_id(1)));
    Commit commit;
    commit.expects = {{kz, crossing_id(1), version}};
    commit.events = {sample_event(kz, crossing_id(1), morning)};
    commit.events[0].fields = {{"command", wire::Visibility::shared, {}, text_bytes(std::to_string(process * 100'000 + n)), true}};
    commit.crossings = {sample_crossing(crossing_id(1), version + 1, morning)};
    commit.crossings[0].flags = (row ? row->flags : 0) + 1;  // what an update lost would not count
    const auto outcome = value(store->writer().apply(commit));
    must(store->writer().finish());
    if (std::holds_alternative<StaleVersion>(outcome)) continue;
    ++done, ++n;
  }
  return done;
}

TEST_F(Processes, is_any_of_ten_thousand_commands_of_two_processes_on_one_stream_lost) {
  constexpr std::uint64_t each = 5000;
  other.reset();
  const auto child = ::fork();
  if (child == 0) {
    try {
      ::_exit(contend(home, 2, each) == each ? 0 : 1);
    } catch (...) {
      ::_exit(2);
    }
  }
  EXPECT_EQ(contend(home, 1, each), each);
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  const auto reader = value(one->reader());
  EXPECT_EQ(value(reader->versions(crossing_id(1))).at(0).version, 2 * each);
  EXPECT_EQ(value(reader->crossing(crossing_id(1)))->flags, 2 * each);
  std::set<Bytes> commands;
  for (const auto& event : value(reader->read_crossing(crossing_id(1)))) commands.insert(event.fields.at(0).value);
  EXPECT_EQ(commands.size(), 2 * each);
  const auto verified = verify_log(home.path());
  EXPECT_TRUE(verified.clean()) << verified.findings[0].where;
}

TEST_F(Processes, is_a_command_sent_to_two_at_once_done_once) {
  auto commit = event_of(kz, 1);
  commit.idempotency = Idempotency{"officer", "key", sha256(as_bytes("request")), morning};
  commit.response = {'o', 'k'};
  auto same = commit;
  same.events[0].recorder = kg;  // no lock of a recorder keeps the two apart
  ASSERT_TRUE(held_open(*one, commit));
  auto second = waiting([&] {
    const auto outcome = commit_one(*other, same);
    ASSERT_TRUE(std::holds_alternative<AlreadyDone>(outcome));
    EXPECT_EQ(std::get<AlreadyDone>(outcome).response, (Bytes{'o', 'k'}));
  });
  must(one->writer().finish());
  second.join();
  EXPECT_EQ(value(one->writer().reader().counts()).events, 1u);
}

TEST_F(Processes, does_a_deadline_fire_once_when_two_fire_it_at_once) {
  auto commit = event_of(kz, 1);
  commit.due = {{{5, 5}, kz, crossing_id(1), "hold_expires", {}, morning}};
  commit_one(*one, commit);
  auto fires = event_of(kz, 1), same = event_of(kg, 1);
  fires.fires = same.fires = Id{5, 5};
  ASSERT_TRUE(held_open(*one, fires));
  auto second = waiting([&] { EXPECT_TRUE(std::holds_alternative<AlreadyFired>(commit_one(*other, same))); });
  must(one->writer().finish());
  second.join();
}

TEST_F(Processes, does_what_a_commit_rests_on_stand_until_it_is_durable) {
  // Each state acts because the other has not acted yet.
  const auto rests_on_kg = event_of(kz, 1, {{kg, crossing_id(1), 0}}), rests_on_kz = event_of(kg, 1, {{kz, crossing_id(1), 0}});
  ASSERT_TRUE(held_open(*one, rests_on_kg));
  auto second = waiting([&] { EXPECT_TRUE(std::holds_alternative<StaleVersion>(commit_one(*other, rests_on_kz))); });
  must(one->writer().finish());
  second.join();
}

TEST_F(Processes, do_two_that_stand_in_each_others_way_both_come_through) {
  ASSERT_TRUE(held_open(*one, event_of(kz, 1)));
  ASSERT_TRUE(held_open(*other, event_of(kg, 2)));
  std::atomic<int> faults = 0;
  const auto go_on = [&](Store& store, const Commit& first, const Commit& second) {
    if (store.writer().apply(second) && store.writer().finish()) return;
    ++faults;
    store.writer().abandon();
    commit_one(store, first);
    commit_one(store, second);
  };
  std::thread crosswise([&] { go_on(*other, event_of(kg, 2), event_of(kz, 2)); });
  go_on(*one, event_of(kz, 1), event_of(kg, 1));
  crosswise.join();
  EXPECT_EQ(faults, 1) << "one of the two is told to try again";
  EXPECT_EQ(value(one->writer().reader().counts()).events, 4u);
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_F(Processes, does_the_order_in_which_commits_name_two_recorders_make_any_stand_crosswise) {
  const auto many = [](Store& store, const Id& first, const Id& second, std::uint64_t crossing) {
    for (std::uint64_t i = 0; i < 300; ++i) {
      auto commit = event_of(first, crossing + i);
      commit.events.push_back(event_of(second, crossing + i).events[0]);
      must(store.writer().begin());
      const auto applied = store.writer().apply(commit);
      ASSERT_TRUE(applied) << applied.error().what;
      must(store.writer().finish());
    }
  };
  std::thread beside([&] { many(*other, kg, kz, 1001); });
  many(*one, kz, kg, 1);
  beside.join();
  EXPECT_EQ(value(one->writer().reader().counts()).events, 1200u);
}

TEST_F(Processes, does_one_of_two_sign_what_both_would_sign) {
  commit_one(*one, event_of(kz, 1));
  must(one->writer().begin());
  EXPECT_TRUE(value(one->writer().checkpoint(kz, morning, key_of(kz).secret_key)));
  auto second = waiting([&] {
    must(other->writer().begin());
    EXPECT_FALSE(value(other->writer().checkpoint(kz, morning, key_of(kz).secret_key)));
    must(other->writer().finish());
  });
  must(one->writer().finish());
  second.join();
  EXPECT_EQ(verify_log(home.path()).checkpoints, 1u);
}

/// What concerns keys, with the keys in a file and in a database.
struct ProcessesWithKeys : Processes, testing::WithParamInterface<Engine> {
  ProcessesWithKeys() : Processes(GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(Keys, ProcessesWithKeys, testing::Values(Engine::postgres, Engine::postgres_with_keys), engine_name);

TEST_P(ProcessesWithKeys, do_four_that_open_an_empty_database_at_once_all_come_in) {
  const Home empty(GetParam());
  std::vector<std::thread> threads;
  std::atomic<int> opened = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto store = open(empty.with());
      EXPECT_TRUE(store) << store.error().what;
      ++opened;
      while (opened < 4) std::this_thread::yield();  // none leaves before all are in
    });
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(open(empty.with()));
}

TEST_P(ProcessesWithKeys, is_a_program_with_another_key_file_turned_away) {
  const Folder elsewhere;
  const auto opened = open({.path = home.path(), .keys_path = elsewhere.file("other.keys.db")});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("other keys"), std::string::npos) << opened.error().what;
  EXPECT_FALSE(open({.path = home.path()})) << "nor one that names none";
}

TEST_P(ProcessesWithKeys, do_two_read_and_erase_each_others_persons) {
  auto first = event_of(kz, 1), second = event_of(kg, 2);
  first.events[0].fields.back().person = person_id(1);
  commit_one(*one, first);
  commit_one(*other, second);
  const auto present = [](Store& store, std::uint64_t crossing) { return value(store.writer().reader().read_crossing(crossing_id(crossing))).at(0).fields.back().present; };
  EXPECT_TRUE(present(*other, 1));
  EXPECT_TRUE(present(*one, 2));
  Commit erases;
  erases.erases = {person_id(1)};
  commit_one(*other, erases);
  EXPECT_FALSE(present(*one, 1));
  EXPECT_FALSE(present(*other, 1));
}

TEST_P(ProcessesWithKeys, do_two_that_write_of_one_person_for_the_first_time_use_one_key) {
  auto first = event_of(kz, 1), second = event_of(kg, 2);
  first.events[0].fields.back().person = second.events[0].fields.back().person = person_id(1);
  ASSERT_TRUE(held_open(*one, first));
  auto same = waiting([&] { commit_one(*other, second); });
  must(one->writer().finish());
  same.join();
  for (auto* store : {one.get(), other.get()})
    for (const std::uint64_t crossing : {1, 2}) EXPECT_TRUE(value(store->writer().reader().read_crossing(crossing_id(crossing))).at(0).fields.back().present);
}

struct Bell {
  std::mutex lock;
  std::condition_variable rung;
  int times = 0;
  void ring() {
    const std::lock_guard hold(lock);
    ++times;
    rung.notify_all();
  }
  void wait_for(int n) {
    std::unique_lock hold(lock);
    rung.wait(hold, [&] { return times >= n; });
  }
};

TEST_F(Processes, does_what_another_commits_wake_and_what_one_commits_oneself_not) {
  Bell bell;
  must(one->when_others_write([&] { bell.ring(); }));
  commit_one(*one, event_of(kz, 1));
  commit_one(*other, event_of(kg, 1));
  bell.wait_for(1);
  ASSERT_TRUE(held_open(*other, event_of(kg, 2)));
  other->writer().abandon();  // followers waited for it
  bell.wait_for(2);
  EXPECT_EQ(bell.times, 2);
  Commit notification;
  notification.notifications = {{Id{6, 1}, Id{4, 1}, Id{7, 1}, "vehicle_arrived", morning, "{}"}};
  commit_one(*other, notification);
  bell.wait_for(3);
  must(one->when_others_write({}));
}

TEST_F(Processes, does_one_lead_until_it_ends) {
  EXPECT_TRUE(value(one->writer().lead("webhooks")));
  EXPECT_TRUE(value(one->writer().lead("webhooks"))) << "still";
  EXPECT_FALSE(value(other->writer().lead("webhooks")));
  EXPECT_TRUE(value(other->writer().lead("checkpoints")));
  one.reset();
  while (!value(other->writer().lead("webhooks"))) std::this_thread::yield();  // the server notices in its own time
}

TEST_F(Processes, does_the_writer_go_on_after_its_connection_was_cut) {
  commit_one(*one, event_of(kz, 1));
  ASSERT_TRUE(held_open(*one, event_of(kz, 2)));
  const auto operators = connect(home.path(), "", Use::reading);
  static_cast<void>(operators->number("SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                                      "AND pid <> pg_backend_pid()) cut"));
  EXPECT_FALSE(one->writer().finish());
  commit_one(*one, event_of(kz, 3));
  EXPECT_EQ(value(one->writer().reader().counts()).events, 2u);
  EXPECT_TRUE(value(one->writer().reader().read_crossing(crossing_id(2))).empty());
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_F(Processes, does_all_that_was_committed_stand_after_the_server_crashed) {
  for (std::uint64_t c = 1; c <= 50; ++c) commit_one(*one, event_of(kz, c));
  const auto follower = value(one->reader());
  EXPECT_EQ(numbers(*follower).size(), 50u);
  ASSERT_TRUE(held_open(*one, event_of(kz, 51)));
  PostgresServer::running().crash();
  EXPECT_FALSE(one->writer().finish());
  commit_one(*one, event_of(kz, 51));
  commit_one(*other, event_of(kg, 51));
  const auto seqs = numbers(*follower);
  EXPECT_EQ(std::set(seqs.begin(), seqs.end()).size(), 52u) << "and no number was given twice";
  EXPECT_EQ(seqs.at(49), 50u);
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_F(Processes, is_a_row_that_the_database_refuses_no_harm_to_the_rest_of_the_transaction) {
  must(one->writer().begin());
  must(one->writer().put_firm({{4, 1}, "A", "1", "KZ", "a@b.example", morning}));
  EXPECT_FALSE(one->writer().put_firm({{4, 2}, "B", "2", "KG", "a@b.example", morning}));
  value(one->writer().apply(event_of(kz, 1)));
  must(one->writer().finish());
  EXPECT_EQ(value(one->writer().reader().firms()).size(), 1u);
  EXPECT_EQ(value(one->writer().reader().counts()).events, 1u);
}

TEST_F(Processes, is_a_database_named_by_words_as_well_as_by_an_address) {
  const auto& address = home.path();  // postgresql:///NAME?host=FOLDER&user=onestop
  const auto name = address.substr(14, address.find('?') - 14), folder = address.substr(address.find("host=") + 5, address.find('&') - address.find("host=") - 5);
  auto options = home.with();
  options.path = "host=" + folder + " dbname=" + name + " user=onestop";
  const auto by_words = value(open(options));
  commit_one(*by_words, event_of(kz, 1));
  EXPECT_EQ(value(one->writer().reader().counts()).events, 1u);
  for (const auto* file : {"post.db", "/var/lib/onestop/post.db", "year=2026.db", "postgres"}) EXPECT_FALSE(is_postgres(file)) << file;
}

TEST(Schema, do_both_engines_have_the_same_tables_and_columns) {
  using Columns = std::map<std::string, std::set<std::string>>;
  const Home file(Engine::sqlite), server(Engine::postgres);
  file.open_empty(), server.open_empty();
  const auto columns = [](const Home& home, const char* sql) {
    const auto db = connect(home.path(), "", Use::reading);
    Columns found;
    auto& rows = db->use(sql).query();
    while (rows.step()) found[rows.text(0)].insert(rows.text(1));
    return found;
  };
  const auto in_file = columns(file, "SELECT t.name, c.name || ' ' || lower(c.type) || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN ' not null' ELSE '' END "
                                     "FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'");
  const auto on_server = columns(server, "SELECT table_name::text, column_name || ' ' || CASE data_type WHEN 'bigint' THEN 'integer' WHEN 'bytea' THEN 'blob' ELSE data_type END "
                                         "|| CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END FROM information_schema.columns c JOIN information_schema.tables t "
                                         "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'event\\_%'");
  EXPECT_EQ(in_file, on_server);
  EXPECT_GT(in_file.size(), 25u);
  const auto indexes = [](const Home& home, const char* sql) {
    const auto db = connect(home.path(), "", Use::reading);
    std::set<std::string> names;
    auto& rows = db->use(sql).query();
    while (rows.step()) names.insert(rows.text(0));
    return names;
  };
  EXPECT_EQ(indexes(file, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"),
            indexes(server, "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'"));
}

}  // namespace
}  // namespace onestop::store
