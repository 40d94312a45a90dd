// What a desk waits for where the tables hold years: work list, card, search by plate and by name, pages of history. Read tables
// are loaded directly, some crossings with their whole log. The limit is 300 ms at p95.
//   bench_large_tables sqlite|postgres CROSSINGS [WITH_LOG]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>

#include "../tests/unit/store/postgres_server.h"
#include "base/check.h"
#include "store/connections.h"
#include "store/store.h"

namespace onestop::bench {
namespace {

const Id kz{0x0100, 1}, kg{0x0100, 2};
constexpr std::int64_t began_ms = 1'500'000'000'000, apart_ms = 60'000;
constexpr std::uint64_t inside = 300, events_of_one = 24;
constexpr int asked = 1000;

struct Place {
  bool postgres;
  std::string path;
  std::uint64_t crossings, with_log;
};

/// The same 16 bytes in both engines and here.
Id crossing_id(std::uint64_t n) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llu", static_cast<unsigned long long>(n));
  return id_from_bytes(reinterpret_cast<const unsigned char*>(digits));
}
std::string plate_of(std::uint64_t n) {
  char plate[16];
  std::snprintf(plate, sizeof plate, "%06lluKZ", static_cast<unsigned long long>(n * 7919 % 1'000'000));
  return plate;
}

/// `{id}` and `{plate}` of the number n, `{numbers}` from..to as a table.
std::string told(std::string sql, bool postgres, std::uint64_t from, std::uint64_t to) {
  const auto put = [&](const std::string& word, const std::string& text) {
    for (auto at = sql.find(word); at != std::string::npos; at = sql.find(word, at + text.size())) sql.replace(at, word.size(), text);
  };
  const auto a = std::to_string(from), b = std::to_string(to);
  put("{id}", postgres ? "convert_to(lpad(n::text, 16, '0'), 'UTF8')" : "CAST(printf('%016d', n) AS BLOB)");
  put("{plate}", postgres ? "lpad((n * 7919 % 1000000)::text, 6, '0') || 'KZ'" : "printf('%06dKZ', n * 7919 % 1000000)");
  put("{word}", postgres ? "convert_to(lpad((n * 104729 % 200000)::text, 16, '0'), 'UTF8')" : "CAST(printf('%016d', n * 104729 % 200000) AS BLOB)");
  put("{hash}", postgres ? "decode(repeat('ab', 32), 'hex')" : "zeroblob(32)");
  put("{numbers}", postgres ? "generate_series(" + a + "::bigint, " + b + "::bigint) n" : "(WITH RECURSIVE c(n) AS (SELECT " + a + " UNION ALL SELECT n + 1 FROM c WHERE n < " + b + ") SELECT n FROM c)");
  return sql;
}

void load(store::Connection& db, const Place& place) {
  const auto last = std::to_string(place.crossings - inside), began = std::to_string(began_ms), apart = std::to_string(apart_ms);
  const auto arrived = began + " + n * " + apart;
  constexpr std::uint64_t at_once = 250'000;
  for (std::uint64_t from = place.with_log + 1; from <= place.crossings; from += at_once) {
    const auto to = std::min(place.crossings, from + at_once - 1);
    db.begin_writing();
    for (const auto& sql :
         {"INSERT INTO crossing (crossing, post, plate, plate_folded, vehicle_class, direction, layout, phase, procedure, arrived, updated, released, ended, flags, version, station) "
          "SELECT {id}, 'korday', {plate}, {plate}, 'truck', CASE WHEN n % 2 = 0 THEN 'KZ-KG' ELSE 'KG-KZ' END, 'combined', 'entry', {hash}, " + arrived + ", " + arrived + " + 3000000, " +
              arrived + " + 2900000, CASE WHEN n <= " + last + " THEN " + arrived + " + 3000000 END, 0, 24, '' FROM {numbers}",
          std::string("INSERT INTO stream (stream, recorder, version, head_hash) SELECT {id}, {id}, 12, {hash} FROM {numbers}"),
          "INSERT INTO stay (crossing, traffic_class, exit_state, entry_state, layout, facts, laden, gate_in, released, gate_out, \"end\", ended, inspections_exit, inspections_entry, inspections_joint, "
          "steps_back, largest_back_ms, closed_unbegun, never_closed) SELECT {id}, 'truck', 'KZ', 'KG', 'combined', 'laden', 1, " + arrived + ", " + arrived + " + 2900000, " + arrived +
              " + 3000000, 'departed', " + arrived + " + 3000000, 0, 0, 0, 0, 0, 0, 0 FROM {numbers}",
          std::string("INSERT INTO search_token (token, crossing, subject) SELECT {word}, {id}, {id} FROM {numbers}"),
          "INSERT INTO lodgement (lodgement, reference, firm, firm_name, kind, format, number, standing, exit_state, entry_state, plate, expected, lodged, updated, late, warnings, crossing, closest, "
          "channels, declared, version) SELECT {id}, 'R' || n, {id}, 'Firm', 'goods_declaration', 'json', 1, 'arrived', 'KZ', 'KG', {plate}, " + arrived + ", " + arrived + " - 7200000, " + arrived +
              ", 0, 0, {id}, 0, '[]', '{}', 12 FROM {numbers}"})
      db.run(told(sql, place.postgres, from, to));
    db.commit();
    std::fprintf(stderr, "\r%llu crossings", static_cast<unsigned long long>(to));
  }
  db.begin_writing();
  db.run(told("INSERT INTO work (crossing, state, control, subject, station, agency, since, priority) SELECT {id}, CASE WHEN n % 2 = 0 THEN 'KZ' ELSE 'KG' END, 'customs_documents', {id}, 'desk-3', "
              "'customs', " + arrived + ", n % 5 FROM {numbers}", place.postgres, place.crossings - inside + 1, place.crossings));
  db.commit();
  if (place.postgres) db.run("VACUUM ANALYZE");
  else db.run("ANALYZE");
  std::fprintf(stderr, "\n");
}

/// Whole logs of the first crossings.
void record(store::Writer& writer, const Place& place) {
  constexpr std::uint64_t at_once = 100;
  for (std::uint64_t from = 1; from <= place.with_log; from += at_once) {
    writer.begin().value();
    for (auto n = from; n < std::min(place.with_log + 1, from + at_once); ++n) {
      store::Commit commit;
      const Instant at{began_ms + static_cast<std::int64_t>(n) * apart_ms};
      for (std::uint64_t e = 0; e < events_of_one; ++e)
        commit.events.push_back({e % 2 ? kg : kz, crossing_id(n), "ControlClosed", 1, at, {}, {{"outcome", wire::Visibility::shared, {}, Bytes(330, 7), true}}});
      commit.crossings = {{crossing_id(n), "korday", plate_of(n), plate_of(n), "truck", "KZ-KG", "combined", "entry", {}, at, at + 3'000'000, at, at + 3'000'000, 0, events_of_one}};
      check(std::holds_alternative<store::Applied>(writer.apply(commit).value()), "a commit of the benchmark was refused");
    }
    writer.finish().value();
  }
}

void measure(const char* what, const std::function<std::size_t()>& ask) {
  std::vector<double> ms;
  std::size_t rows = 0;
  for (int i = 0; i < asked; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    rows += ask();
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  std::ranges::sort(ms);
  std::printf("%-34s p50 %8.2f ms  p95 %8.2f ms  max %8.2f ms  rows %.1f  %s\n", what, ms[asked / 2], ms[asked * 95 / 100], ms.back(), static_cast<double>(rows) / asked,
              ms[asked * 95 / 100] <= 300 ? "ok" : "TOO SLOW");
}

void ask_everything(store::Reader& reader, const Place& place) {
  std::mt19937_64 random(7);
  const auto any = [&] { return 1 + random() % place.crossings; };
  measure("work list of a station", [&] { return reader.work({.state = random() % 2 ? "KZ" : "KG", .station = Code("desk-3"), .agency = {}, .crossing = {}}).value().size(); });
  measure("work list of an agency", [&] { return reader.work({.state = random() % 2 ? "KZ" : "KG", .station = {}, .agency = Code("customs"), .crossing = {}}).value().size(); });
  if (place.with_log > 0) measure("card: the whole log of a crossing", [&] { return reader.read_crossing(crossing_id(1 + random() % place.with_log)).value().size(); });
  measure("row of a crossing", [&] { return reader.crossing(crossing_id(any())).value() ? std::size_t{1} : 0; });
  measure("inside the post", [&] { return reader.crossings({.post = Code("korday"), .inside_only = true, .before = {}}).value().size(); });
  measure("history, the newest page", [&] { return reader.crossings({.post = {}, .before = {}}).value().size(); });
  measure("history, any page", [&] { return reader.crossings({.post = {}, .before = store::CrossingQuery::Key{{began_ms + static_cast<std::int64_t>(any()) * apart_ms}, {}}}).value().size(); });
  measure("search: a whole plate", [&] { return reader.by_plate(plate_of(any()), 50).value().size(); });
  measure("search: five characters of a plate", [&] { return reader.by_plate(plate_of(any()).substr(0, 5), 50).value().size(); });
  measure("search: three characters", [&] { return reader.by_plate(plate_of(any()).substr(0, 3), 50).value().size(); });
  measure("history by three characters", [&] { return reader.crossings({.post = {}, .plate_folded = plate_of(any()).substr(0, 3), .before = {}}).value().size(); });
  measure("search: a name", [&] {
    store::Token token;
    const auto bytes = to_bytes(crossing_id(any() * 104729 % 200000));
    std::copy(bytes.begin(), bytes.end(), token.begin());
    return reader.by_tokens({{token}}, 50).value().size();
  });
  measure("lodgements of a crossing", [&] { return reader.lodgements_of(crossing_id(any())).value().size(); });
  measure("lodgements, newest page", [&] { return reader.lodgements({}).value().size(); });
  measure("stay of a crossing", [&] { return reader.stay(crossing_id(any())).value() ? std::size_t{1} : 0; });
}

std::int64_t bytes_of(store::Connection& db, const Place& place) {
  return place.postgres ? db.number("SELECT pg_database_size(current_database())") : static_cast<std::int64_t>(std::filesystem::file_size(place.path));
}

void run(Place place, const std::string& folder) {
  store::Options options{.path = place.path, .keys_path = folder + "/post.keys.db", .key_pool = 1};
  const auto store = store::open(options).value();
  store->writer().begin().value();
  for (const auto& id : {kz, kg}) store->writer().put_recorder({id, id == kz ? "KZ" : "KG", "post", {}, 0}).value();
  store->writer().finish().value();
  const auto db = store::connect(place.path, "", store::Use::writing);
  const auto empty = bytes_of(*db, place);
  record(store->writer(), place);
  store->writer().rest().value();
  const auto with_logs = bytes_of(*db, place);
  load(*db, place);
  if (!place.postgres) db->run("PRAGMA wal_checkpoint(TRUNCATE)");
  const auto all = bytes_of(*db, place);
  std::printf("%s, %llu crossings in the read tables, %llu of them with whole logs of %llu events\n", place.postgres ? "PostgreSQL" : "SQLite", static_cast<unsigned long long>(place.crossings),
              static_cast<unsigned long long>(place.with_log), static_cast<unsigned long long>(events_of_one));
  if (place.with_log > 0) std::printf("%.0f bytes for a crossing with its log\n", static_cast<double>(with_logs - empty) / static_cast<double>(place.with_log));
  std::printf("%.0f bytes for a crossing in the read tables alone; %.1f GB in all\n", static_cast<double>(all - with_logs) / static_cast<double>(place.crossings - place.with_log), static_cast<double>(all) / 1e9);
  const auto reader = store->reader().value();
  ask_everything(*reader, place);
}

}  // namespace
}  // namespace onestop::bench

int main(int argc, char** argv) {
  const std::string engine = argc > 1 ? argv[1] : "";
  if (argc < 3 || (engine != "sqlite" && engine != "postgres")) return std::fprintf(stderr, "bench_large_tables sqlite|postgres CROSSINGS [WITH_LOG]\n"), 2;
  const auto crossings = std::max<std::uint64_t>(1000, std::strtoull(argv[2], nullptr, 10));
  const auto with_log = argc > 3 ? std::min<std::uint64_t>(crossings / 2, std::strtoull(argv[3], nullptr, 10)) : 0;
  const auto folder = std::filesystem::temp_directory_path() / ("bench-large-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const bool postgres = engine == "postgres";
  onestop::bench::run({postgres, postgres ? onestop::store::PostgresServer::running().new_database() : (folder / "post.db").string(), crossings, with_log}, folder.string());
  std::filesystem::remove_all(folder);
}
