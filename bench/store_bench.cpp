// What the store costs beside its limit: a bare loop of the same SQL statements on the same file layer, with bytes made
// beforehand, so without hashing, encryption and canonical bytes. Interleaved, median of nine, on fresh files.
//   bench_store [FOLDER] [COMMITS]
#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/check.h"
#include "slow_sync_vfs.h"
#include "store/store.h"

namespace onestop::bench {
namespace {

using store::Commit;

const Id kz{0x0100, 1};
const Instant morning{1'751'342'400'000};
constexpr std::uint64_t crossings = 2000;

Bytes text_bytes(std::string_view text) {
  ByteWriter out;
  out.text(text);
  return out.take();
}
Id crossing_id(std::uint64_t n) { return mint_id(morning + static_cast<std::int64_t>(n % crossings), n * 0x9e37, n * 0x79b9'7f4a'7c15ull); }

/// One control closed: eight fields, one of them personal, one private; one row of each read table.
Commit control_closed(std::uint64_t number) {
  const auto crossing = crossing_id(number % crossings);
  const auto version = number / crossings;
  const auto at = morning + static_cast<std::int64_t>(number);
  const auto shared = wire::Visibility::shared;
  Commit commit;
  commit.expects = {{kz, crossing, version}};
  commit.events = {{kz, crossing, "ControlClosed", 1, at, {}, {
      {"control", shared, {}, text_bytes("customs_documents"), true},
      {"officer", shared, {}, Bytes(16, 7), true},
      {"subject", shared, {}, Bytes(16, 8), true},
      {"outcome", shared, {}, text_bytes("passed"), true},
      {"station", shared, {}, text_bytes("desk-3"), true},
      {"provisional", shared, {}, {0}, true},
      {"remark", wire::Visibility::private_, {}, text_bytes("nothing found in the boot of the truck"), true},
      {"name", wire::Visibility::personal, {0x0300, number % crossings}, text_bytes("Aida Sadykova"), true}}}};
  commit.idempotency = store::Idempotency{"desk-3", "request-" + std::to_string(number), sha256(as_bytes("request")), at};
  commit.response = Bytes(120, 'r');
  commit.crossings = {{crossing, "korday", "777 AAA 02", "777AAA02", "truck", "KZ-KG", "combined", "exit", {}, morning, at, {}, {}, 0, version + 1}};
  commit.work_gone = {{crossing, "KZ", "customs_documents", crossing}};
  commit.work = {{crossing, "KZ", "customs_documents", crossing, "desk-3", "customs", at, 0}};
  return commit;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Sample {
  double per_second = 0, cpu_us = 0;
};

Sample timed(std::uint64_t count, const std::function<void()>& work) {
  const auto cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {static_cast<double>(count) / wall.count(), (cpu_seconds() - cpu) * 1e6 / static_cast<double>(count)};
}

/// Our store.
class Ours {
 public:
  Ours(const std::string& path, const std::string& vfs) {
    store::Options options;
    options.path = path;
    options.vfs = vfs;
    store_ = std::move(store::open(options).value());
    auto& writer = store_->writer();
    writer.begin().value();
    writer.put_recorder({kz, "KZ", "Korday", {}, 0}).value();
    writer.finish().value();
  }
  void run(const std::vector<Commit>& commits, std::size_t batch) {
    auto& writer = store_->writer();
    for (std::size_t i = 0; i < commits.size(); i += batch) {
      writer.begin().value();
      for (std::size_t j = i; j < std::min(i + batch, commits.size()); ++j)
        check(std::holds_alternative<store::Applied>(writer.apply(commits[j]).value()), "a commit of the benchmark was refused");
      writer.finish().value();
    }
  }

 private:
  std::unique_ptr<store::Store> store_;
};

/// The bare loop: the statements that one commit comes to, bound to ready bytes.
class Bare {
 public:
  Bare(const std::string& path, const std::string& vfs) {
    Ours(path, vfs);  // the same schema
    check(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs.empty() ? nullptr : vfs.c_str()) == SQLITE_OK,
          "the bare loop cannot open its file");
    for (const auto* pragma : {"PRAGMA synchronous=FULL", "PRAGMA cache_size=-65536", "PRAGMA wal_autocheckpoint=4000", "PRAGMA temp_store=MEMORY"})
      sqlite3_exec(db_, pragma, nullptr, nullptr, nullptr);
    const char* texts[] = {
        "BEGIN IMMEDIATE", "SELECT request_hash, response FROM request WHERE client = ? AND key = ?",
        "SELECT version, head_hash FROM stream WHERE stream = ? AND recorder = ?", "SAVEPOINT one_commit",
        "INSERT INTO event (seq, recorder, position, stream, version, type, type_version, at, hash, envelope, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "INSERT INTO stream (stream, recorder, version, head_hash) VALUES (?, ?, ?, ?) ON CONFLICT (stream, recorder) DO UPDATE SET version = "
        "excluded.version, head_hash = excluded.head_hash",
        "INSERT INTO crossing (crossing, post, plate, plate_folded, vehicle_class, direction, layout, phase, procedure, arrived, updated, released, ended, "
        "flags, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (crossing) DO UPDATE SET post = excluded.post, plate = "
        "excluded.plate, plate_folded = excluded.plate_folded, vehicle_class = excluded.vehicle_class, direction = excluded.direction, layout = "
        "excluded.layout, phase = excluded.phase, procedure = excluded.procedure, arrived = excluded.arrived, updated = excluded.updated, released = "
        "excluded.released, ended = excluded.ended, flags = excluded.flags, version = excluded.version",
        "DELETE FROM work WHERE crossing = ? AND state = ? AND control = ? AND subject = ?",
        "INSERT INTO work (crossing, state, control, subject, station, agency, since, priority) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (crossing, state, "
        "control, subject) DO UPDATE SET station = excluded.station, agency = excluded.agency, since = excluded.since, priority = excluded.priority",
        "INSERT INTO request (client, key, request_hash, response, at) VALUES (?, ?, ?, ?, ?)", "RELEASE one_commit",
        "UPDATE recorder SET position = ? WHERE id = ?", "COMMIT", "INSERT INTO person_slot (slot, person) VALUES (?, ?)"};
    for (const auto* text : texts) {
      auto& s = statements_.emplace_back();
      check(sqlite3_prepare_v3(db_, text, -1, SQLITE_PREPARE_PERSISTENT, &s, nullptr) == SQLITE_OK, "the bare loop cannot prepare a statement");
    }
  }
  ~Bare() {
    for (auto* s : statements_) sqlite3_finalize(s);
    sqlite3_close(db_);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;

  /// What one commit writes, as bytes of the same lengths as ours.
  struct Ready {
    std::array<unsigned char, 16> recorder, crossing, person;
    std::uint64_t version = 0;
    std::string key;
    bool first = false;
    std::int64_t at = 0;
    Bytes envelope = Bytes(106, 1), body = Bytes(488, 2), hash = Bytes(32, 3), response = Bytes(120, 4);
  };
  static std::vector<Ready> ready(std::uint64_t from, std::uint64_t count) {
    std::vector<Ready> list(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      auto& r = list[i];
      const auto number = from + i;
      r.recorder = to_bytes(kz);
      r.crossing = to_bytes(crossing_id(number % crossings));
      r.person = to_bytes(Id{0x0300, number % crossings});
      r.version = number / crossings;
      r.first = number < crossings;
      r.key = "request-" + std::to_string(number);
      r.at = morning.ms + static_cast<std::int64_t>(number);
    }
    return list;
  }

  void run(const std::vector<Ready>& commits, std::size_t batch) {
    for (std::size_t i = 0; i < commits.size(); i += batch) {
      step(0);
      for (std::size_t j = i; j < std::min(i + batch, commits.size()); ++j) one(commits[j]);
      number(11, 1, position_);
      blob(11, 2, commits[0].recorder);
      step(11);
      step(12);
    }
  }

 private:
  void one(const Ready& r) {
    text(1, 1, "desk-3"), text(1, 2, r.key), step(1);
    blob(2, 1, r.crossing), blob(2, 2, r.recorder), step(2);
    step(3);
    if (r.first) number(13, 1, static_cast<std::int64_t>(++slot_)), blob(13, 2, r.person), step(13);
    ++position_;
    number(4, 1, position_), blob(4, 2, r.recorder), number(4, 3, position_), blob(4, 4, r.crossing), number(4, 5, r.version + 1);
    text(4, 6, "ControlClosed"), number(4, 7, 1), number(4, 8, r.at), blob(4, 9, r.hash), blob(4, 10, r.envelope), blob(4, 11, r.body), step(4);
    blob(5, 1, r.crossing), blob(5, 2, r.recorder), number(5, 3, r.version + 1), blob(5, 4, r.hash), step(5);
    blob(6, 1, r.crossing);
    const char* words[] = {"korday", "777 AAA 02", "777AAA02", "truck", "KZ-KG", "combined", "exit"};
    for (int i = 0; i < 7; ++i) text(6, i + 2, words[i]);
    blob(6, 9, r.hash), number(6, 10, morning.ms), number(6, 11, r.at), sqlite3_bind_null(statements_[6], 12), sqlite3_bind_null(statements_[6], 13);
    number(6, 14, 0), number(6, 15, r.version + 1), step(6);
    for (const int s : {7, 8}) blob(s, 1, r.crossing), text(s, 2, "KZ"), text(s, 3, "customs_documents"), blob(s, 4, r.crossing);
    step(7);
    text(8, 5, "desk-3"), text(8, 6, "customs"), number(8, 7, r.at), number(8, 8, 0), step(8);
    text(9, 1, "desk-3"), text(9, 2, r.key), blob(9, 3, r.hash), blob(9, 4, r.response), number(9, 5, r.at), step(9);
    step(10);
  }
  template <class T> void blob(int s, int i, const T& b) { sqlite3_bind_blob(statements_[s], i, b.data(), static_cast<int>(b.size()), SQLITE_STATIC); }
  void text(int s, int i, std::string_view t) { sqlite3_bind_text(statements_[s], i, t.data(), static_cast<int>(t.size()), SQLITE_STATIC); }
  template <class T> void number(int s, int i, T n) { sqlite3_bind_int64(statements_[s], i, static_cast<std::int64_t>(n)); }
  void step(int s) {
    int code;
    while ((code = sqlite3_step(statements_[s])) == SQLITE_ROW) {}
    check(code == SQLITE_DONE, "a statement of the bare loop failed");
    sqlite3_reset(statements_[s]);
  }

  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
  std::int64_t position_ = 0, slot_ = 0;
};

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

void compare(const std::filesystem::path& folder, std::uint64_t count, std::size_t batch, unsigned delay_us) {
  const auto vfs = delay_us ? slow_sync_vfs(delay_us) : std::string();
  const auto place = folder / ("bench-" + std::to_string(batch) + "-" + std::to_string(delay_us));
  std::filesystem::remove_all(place);
  std::filesystem::create_directories(place);
  {
    Ours ours((place / "ours.db").string(), vfs);
    Bare bare((place / "bare.db").string(), vfs);
    std::vector<double> ours_rate, bare_rate, ours_cpu, bare_cpu, ratio;
    for (int round = 0; round < 10; ++round) {
      const auto from = static_cast<std::uint64_t>(round) * count;
      std::vector<Commit> commits;
      for (std::uint64_t i = 0; i < count; ++i) commits.push_back(control_closed(from + i));
      const auto ready = Bare::ready(from, count);
      const auto run_ours = [&] { return timed(count, [&] { ours.run(commits, batch); }); };
      const auto run_bare = [&] { return timed(count, [&] { bare.run(ready, batch); }); };
      Sample a, b;
      if (round % 2) a = run_ours(), b = run_bare();
      else b = run_bare(), a = run_ours();
      if (round == 0) continue;  // warming up
      ours_rate.push_back(a.per_second), bare_rate.push_back(b.per_second), ours_cpu.push_back(a.cpu_us), bare_cpu.push_back(b.cpu_us);
      ratio.push_back(a.per_second / b.per_second);
    }
    const auto [low, high] = std::minmax_element(ratio.begin(), ratio.end());
    std::printf("batch %2zu, +%u ms per sync: store %8.0f/s (%5.1f us CPU), bare SQL %8.0f/s (%5.1f us CPU), ratio %.2f (%.2f to %.2f), of CPU %.2f\n", batch,
                delay_us / 1000, median(ours_rate), median(ours_cpu), median(bare_rate), median(bare_cpu), median(ratio), *low, *high,
                median(bare_cpu) / median(ours_cpu));
  }
  std::filesystem::remove_all(place);
}

}  // namespace
}  // namespace onestop::bench

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : "build/bench-files";
  const auto count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 4000;
  for (const unsigned delay_us : {0u, 1000u, 5000u})
    for (const std::size_t batch : {1, 32}) onestop::bench::compare(folder, batch == 1 ? std::min<std::uint64_t>(count / 4, delay_us ? 250000 / delay_us : count) : count, batch, delay_us);
}
