#pragma once
// The same question put to both engines: a home for one store, in a file or in a database of a server.
#include "postgres_server.h"
#include "sample_store.h"

namespace onestop::store {

enum class Engine { sqlite, postgres };

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) { return info.param == Engine::sqlite ? "sqlite" : "postgres"; }

/// Where a store lies: two of them may be opened there, one after the other or (PostgreSQL) beside each other.
class Home {
 public:
  explicit Home(Engine engine) : engine_(engine), path_(engine == Engine::sqlite ? folder.file("post.db") : PostgresServer::running().new_database()) {}
  ~Home() {
    if (engine_ == Engine::postgres) PostgresServer::running().drop_database(path_);
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  const std::string& path() const { return path_; }
  Options with(Options options = {}) const {
    options.path = path_;
    options.keys_path = folder.file("post.keys.db");
    return options;
  }
  std::unique_ptr<Store> open_empty(Options options = {}) const { return value(open(with(std::move(options)))); }
  std::unique_ptr<Store> open_sample(Options options = {}) const { return store::open_sample(path_, with(std::move(options))); }

  Folder folder;

 private:
  Engine engine_;
  std::string path_;
};

/// Fixtures of tests that ask the same of both engines.
class OnBothEngines : public testing::TestWithParam<Engine> {
 protected:
  Home home{GetParam()};
};

#define ON_BOTH_ENGINES(suite) INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::Values(Engine::sqlite, Engine::postgres), engine_name)

}  // namespace onestop::store
