// A whole post carried from one engine to the other.
#include <signal.h>
#include <sys/wait.h>

#include <random>
#include <set>

#include "engines.h"
#include "store/connections.h"
#include "store/move.h"

namespace onestop::store {
namespace {

struct Way {
  Engine from, to;
};

std::string way_name(const testing::TestParamInfo<Way>& info) {
  const auto word = [](Engine e) { return e == Engine::sqlite ? "file" : e == Engine::postgres ? "server" : "server_with_keys"; };
  return std::string(word(info.param.from)) + "_to_" + word(info.param.to);
}

struct Moving : testing::TestWithParam<Way> {
  Home from{GetParam().from}, to{GetParam().to};

  Move plan() const { return {from.path(), from.keys_path(), to.path(), to.keys_path(), {}}; }

  /// Something of everything that is kept.
  void fill_source(std::uint64_t crossings = 12) const {
    const auto store = from.open_sample();
    fill(*store, crossings, 3);
    auto& writer = store->writer();
    must(writer.begin());
    Commit commit;
    commit.events = {sample_event(kz, crossing_id(100), morning, "", 100)};
    commit.erases = {person_id(2)};
    commit.idempotency = Idempotency{"officer", "key", sha256(as_bytes("request")), morning};
    commit.response = {0, 1, 255};
    commit.due = {{{5, 5}, kz, crossing_id(1), "hold_expires", {}, morning}};
    commit.notifications = {{{6, 1}, {4, 1}, {7, 1}, "vehicle_arrived", morning, "{\"\u0436\": \"ж\"}"}};
    value(writer.apply(commit));
    must(writer.put_refusal({kz, morning, {3, 3}, "ReleaseVehicle", "crossing.control_open", "Өтүүгө уруксат жок", "art. 9", crossing_id(1)}));
    must(writer.put_setting("layout", Bytes{0, 1, 2}));
    must(writer.put_cursor("live", 7));
    must(writer.put_firm({{4, 1}, "A", "1", "KZ", "a@b.example", morning}));
    must(writer.finish());
    sign_now(*store, kz);
    sign_now(*store, kg);
    must(store->keys().put_secret("recorder", kz, Bytes{9, 9}));
  }
  static std::string name_of(Store& of, std::uint64_t crossing) {
    const auto field = value(of.writer().reader().read_crossing(crossing_id(crossing))).at(0).fields.back();
    return field.present ? std::string(field.value.begin() + 4, field.value.end()) : "";
  }
  static std::uint64_t rows_in(const std::string& path) {
    std::uint64_t rows = 0;
    for (const auto& table : value(digest(path)))
      if (table.table != "migration") rows += table.rows;
    return rows;
  }
};
INSTANTIATE_TEST_SUITE_P(Ways, Moving,
                         testing::Values(Way{Engine::sqlite, Engine::postgres_with_keys}, Way{Engine::sqlite, Engine::postgres}, Way{Engine::postgres_with_keys, Engine::sqlite},
                                         Way{Engine::sqlite, Engine::sqlite}),
                         way_name);

TEST_P(Moving, is_every_table_the_same_afterwards_and_the_log_verified) {
  fill_source();
  const auto before = value(digest(from.path())), keys_before = value(digest(from.keys_path()));
  const auto moved = value(move_post(plan()));
  EXPECT_EQ(moved.log, before);
  EXPECT_EQ(value(digest(to.path())), before);
  EXPECT_EQ(value(digest(to.keys_path())), keys_before);
  EXPECT_EQ(value(digest(from.path())), before) << "the source is as it was";
  EXPECT_EQ(moved.verified.events, 37u);
  EXPECT_EQ(moved.verified.checkpoints, 2u);
  EXPECT_TRUE(verify_log(to.path()).clean());
}

TEST_P(Moving, does_the_post_go_on_where_it_stood) {
  fill_source();
  value(move_post(plan()));
  const auto store = to.open_empty();
  EXPECT_EQ(value(store->writer().reader().last_seq()), 37u);
  EXPECT_EQ(value(store->writer().reader().read_after(0, 100)).size(), 37u) << "the whole log is read before anything new is recorded";
  EXPECT_EQ(name_of(*store, 3), "Traveller 3");
  EXPECT_EQ(name_of(*store, 2), "") << "who was erased stays erased";
  EXPECT_EQ(value(store->keys().secret("recorder", kz)), (Bytes{9, 9}));
  Commit again;
  again.events = {sample_event(kz, crossing_id(100), morning)};
  again.idempotency = Idempotency{"officer", "key", sha256(as_bytes("request")), morning};
  const auto answer = commit_one(*store, again);
  ASSERT_TRUE(std::holds_alternative<AlreadyDone>(answer));
  EXPECT_EQ(std::get<AlreadyDone>(answer).response, (Bytes{0, 1, 255}));
  Commit next;
  next.events = {sample_event(kg, crossing_id(200), morning, "Newcomer", 777)};
  next.idempotency = Idempotency{"officer", "another", sha256(as_bytes("request")), morning};
  const auto applied = commit_one(*store, next);
  ASSERT_TRUE(std::holds_alternative<Applied>(applied));
  EXPECT_EQ(std::get<Applied>(applied).places[0].seq, 38u);
  must(store->writer().begin());
  must(store->writer().put_refusal({kz, morning, {3, 3}, "ReleaseVehicle", "crossing.control_open", "no", "art. 9", crossing_id(1)}));
  must(store->writer().finish());
  sign_now(*store, kg);
  EXPECT_EQ(name_of(*store, 200), "Newcomer");
  EXPECT_EQ(name_of(*store, 12), "Traveller 12") << "nobody's key was given to somebody else";
  EXPECT_TRUE(verify_log(to.path()).clean());
}

TEST_P(Moving, is_a_source_that_somebody_has_open_left_alone) {
  fill_source(2);
  const auto server = from.open_empty();
  value(server->writer().reader().counts());
  const auto moved = move_post(plan());
  ASSERT_FALSE(moved);
  EXPECT_NE(moved.error().what.find("is in use by another program"), std::string::npos) << moved.error().what;
  if (digest(to.path())) {
    EXPECT_EQ(rows_in(to.path()), 0u);
  }
}

TEST_P(Moving, is_a_target_with_a_post_in_it_refused) {
  fill_source(2);
  to.open_sample();
  const auto moved = move_post(plan());
  ASSERT_FALSE(moved);
  EXPECT_NE(moved.error().what.find("is not empty"), std::string::npos) << moved.error().what;
  EXPECT_NE(moved.error().what.find("there are rows in "), std::string::npos) << moved.error().what;
}

TEST_P(Moving, is_a_damaged_log_refused) {
  fill_source(2);
  connect(from.path(), "", Use::writing)->run("UPDATE event SET at = at + 1 WHERE seq = 3");
  const auto moved = move_post(plan());
  ASSERT_FALSE(moved);
  EXPECT_NE(moved.error().what.find("does not verify"), std::string::npos) << moved.error().what;
  EXPECT_EQ(rows_in(to.path()), 0u);
  EXPECT_EQ(rows_in(to.keys_path()), 0u);
}

TEST_P(Moving, is_a_move_killed_in_the_middle_made_again_as_if_nothing_had_been) {
  fill_source(60);
  const auto expected = value(digest(from.path()));
  const auto given = std::getenv("ONESTOP_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  int killed = 0;
  for (int run = 0; run < 6; ++run) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) {
      auto slow = plan();
      slow.progress = [&](const std::string& what) {
        if (::write(ends[1], "x", 1) != 1 || what.empty()) ::_exit(3);
        ::usleep(5000);
      };
      ::_exit(move_post(slow) ? 0 : 1);
    }
    ::close(ends[1]);
    char told[64];
    for (auto steps = random() % 30; steps > 0 && ::read(ends[0], told, 1) == 1; --steps) {}
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "a move failed by itself with " << WEXITSTATUS(status);
    if (!WIFSIGNALED(status)) break;
    ++killed;
    if (digest(to.path())) {  // a file may not be there yet
      EXPECT_EQ(rows_in(to.path()), 0u);
    }
  }
  EXPECT_GT(killed, 0);
  if (!digest(to.path()) || rows_in(to.path()) == 0) value(move_post(plan()));
  EXPECT_EQ(value(digest(to.path())), expected);
}

TEST(Digest, does_one_changed_byte_show_in_its_table_alone) {
  const Home home(Engine::sqlite);
  fill(*home.open_sample(), 2, 2);
  const auto before = value(digest(home.path()));
  connect(home.path(), "", Use::writing)->run("UPDATE crossing SET plate = '777 AAA 03' WHERE crossing = (SELECT min(crossing) FROM crossing)");
  const auto after = value(digest(home.path()));
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i] == after[i], before[i].table != "crossing") << before[i].table;
  EXPECT_NE(hash_of(before), hash_of(after));
}

}  // namespace
}  // namespace onestop::store
