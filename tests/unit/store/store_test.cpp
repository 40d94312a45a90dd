#include <atomic>
#include <fstream>
#include <set>
#include <thread>

#include "engines.h"
#include "store/connections.h"

namespace onestop::store {
namespace {

std::string name_of_first(Reader& reader, const Id& stream) {
  const auto events = value(reader.read_crossing(stream));
  for (const auto& field : events.at(0).fields)
    if (field.name == "person/name") return field.present ? std::string(field.value.begin() + 4, field.value.end()) : "";
  return "no such field";
}

class StoreTest : public OnBothEngines {
 protected:
  void SetUp() override { store = home.open_sample(); }
  void reopen(Options options = {}) {
    store.reset();
    store = home.open_empty(std::move(options));
  }
  Reader& now() { return store->writer().reader(); }
  std::uint64_t events() { return value(now().counts()).events; }

  std::unique_ptr<Store> store;
};
ON_ALL_ENGINES(StoreTest);

/// Questions about the bytes of the key file.
class StoreWithKeyFile : public StoreTest {};
ON_BOTH_ENGINES(StoreWithKeyFile);

/// What is asked of files alone.
class StoreInAFile : public testing::Test {
 protected:
  void reopen() {
    store.reset();
    store = value(open({.path = path}));
  }
  Reader& now() { return store->writer().reader(); }

  Folder folder;
  std::string path = folder.file("post.db");
  std::unique_ptr<Store> store = open_sample(path);
};

TEST_P(StoreTest, event_comes_back_as_it_was_written) {
  const auto event = sample_event(kz, crossing_id(1), morning);
  Commit commit;
  commit.expects = {{kz, crossing_id(1), 0}};
  commit.events = {event};
  commit.events[0].seen = {{kg, 3}};
  const auto outcome = commit_one(*store, commit);
  const auto& place = std::get<Applied>(outcome).places.at(0);
  EXPECT_EQ(place.seq, 1u);
  EXPECT_EQ(place.position, 1u);
  EXPECT_EQ(place.version, 1u);
  const auto events = value(now().read_crossing(crossing_id(1)));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].fields, event.fields);
  EXPECT_EQ(events[0].envelope.type, Code("ControlClosed"));
  EXPECT_EQ(events[0].envelope.seen, (std::vector<wire::Seen>{{kg, 3}}));
  EXPECT_EQ(events[0].hash, place.hash);
}

TEST_P(StoreTest, streams_of_two_recorders_about_one_crossing_are_read_together) {
  fill(*store, 3, 4);
  const auto events = value(now().read_crossing(crossing_id(2)));
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].envelope.recorder, kz);
  EXPECT_EQ(events[1].envelope.recorder, kg);
  EXPECT_EQ(events[3].envelope.version, 2u);
  EXPECT_EQ(value(now().versions(crossing_id(2))), (std::vector<wire::Seen>{{kz, 2}, {kg, 2}}));
  EXPECT_EQ(value(now().read_stream(kg, crossing_id(2))).size(), 2u);
  EXPECT_EQ(value(now().read_after(5, 100)).size(), 7u);
  EXPECT_EQ(value(now().read_after(5, 2)).at(1).seq, 7u);
  EXPECT_EQ(value(now().last_seq()), 12u);
}

TEST_P(StoreTest, stale_version_changes_nothing) {
  fill(*store, 1, 2);
  Commit commit;
  commit.expects = {{kz, crossing_id(1), 1}, {kg, crossing_id(1), 0}};
  commit.events = {sample_event(kz, crossing_id(1), morning)};
  const auto stale = std::get<StaleVersion>(commit_one(*store, commit));
  EXPECT_EQ(stale.recorder, kg);
  EXPECT_EQ(stale.actual, 1u);
  EXPECT_EQ(value(now().last_seq()), 2u);
}

TEST_P(StoreTest, several_streams_go_in_one_commit_or_not_at_all) {
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(1), morning), sample_event(kg, crossing_id(1), morning), sample_event(kz, crossing_id(2), morning)};
  EXPECT_EQ(std::get<Applied>(commit_one(*store, commit)).places.size(), 3u);
  commit.events.push_back(sample_event({9, 9}, crossing_id(1), morning));  // an unknown recorder
  must(store->writer().begin());
  EXPECT_FALSE(store->writer().apply(commit));
  Commit good;
  good.events = {sample_event(kz, crossing_id(1), morning, "Bek", 2)};
  const auto outcome = value(store->writer().apply(good));
  EXPECT_GT(std::get<Applied>(outcome).places.at(0).seq, 3u);
  EXPECT_EQ(std::get<Applied>(outcome).places.at(0).version, 2u);
  must(store->writer().finish());
  EXPECT_EQ(events(), 4u);
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_P(StoreTest, repeated_request_gets_the_first_answer) {
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(1), morning)};
  commit.idempotency = Idempotency{"officer-1", "key-1", sha256(as_bytes("request")), morning};
  commit.response = {'o', 'k'};
  EXPECT_TRUE(std::holds_alternative<Applied>(commit_one(*store, commit)));
  EXPECT_EQ(std::get<AlreadyDone>(commit_one(*store, commit)).response, (Bytes{'o', 'k'}));
  commit.idempotency->request_hash = sha256(as_bytes("another"));
  EXPECT_TRUE(std::holds_alternative<IdempotencyMismatch>(commit_one(*store, commit)));
  commit.idempotency->client = "officer-2";
  EXPECT_TRUE(std::holds_alternative<Applied>(commit_one(*store, commit)));
  EXPECT_EQ(value(now().last_seq()), 2u);
  must(store->writer().begin());
  EXPECT_TRUE(value(store->writer().recall(*commit.idempotency)));
  EXPECT_EQ(value(store->writer().forget_requests(morning, 100)), 0u);
  EXPECT_EQ(value(store->writer().forget_requests(morning + 1, 1)), 1u);
  EXPECT_EQ(value(store->writer().forget_requests(morning + 1, 100)), 1u);
  EXPECT_FALSE(value(store->writer().recall(*commit.idempotency)));
  must(store->writer().finish());
}

TEST_P(StoreTest, deadline_fires_once) {
  const Id due{5, 5};
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(1), morning)};
  commit.due = {{due, kz, crossing_id(1), "hold_expires", crossing_id(1), morning + 100}, {{5, 6}, kz, crossing_id(1), "no_show", {}, morning + 50}};
  commit_one(*store, commit);
  EXPECT_EQ(value(now().next_due())->ms, morning.ms + 50);
  EXPECT_EQ(value(now().due(morning + 99, 10)).size(), 1u);
  EXPECT_EQ(value(now().due_of(crossing_id(1))).size(), 2u);
  Commit fired;
  fired.fires = due;
  fired.due_gone = {{5, 6}, {5, 7}};
  fired.events = {sample_event(kz, crossing_id(1), morning + 100)};
  EXPECT_TRUE(std::holds_alternative<Applied>(commit_one(*store, fired)));
  EXPECT_TRUE(std::holds_alternative<AlreadyFired>(commit_one(*store, fired)));
  EXPECT_EQ(value(now().last_seq()), 2u);
  EXPECT_FALSE(value(now().next_due()));
}

TEST_P(StoreTest, lists_are_paged_by_key) {
  for (std::uint64_t i = 1; i <= 25; ++i) {
    Commit commit;
    commit.events = {sample_event(kz, crossing_id(i), morning)};
    auto row = sample_crossing(crossing_id(i), 1, morning);
    row.arrived = morning + static_cast<std::int64_t>(i / 3);  // several at one instant
    if (i % 5 == 0) row.ended = morning + 9;
    if (i == 7) row.plate_folded = "01KG777";
    commit.crossings = {row};
    commit_one(*store, commit);
  }
  CrossingQuery query;
  query.limit = 4;
  std::vector<Id> seen;
  for (;;) {
    const auto page = value(now().crossings(query));
    if (page.empty()) break;
    for (const auto& row : page) seen.push_back(row.crossing);
    query.before = CrossingQuery::Key{page.back().arrived, page.back().crossing};
  }
  EXPECT_EQ(seen.size(), 25u);
  EXPECT_EQ(seen.front(), crossing_id(25));
  EXPECT_EQ(std::set<Id>(seen.begin(), seen.end()).size(), 25u);
  EXPECT_EQ(value(now().crossings({Code("korday"), true, "", {}, 100})).size(), 20u);
  EXPECT_EQ(value(now().crossings({Code("elsewhere"), true, "", {}, 100})).size(), 0u);
  EXPECT_EQ(value(now().crossings({{}, true, "", {}, 100})).size(), 20u);
  EXPECT_EQ(value(now().crossings({{}, false, "01KG777", {}, 100})).at(0).crossing, crossing_id(7));
  EXPECT_EQ(value(now().crossing(crossing_id(5)))->ended, morning + 9);
  EXPECT_FALSE(value(now().crossing(crossing_id(99))));
  const auto counts = value(now().counts());
  EXPECT_EQ(counts.events, 25u);
  EXPECT_EQ(counts.inside, 20u);
}

TEST_P(StoreTest, work_comes_by_priority_and_then_by_waiting_time) {
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(1), morning)};
  commit.work = {sample_work(crossing_id(1), "late", morning + 2), sample_work(crossing_id(1), "early", morning + 1),
                 sample_work(crossing_id(1), "live_animals", morning + 3, 5)};
  auto other = sample_work(crossing_id(1), "elsewhere", morning);
  other.station = "bay";
  other.agency = "veterinary";
  commit.work.push_back(other);
  commit_one(*store, commit);
  const auto at_desk = value(now().work({"KZ", Code("desk-3"), {}, {}, 10}));
  ASSERT_EQ(at_desk.size(), 3u);
  EXPECT_EQ(at_desk[0].control, Code("live_animals"));
  EXPECT_EQ(at_desk[1].control, Code("early"));
  EXPECT_EQ(value(now().work({"KZ", {}, Code("veterinary"), {}, 10})).size(), 1u);
  EXPECT_EQ(value(now().work({"", {}, {}, crossing_id(1), 10})).size(), 4u);
  EXPECT_EQ(value(now().work({"KG", {}, {}, {}, 10})).size(), 0u);
  Commit done;
  done.work_gone = {{crossing_id(1), "KZ", "early", crossing_id(1)}};
  commit_one(*store, done);
  EXPECT_EQ(value(now().work({"KZ", Code("desk-3"), {}, {}, 10})).size(), 2u);
}

TEST_P(StoreTest, refusals_beyond_the_bound_are_counted) {
  reopen({.refusals_per_hour = 3});
  must(store->writer().begin());
  for (int i = 0; i < 10; ++i)
    must(store->writer().put_refusal({kz, morning + i, {7, 7}, "ReleaseVehicle", "alarm_open", "An alarm is open.", "model agreement, art. 9", crossing_id(1)}));
  must(store->writer().put_refusal({kz, morning + hour_ms, {7, 7}, "ReleaseVehicle", "alarm_open", "An alarm is open.", "art. 9", crossing_id(1)}));
  must(store->writer().finish());
  EXPECT_EQ(value(now().refusals(kz, morning, morning + hour_ms, 100)).size(), 3u);
  const auto counts = value(now().refusal_counts(kz));
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].stored, 3u);
  EXPECT_EQ(counts[0].counted, 7u);
  EXPECT_EQ(value(now().counts()).refusals, 11u);
}

TEST_P(StoreTest, refusals_about_one_crossing_come_from_every_journal_in_their_order) {
  must(store->writer().begin());
  const auto refuse = [&](const Id& recorder, Instant at, std::uint64_t crossing, const char* sentence) {
    must(store->writer().put_refusal({recorder, at, {7, 7}, "ReleaseVehicle", "alarm_open", sentence, "agr-alarm", crossing_id(crossing)}));
  };
  refuse(kg, morning + 2, 1, "second");
  refuse(kz, morning + 1, 1, "first");
  refuse(kz, morning + 1, 2, "of another");
  refuse(kz, morning + day_ms, 1, "third");
  must(store->writer().finish());
  std::string order;
  for (const auto& row : value(now().refusals_about(crossing_id(1), 100))) order += row.sentence + " ";
  EXPECT_EQ(order, "first second third ");
  EXPECT_EQ(value(now().refusals_about(crossing_id(1), 2)).size(), 2u);
}

TEST_P(StoreTest, what_was_not_finished_never_happened) {
  must(store->writer().begin());
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(1), morning, "Nobody", 77)};
  value(store->writer().apply(commit));
  EXPECT_EQ(name_of_first(now(), crossing_id(1)), "Nobody") << "the writer sees its own transaction";
  auto reader = value(store->reader());
  EXPECT_TRUE(value(reader->read_crossing(crossing_id(1))).empty()) << "others do not";
  store->writer().abandon();
  fill(*store, 2, 2);
  EXPECT_EQ(events(), 4u);
  EXPECT_EQ(name_of_first(*reader, crossing_id(2)), "Traveller 2");
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_P(StoreTest, everything_is_there_after_a_restart) {
  fill(*store, 3, 4);
  sign_now(*store, kz);
  must(store->writer().begin());
  must(store->writer().put_setting("layout", Bytes{1, 2}));
  must(store->writer().put_cursor("live", 7));
  must(store->writer().put_regime({sha256(as_bytes("law")), "law", "model agreement", {1}, morning}));
  must(store->writer().put_quarantine({{8, 8}, crossing_id(3), morning, "ReleaseVehicle", "two releases"}));
  must(store->writer().finish());
  must(store->keys().put_secret("recorder", kz, Bytes{9, 9}));
  reopen();
  EXPECT_EQ(name_of_first(now(), crossing_id(3)), "Traveller 3");
  EXPECT_EQ(value(now().setting("layout")), (Bytes{1, 2}));
  EXPECT_EQ(value(now().cursor("live")), 7u);
  EXPECT_EQ(value(now().cursor("nobody")), 0u);
  EXPECT_EQ(value(now().regime(sha256(as_bytes("law"))))->name, "model agreement");
  EXPECT_TRUE(value(now().is_quarantined(crossing_id(3))));
  EXPECT_FALSE(value(now().is_quarantined(crossing_id(2))));
  EXPECT_EQ(value(store->keys().secret("recorder", kz)), (Bytes{9, 9}));
  EXPECT_EQ(value(now().checkpoints(kz)).size(), 1u);
  EXPECT_EQ(value(now().recorders()).at(0).position, 6u);
  fill(*store, 3, 1);
  EXPECT_EQ(value(now().last_seq()), 15u);
}

TEST_P(StoreTest, checkpoints_follow_on_each_other_and_fit_the_events) {
  fill(*store, 5, 3);
  const auto first = sign_now(*store, kz);
  fill(*store, 5, 2);
  const auto second = sign_now(*store, kz);
  EXPECT_EQ(second.previous, wire::checkpoint_hash(first));
  EXPECT_TRUE(wire::verify(second, key_of(kz).public_key));
  wire::MerkleRange tree;
  for (const auto& event : value(now().read_after(0, 1000)))
    if (event.envelope.recorder == kz) tree.append(event.hash);
  EXPECT_EQ(tree.size(), second.size);
  EXPECT_EQ(tree.root(), second.root);
  must(store->writer().begin());
  EXPECT_FALSE(value(store->writer().checkpoint(kz, morning, key_of(kz).secret_key))) << "nothing new";
  must(store->writer().finish());
  EXPECT_EQ(verify_log(home.path()).checkpoints, 2u);
}

TEST_F(StoreInAFile, erased_person_is_unreadable_everywhere_and_the_log_verifies) {
  fill(*store, 3, 2);
  auto reader = value(store->reader());
  EXPECT_EQ(name_of_first(*reader, crossing_id(2)), "Traveller 2");
  const auto old_backup = folder.file("backup.db");
  must(store->backup(old_backup));
  Commit commit;
  commit.events = {sample_event(kz, {1, 99}, morning, "by law", 50)};
  commit.erases = {person_id(2)};
  commit_one(*store, commit);
  EXPECT_EQ(name_of_first(*reader, crossing_id(2)), "");
  EXPECT_EQ(name_of_first(*reader, crossing_id(1)), "Traveller 1");
  EXPECT_TRUE(verify_log(path).clean());
  // The old backup beside the key file of today.
  store.reset();
  std::filesystem::rename(old_backup, path);
  std::filesystem::remove(path + "-wal");
  std::filesystem::remove(path + "-shm");
  reopen();
  EXPECT_EQ(name_of_first(now(), crossing_id(2)), "");
  EXPECT_EQ(name_of_first(now(), crossing_id(1)), "Traveller 1");
  EXPECT_TRUE(verify_log(path).clean());
}

TEST_P(StoreTest, name_of_an_erased_person_that_comes_again_is_not_kept) {
  fill(*store, 1, 1);
  Commit commit;
  commit.erases = {person_id(1), person_id(1234)};
  commit_one(*store, commit);
  fill(*store, 1, 2);
  Commit unknown_before;
  unknown_before.events = {sample_event(kz, crossing_id(9), morning, "Late", 1234)};
  commit_one(*store, unknown_before);
  reopen();
  EXPECT_EQ(name_of_first(now(), crossing_id(1)), "");
  EXPECT_EQ(value(now().read_crossing(crossing_id(9))).size(), 1u);
  EXPECT_EQ(value(now().read_crossing(crossing_id(9)))[0].fields.back().present, false);
}

TEST_P(StoreWithKeyFile, restored_key_file_loses_erased_persons_again) {
  fill(*store, 2, 1);
  const auto old_keys = home.folder.file("old.keys.db");
  must(store->keys().backup(old_keys));
  Commit commit;
  commit.erases = {person_id(2)};
  commit_one(*store, commit);
  store.reset();
  const auto keys = home.folder.file("post.keys.db");
  std::filesystem::rename(old_keys, keys);
  std::filesystem::remove(keys + "-wal");
  std::filesystem::remove(keys + "-shm");
  reopen();
  EXPECT_EQ(name_of_first(now(), crossing_id(2)), "");
  EXPECT_EQ(name_of_first(now(), crossing_id(1)), "Traveller 1");
}

TEST_F(StoreInAFile, no_file_but_the_key_file_holds_a_key_and_none_a_name) {
  fill(*store, 1, 1);
  store->writer().rest().value();
  must(store->backup(folder.file("copy.db")));
  const auto holds = [&](const std::string& file, std::string_view needle) {
    std::ifstream in(file, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    return all.find(needle) != std::string::npos;
  };
  for (const auto* name : {"post.db", "post.db-wal", "copy.db", "post.keys.db", "post.keys.db-wal"})
    EXPECT_FALSE(holds(folder.file(name), "Traveller 1")) << name;
  EXPECT_TRUE(holds(folder.file("copy.db"), "nothing found in the boot")) << "the search works";
}

TEST_P(StoreWithKeyFile, erased_key_leaves_no_byte_in_the_key_file) {
  Options options;
  options.entropy = numbered_entropy(11);
  options.key_pool = 8;
  const Home other(GetParam());
  auto sample = other.open_sample(options);
  fill(*sample, 3, 1);
  const auto keys_file = other.folder.file("post.keys.db");
  const auto contents = [&] {
    std::string all;
    for (const auto& name : {keys_file, keys_file + "-wal"}) {
      std::ifstream in(name, std::ios::binary);
      all += std::string((std::istreambuf_iterator<char>(in)), {});
    }
    return all;
  };
  // The pool was the first thing that drew from the entropy; its second key became that of person 2.
  std::array<unsigned char, 256> pool;
  numbered_entropy(11)(pool);
  const std::string first(pool.begin(), pool.begin() + 32), second(pool.begin() + 32, pool.begin() + 64);
  EXPECT_NE(contents().find(second), std::string::npos);
  Commit commit;
  commit.erases = {person_id(2)};
  commit_one(*sample, commit);
  EXPECT_EQ(contents().find(second), std::string::npos);
  EXPECT_NE(contents().find(first), std::string::npos);
}

TEST_P(StoreTest, more_persons_than_the_pool_holds_are_no_trouble) {
  Options options;
  options.key_pool = 4;
  reopen(options);
  fill(*store, 20, 1);
  reopen(options);
  for (std::uint64_t i = 1; i <= 20; ++i) EXPECT_EQ(name_of_first(now(), crossing_id(i)), "Traveller " + std::to_string(i));
}

TEST_P(StoreTest, same_entropy_gives_the_same_log_on_any_engine) {
  std::vector<Hash> heads;
  for (const auto engine : {Engine::sqlite, GetParam()}) {
    Options options;
    options.entropy = numbered_entropy(3);
    const Home other(engine);
    auto sample = other.open_sample(options);
    fill(*sample, 3, 3);
    heads.push_back(value(sample->writer().reader().read_raw_after(8, 1)).at(0).hash);
  }
  EXPECT_EQ(heads[0], heads[1]);
}

TEST_P(StoreTest, bodies_can_be_handed_to_the_neighbour_without_private_fields) {
  fill(*store, 1, 3);
  Hash previous = wire::no_previous;
  for (const auto& raw : value(now().read_raw(crossing_id(1)))) {
    auto event = wire::parse_event(raw.envelope, raw.body, raw.hash);
    ASSERT_TRUE(event);
    if (event->envelope.recorder != kz) continue;
    const auto body = wire::shared_body(wire::withhold(wire::withhold(*event, wire::Visibility::private_), wire::Visibility::personal));
    const auto received = wire::parse_event(raw.envelope, body, raw.hash);
    ASSERT_TRUE(received);
    EXPECT_TRUE(wire::verify_event(*received, previous));
    previous = raw.hash;
  }
}

TEST_P(StoreTest, snapshot_stands_still_while_others_write) {
  fill(*store, 1, 1);
  auto reader = value(store->reader());
  must(reader->hold_snapshot());
  fill(*store, 1, 1);
  EXPECT_EQ(value(reader->last_seq()), 1u);
  reader->release_snapshot();
  EXPECT_EQ(value(reader->last_seq()), 2u);
}

TEST_P(StoreTest, readers_in_other_threads_see_only_whole_commits) {
  std::atomic<bool> stop = false;
  std::atomic<int> reads = 0;
  std::thread reading([&] {
    auto reader = value(store->reader());
    while (!stop) {
      const auto events = reader->read_after(0, 1000);
      ASSERT_TRUE(events) << events.error().what;
      EXPECT_EQ(events->size() % 2, 0u);
      ++reads;
    }
  });
  for (int i = 0; i < 200; ++i) {
    Commit commit;
    commit.events = {sample_event(kz, crossing_id(1), morning), sample_event(kg, crossing_id(1), morning)};
    commit_one(*store, commit);
  }
  while (reads < 3) std::this_thread::yield();
  stop = true;
  reading.join();
}

TEST_P(StoreTest, read_tables_can_be_emptied_and_computed_again) {
  fill(*store, 2, 2);
  auto& writer = store->writer();
  must(writer.begin());
  must(writer.clear_read_tables());
  EXPECT_EQ(value(writer.reader().counts()).crossings, 0u);
  Commit rows;
  rows.crossings = {sample_crossing(crossing_id(1), 2, morning), sample_crossing(crossing_id(2), 2, morning)};
  must(writer.put_rows(rows));
  must(writer.finish());
  EXPECT_EQ(value(now().counts()).crossings, 2u);
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_P(StoreTest, database_of_a_newer_program_is_refused) {
  store.reset();
  connect(home.path(), "", Use::writing)->use("INSERT INTO migration (number, sha256) VALUES (?, ?)").changed(99, Bytes(32));
  const auto opened = open(home.with());
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("newer"), std::string::npos) << opened.error().what;
}

TEST_F(StoreInAFile, what_is_no_store_is_refused_with_a_sentence) {
  std::ofstream(folder.file("text.db")) << std::string(5000, 'x');
  EXPECT_FALSE(open({.path = folder.file("text.db")}));
  EXPECT_FALSE(open({.path = folder.file("nowhere/post.db")}));
}

TEST_P(StoreTest, commit_of_many_events_and_rows_is_whole) {
  Commit commit;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    commit.events.push_back(sample_event(i % 2 ? kz : kg, crossing_id(i), morning));
    commit.events.back().fields[3].value = text_bytes(std::string(60'000, 'x'));
    commit.work.push_back(sample_work(crossing_id(i), "customs", morning));
  }
  EXPECT_EQ(std::get<Applied>(commit_one(*store, commit)).places.size(), 100u);
  EXPECT_EQ(value(now().read_after(0, 1000)).size(), 100u);
  EXPECT_EQ(value(now().counts()).work, 100u);
  EXPECT_TRUE(verify_log(home.path()).clean());
}

TEST_P(StoreTest, oversized_events_and_responses_are_faults) {
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(1), morning)};
  commit.events[0].fields[0].value.resize(70'000);
  must(store->writer().begin());
  EXPECT_FALSE(store->writer().apply(commit));
  Commit large;
  large.response.resize(70'000);
  EXPECT_FALSE(store->writer().apply(large));
  must(store->writer().finish());
}

}  // namespace
}  // namespace onestop::store
