// Keys in a database of PostgreSQL that programs of several machines share.
#include <arpa/inet.h>
#include <sys/socket.h>

#include <atomic>
#include <set>
#include <thread>

#include "engines.h"
#include "store/connections.h"

namespace onestop::store {
namespace {

struct SharedKeys : testing::Test {
  Home home{Engine::postgres_with_keys};
  std::unique_ptr<Store> store = home.open_sample();

  static Commit of_person(const Id& recorder, std::uint64_t crossing, std::uint64_t person) {
    Commit commit;
    commit.events = {sample_event(recorder, crossing_id(crossing), morning, "Traveller " + std::to_string(person), person)};
    return commit;
  }
  static std::string name_of(Store& of, std::uint64_t crossing) {
    const auto field = value(of.writer().reader().read_crossing(crossing_id(crossing))).at(0).fields.back();
    return field.present ? std::string(field.value.begin() + 4, field.value.end()) : "";
  }
  std::int64_t count(const char* sql) const { return connect(home.keys_path(), "", Use::reading)->number(sql); }
};

TEST_F(SharedKeys, does_another_machine_read_what_this_one_wrote) {
  commit_one(*store, of_person(kz, 1, 7));
  const auto other = home.open_empty();  // nothing of the first lies on its disk
  EXPECT_EQ(name_of(*other, 1), "Traveller 7");
  EXPECT_FALSE(std::filesystem::exists(home.folder.file("post.keys.db")));
}

TEST_F(SharedKeys, does_each_person_get_one_key_when_many_machines_write_at_once) {
  constexpr std::uint64_t machines = 4, each = 60;
  std::vector<std::thread> threads;
  std::atomic<int> faults = 0;
  for (std::uint64_t m = 0; m < machines; ++m)
    threads.emplace_back([&, m] {
      const auto mine = home.open_empty({.key_pool = 8});  // they stock again and again
      for (std::uint64_t i = 0; i < each; ++i) {
        const auto n = 1000 * (m + 1) + i;
        if (!std::holds_alternative<Applied>(commit_one(*mine, of_person(m % 2 ? kz : kg, n, n)))) ++faults;
        must(mine->keys().put_secret("shared", {1, i}, Bytes(16, static_cast<unsigned char>(m))));
        if (i % 9 == 8) must(mine->writer().rest());
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(faults, 0);
  const auto reader = home.open_empty();
  for (std::uint64_t m = 0; m < machines; ++m)
    for (std::uint64_t i = 0; i < each; ++i) {
      const auto n = 1000 * (m + 1) + i;
      ASSERT_EQ(name_of(*reader, n), "Traveller " + std::to_string(n));
    }
  EXPECT_EQ(count("SELECT count(*) - count(DISTINCT key) FROM person_key"), 0) << "two persons would share a key";
  for (std::uint64_t i = 0; i < each; ++i) {
    const auto kept = value(reader->keys().secret("shared", {1, i})).value_or(Bytes());
    EXPECT_EQ(kept, Bytes(16, kept.empty() ? 0 : kept[0])) << "one machine's secret, whole";
  }
}

TEST_F(SharedKeys, is_an_erased_key_gone_for_every_machine_and_from_the_database) {
  commit_one(*store, of_person(kz, 1, 1));
  commit_one(*store, of_person(kz, 2, 2));
  const auto other = home.open_empty();
  EXPECT_EQ(name_of(*other, 1), "Traveller 1");  // and is remembered there
  const auto before = count("SELECT count(*) FROM person_key");
  Commit erases;
  erases.erases = {person_id(1)};
  commit_one(*store, erases);
  EXPECT_EQ(count("SELECT count(*) FROM person_key"), before - 1);
  EXPECT_EQ(name_of(*other, 1), "");
  EXPECT_EQ(name_of(*other, 2), "Traveller 2");
  EXPECT_EQ(name_of(*home.open_empty(), 1), "");
}

TEST_F(SharedKeys, does_a_restored_database_of_keys_lose_erased_persons_again) {
  commit_one(*store, of_person(kz, 1, 1));
  commit_one(*store, of_person(kz, 2, 2));
  store.reset();
  const auto backup = PostgresServer::running().copy_database(home.keys_path());
  store = home.open_empty();
  Commit erases;
  erases.erases = {person_id(1)};
  commit_one(*store, erases);
  store.reset();
  auto options = home.with();
  options.keys_path = backup;
  EXPECT_EQ(connect(backup, "", Use::reading)->number("SELECT count(*) FROM person_key WHERE slot = 1"), 1) << "the backup still holds it";
  const auto restored = value(open(options));
  EXPECT_EQ(connect(backup, "", Use::reading)->number("SELECT count(*) FROM person_key WHERE slot = 1"), 0);
  EXPECT_EQ(name_of(*restored, 1), "");
  EXPECT_EQ(name_of(*restored, 2), "Traveller 2");
  PostgresServer::running().drop_database(backup);
}

TEST_F(SharedKeys, are_keys_turned_away_that_lie_where_the_log_lies) {
  const auto empty = PostgresServer::running().new_database();
  for (const auto& [log, keys] : {std::pair(empty, empty), std::pair(empty, home.path()), std::pair(home.keys_path(), empty)}) {
    const auto opened = open({.path = log, .keys_path = keys});
    ASSERT_FALSE(opened);
    const auto& why = opened.error().what;
    EXPECT_TRUE(why.find("a database of its own") != std::string::npos || why.find("a database of their own") != std::string::npos) << why;
  }
  const auto db = connect(empty, "", Use::reading);
  EXPECT_FALSE(db->has_table("person_key")) << "and nothing was made there";
  EXPECT_FALSE(db->has_table("event"));
  PostgresServer::running().drop_database(empty);
}

TEST_F(SharedKeys, do_keys_of_another_post_not_fit) {
  const Home elsewhere(Engine::postgres_with_keys);
  elsewhere.open_sample();
  const auto opened = open({.path = home.path(), .keys_path = elsewhere.keys_path()});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("other keys"), std::string::npos) << opened.error().what;
}

TEST_F(SharedKeys, does_the_store_go_on_after_the_connection_to_the_keys_was_cut) {
  commit_one(*store, of_person(kz, 1, 1));
  must(store->keys().put_secret("a", {1, 1}, Bytes{1}));
  const auto operators = connect(home.keys_path(), "", Use::reading);
  static_cast<void>(operators->number("SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                                      "AND pid <> pg_backend_pid()) cut"));
  const auto first = store->keys().secret("a", {1, 1});
  EXPECT_EQ(value(first ? first : store->keys().secret("a", {1, 1})).value_or(Bytes()), Bytes{1});
  commit_one(*store, of_person(kz, 2, 2));
  EXPECT_EQ(name_of(*store, 2), "Traveller 2");
}

/// Takes connections and says nothing, as a machine does that hangs.
struct SilentServer {
  SilentServer() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof any;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&any), size) != 0 || ::listen(socket, 8) != 0) throw std::runtime_error("no port");
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&any), &size);
    port = ntohs(any.sin_port);
  }
  ~SilentServer() { ::close(socket); }
  int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  int port = 0;
};

TEST_F(SharedKeys, is_a_server_that_is_silent_passed_over_for_the_next_in_the_address) {
  const SilentServer silent;
  const auto beside = [&](const std::string& address) {  // postgresql:///NAME?host=FOLDER&user=onestop
    const auto name = address.substr(14, address.find('?') - 14), folder = address.substr(address.find("host=") + 5, address.find('&') - address.find("host=") - 5);
    return "host=127.0.0.1," + folder + " port=" + std::to_string(silent.port) + ",5432 dbname=" + name + " user=onestop target_session_attrs=read-write";
  };
  const auto other = value(open({.path = beside(home.path()), .keys_path = beside(home.keys_path())}));
  commit_one(*other, of_person(kz, 1, 7));
  EXPECT_EQ(name_of(*store, 1), "Traveller 7");
}

}  // namespace
}  // namespace onestop::store
