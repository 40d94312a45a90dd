#pragma once
// The same question put to both engines: a home for one store, in a file or in a database of a server.
#include "postgres_server.h"
#include "sample_store.h"

namespace onestop::store {

/// The last one keeps the keys in a database of the server, too, as programs of several machines do.
enum class Engine { sqlite, postgres, postgres_with_keys };

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::sqlite ? "sqlite" : info.param == Engine::postgres ? "postgres" : "postgres_with_keys";
}

/// Where a store lies: two of them may be opened there, one after the other or (PostgreSQL) beside each other.
class Home {
 public:
  explicit Home(Engine engine)
      : engine_(engine),
        path_(engine == Engine::sqlite ? folder.file("post.db") : PostgresServer::running().new_database()),
        keys_path_(engine == Engine::postgres_with_keys ? PostgresServer::running().new_database() : folder.file("post.keys.db")) {}
  ~Home() {
    if (engine_ != Engine::sqlite) PostgresServer::running().drop_database(path_);
    if (engine_ == Engine::postgres_with_keys) PostgresServer::running().drop_database(keys_path_);
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  const std::string& path() const { return path_; }
  const std::string& keys_path() const { return keys_path_; }
  Options with(Options options = {}) const {
    options.path = path_;
    options.keys_path = keys_path_;
    return options;
  }
  std::unique_ptr<Store> open_empty(Options options = {}) const { return value(open(with(std::move(options)))); }
  std::unique_ptr<Store> open_sample(Options options = {}) const { return store::open_sample(path_, with(std::move(options))); }

  Folder folder;

 private:
  Engine engine_;
  std::string path_, keys_path_;
};

/// Fixtures of tests that ask the same of both engines.
class OnBothEngines : public testing::TestWithParam<Engine> {
 protected:
  Home home{GetParam()};
};

#define ON_BOTH_ENGINES(suite) INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::Values(Engine::sqlite, Engine::postgres), engine_name)
/// Where keys matter.
#define ON_ALL_ENGINES(suite) \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::Values(Engine::sqlite, Engine::postgres, Engine::postgres_with_keys), engine_name)

}  // namespace onestop::store
