// Decide, append and read tables beside their limit: the very same SQL statements, bound to the very same values, in a
// bare loop on the same disk with the same durability. A scribe runs each round first and its statements are written
// down; then our runner and the bare loop run the round in turn. Median of nine, spread printed.
//   bench_decide [COMMANDS PER ROUND] [DELAY MS] [BATCH]
#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <unordered_map>
#include <variant>

#include "base/check.h"
#include "server/post/runner.h"
#include "slow_sync_vfs.h"

namespace onestop::bench {
namespace {

namespace fs = std::filesystem;
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
struct Statement {
  std::string sql;
  std::vector<Value> values;
};

// ---- the scribe: what SQLite was asked to do ----------------------------------------------------------------------

std::vector<Statement>* writing_down = nullptr;

/// Takes one literal from the front of the expanded text.
Value literal(const char*& at) {
  if (std::strncmp(at, "NULL", 4) == 0) return at += 4, Value{};
  if ((*at == 'x' || *at == 'X') && at[1] == '\'') {
    const char* end = std::strchr(at + 2, '\'');
    Bytes bytes = from_hex(std::string_view(at + 2, static_cast<std::size_t>(end - at - 2)));
    at = end + 1;
    return bytes;
  }
  if (*at == '\'') {
    std::string text;
    for (++at; *at != '\'' || at[1] == '\''; ++at) {
      text += *at;
      if (*at == '\'') ++at;
    }
    ++at;
    return text;
  }
  char* end = nullptr;
  const auto number = std::strtoll(at, &end, 10);
  at = end;
  return static_cast<std::int64_t>(number);
}

int trace(unsigned, void*, void* statement, void* text) {
  auto* s = static_cast<sqlite3_stmt*>(statement);
  if (!writing_down || std::strncmp(static_cast<const char*>(text), "--", 2) == 0) return 0;
  const char* file = sqlite3_db_filename(sqlite3_db_handle(s), "main");
  if (file && std::strstr(file, ".keys.")) return 0;
  Statement made{sqlite3_sql(s), {}};
  made.values.resize(static_cast<std::size_t>(sqlite3_bind_parameter_count(s)));
  char* expanded = sqlite3_expanded_sql(s);
  const char* at = expanded;
  std::size_t next = 0;
  for (const char* t = made.sql.c_str(); *t;) {
    if (*t != '?') {
      ++t, ++at;
      continue;
    }
    char* end = nullptr;
    const auto given = std::strtol(t + 1, &end, 10);
    const auto index = given > 0 ? static_cast<std::size_t>(given) - 1 : next;
    next = index + 1;
    t = given > 0 ? end : t + 1;
    made.values[index] = literal(at);
  }
  sqlite3_free(expanded);
  writing_down->push_back(std::move(made));
  return 0;
}

int trace_each(sqlite3* db, char**, const sqlite3_api_routines*) { return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, trace, nullptr); }

// ---- the bare loop -----------------------------------------------------------------------------------------------

class Bare {
 public:
  Bare(const fs::path& file, const std::string& vfs) {
    check(sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs.empty() ? nullptr : vfs.c_str()) == SQLITE_OK, "the bare loop cannot open its file");
    for (const auto* pragma : {"PRAGMA synchronous=FULL", "PRAGMA cache_size=-65536", "PRAGMA wal_autocheckpoint=4000", "PRAGMA temp_store=MEMORY"})
      sqlite3_exec(db_, pragma, nullptr, nullptr, nullptr);
  }
  ~Bare() {
    for (auto& [sql, s] : prepared_) sqlite3_finalize(s);
    sqlite3_close(db_);
  }
  Bare(const Bare&) = delete;
  using Ready = std::vector<std::pair<sqlite3_stmt*, const Statement*>>;
  Ready prepare(const std::vector<Statement>& list) {
    Ready ready;
    for (const auto& one : list) {
      auto& s = prepared_[one.sql];
      if (!s) check(sqlite3_prepare_v3(db_, one.sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &s, nullptr) == SQLITE_OK, "the bare loop cannot prepare a statement");
      ready.push_back({s, &one});
    }
    return ready;
  }
  void run(const Ready& list) {
    for (const auto& [s, one] : list) {
      for (int i = 0; i < static_cast<int>(one->values.size()); ++i) bind(s, i + 1, one->values[static_cast<std::size_t>(i)]);
      int code;
      while ((code = sqlite3_step(s)) == SQLITE_ROW) {}
      if (code != SQLITE_DONE) std::fprintf(stderr, "%s: %s\n", one->sql.c_str(), sqlite3_errmsg(db_));
      check(code == SQLITE_DONE, "a statement of the bare loop failed");
      sqlite3_reset(s);
    }
  }

 private:
  static void bind(sqlite3_stmt* s, int i, const Value& value) {
    if (const auto* n = std::get_if<std::int64_t>(&value)) sqlite3_bind_int64(s, i, *n);
    else if (const auto* t = std::get_if<std::string>(&value)) sqlite3_bind_text(s, i, t->data(), static_cast<int>(t->size()), SQLITE_STATIC);
    else if (const auto* b = std::get_if<Bytes>(&value)) sqlite3_bind_blob(s, i, b->data(), static_cast<int>(b->size()), SQLITE_STATIC);
    else sqlite3_bind_null(s, i);
  }
  sqlite3* db_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> prepared_;
};

// ---- ours --------------------------------------------------------------------------------------------------------

struct Post {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<server::Regime> regime;
  server::DomainClock clock;
  std::unique_ptr<server::Runner> runner;

  Post(const fs::path& file, const std::string& vfs) {
    store::Options options;
    options.path = file;
    options.vfs = vfs;
    options.key_pool = 100'000;
    store = std::move(store::open(options).value());
    regime = std::move(server::Regime::open({"law", "posts/korday-akjol.yaml", "combined"}, *store, *parse_instant("2010-03-01T04:00:00Z")).value());
    auto recorders = server::open_recorders(*store, regime->post()).value();
    runner = std::make_unique<server::Runner>(*store, *regime, clock, std::move(recorders), nullptr);
  }
  void run(std::vector<server::Job> jobs, std::size_t batch) {
    for (std::size_t from = 0; from < jobs.size(); from += batch) {
      std::vector<server::Job> part(std::make_move_iterator(jobs.begin() + static_cast<std::ptrdiff_t>(from)),
                                    std::make_move_iterator(jobs.begin() + static_cast<std::ptrdiff_t>(std::min(from + batch, jobs.size()))));
      runner->process(part);
    }
  }
};

crossing::Actor actor(const server::Regime& regime, const char* desk) {
  for (const auto& one : regime.own_layout().desks)
    if (one.code == Code(desk)) return {Id{1, std::hash<Code>{}(one.code)}, one.state, one.agency, one.role, one.code, {}};
  check(false, "the post has no such desk");
  return {};
}

/// Cars from the gate to the end of both passports: one arrival and three controls each.
std::vector<server::Job> cars(const server::Regime& regime, std::uint64_t first, std::uint64_t count) {
  std::vector<server::Job> jobs;
  const auto gate = actor(regime, "kz_gate_in_1"), exit = actor(regime, "kz_passport_car_1"), entry = actor(regime, "kg_passport_car_1");
  static std::uint64_t wrong = 0;
  for (std::uint64_t car = first; car < first + count / 4; ++car) {
    const auto id = [&](std::uint64_t part) { return mint_id(server::wall_now(), car, (car * 4 + part) * 0x9e3779b97f4a7c15ull); };
    const Id crossing = id(0), vehicle = id(1), person = id(2);
    const auto add = [&](const crossing::Actor& who, crossing::Command command) {
      server::Job job;
      job.actor = who;
      job.crossing = crossing;
      job.command = std::move(command);
      job.idempotency = store::Idempotency{to_text(who.officer), "k" + std::to_string(jobs.size() + first * 4), Hash{}, server::wall_now()};
      job.reply = [](const server::Result& result) {
        if (!std::holds_alternative<server::Recorded>(result) && wrong++ == 0) check(false, "a command of the benchmark was not recorded");
      };
      jobs.push_back(std::move(job));
    };
    add(gate, crossing::RegisterArrival{vehicle, "B 123 CD", "car", "KZ", "car_1", {}, {}, {{person, "driver", "KZ", "Bench Driver", "N0000001"}}, {}});
    add(gate, crossing::CloseControl{"gate", vehicle, crossing::Outcome::passed, {}, {}});
    add(exit, crossing::CloseControl{"passport", person, crossing::Outcome::passed, {}, {}});
    add(entry, crossing::CloseControl{"passport", person, crossing::Outcome::passed, {}, {}});
  }
  // Officers do not serve one car after the other: the commands of different cars are mixed, each car's in order.
  std::stable_sort(jobs.begin(), jobs.end(), [](const auto& a, const auto& b) { return a.command.index() < b.command.index(); });
  return jobs;
}

struct Sample {
  double per_second = 0, cpu_us = 0;
};

template <class F>
Sample timed(std::uint64_t count, F&& work) {
  const auto cpu = [] {
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
  };
  const auto before = cpu();
  const auto began = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
  return {static_cast<double>(count) / wall.count(), (cpu() - before) / static_cast<double>(count)};
}

double median(std::vector<double> list) {
  std::sort(list.begin(), list.end());
  return list[list.size() / 2];
}

void compare(std::size_t batch, unsigned delay_us, std::uint64_t commands) {
  const fs::path folder = "build/bench-files";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const auto vfs = delay_us ? slow_sync_vfs(delay_us) : std::string();
  {
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(trace_each));
    Post scribe(folder / "scribe.db", "");
    sqlite3_reset_auto_extension();
    Post ours(folder / "ours.db", vfs);
    scribe.store->backup(folder / "bare.db").value();
    Bare bare(folder / "bare.db", vfs);
    std::vector<double> ours_rate, bare_rate, ours_cpu, bare_cpu, ratio;
    std::uint64_t statements = 0;
    for (int round = 0; round < 10; ++round) {
      const auto first = static_cast<std::uint64_t>(round) * commands / 4;
      std::vector<Statement> list;
      writing_down = &list;
      scribe.run(cars(*scribe.regime, first, commands), batch);
      writing_down = nullptr;
      const auto ready = bare.prepare(list);
      auto jobs = cars(*ours.regime, first, commands);
      statements = list.size();
      Sample a, b;
      const auto run_ours = [&] { a = timed(commands, [&] { ours.run(std::move(jobs), batch); }); };
      const auto run_bare = [&] { b = timed(commands, [&] { bare.run(ready); }); };
      if (round % 2) run_ours(), run_bare();
      else run_bare(), run_ours();
      if (round == 0) continue;  // warming up
      ours_rate.push_back(a.per_second), bare_rate.push_back(b.per_second), ours_cpu.push_back(a.cpu_us), bare_cpu.push_back(b.cpu_us);
      ratio.push_back(a.per_second / b.per_second);
    }
    const auto [low, high] = std::minmax_element(ratio.begin(), ratio.end());
    std::printf("decide: batch %2zu, sync +%u ms: ours %8.0f/s (%6.1f us CPU), same SQL bare %8.0f/s (%6.1f us CPU, %.1f statements a command), ratio %.2f (%.2f to %.2f)\n",
                batch, delay_us / 1000, median(ours_rate), median(ours_cpu), median(bare_rate), median(bare_cpu),
                static_cast<double>(statements) / static_cast<double>(commands), median(ratio), *low, *high);
    std::fflush(stdout);
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace onestop::bench

/// Without more words: every delay and batch size; with them one delay (ms) and one batch size.
int main(int argc, char** argv) {
  const auto commands = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 4000ull;
  const bool one = argc > 3;
  for (const unsigned delay_ms : {0u, 1u, 5u})
    for (const std::size_t batch : {1, 32}) {
      if (one && (delay_ms != std::strtoul(argv[2], nullptr, 10) || batch != std::strtoul(argv[3], nullptr, 10))) continue;
      const bool slow = delay_ms > 0 && batch == 1;  // a round of a few hundred commands is long enough there
      onestop::bench::compare(batch, delay_ms * 1000, slow ? std::min<std::uint64_t>(commands, 400 / delay_ms) : commands);
    }
}
