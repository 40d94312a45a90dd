// What the store costs on PostgreSQL beside its limit: pgbench with the same statements on the same server, its own writes in
// a pipeline as ours. One connection, one commit in each transaction, then 32. Interleaved, median of nine. The server is
// private and does not sync, so that round trips and processors are compared and not the disk.
//   bench_postgres [TRANSACTIONS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "../tests/unit/store/postgres_server.h"
#include "base/check.h"
#include "store/store.h"

namespace onestop::bench {
namespace {

const Id kz{0x0100, 1};
const Instant morning{1'751'342'400'000};
constexpr std::uint64_t crossings = 2000;

Id crossing_id(std::uint64_t n) { return mint_id(morning + static_cast<std::int64_t>(n % crossings), n * 0x9e37, n * 0x79b9'7f4a'7c15ull); }

store::Commit control_closed(std::uint64_t number) {
  const auto crossing = crossing_id(number % crossings);
  const auto at = morning + static_cast<std::int64_t>(number);
  store::Commit commit;
  commit.expects = {{kz, crossing, number / crossings}};
  commit.events = {{kz, crossing, "ControlClosed", 1, at, {}, {{"outcome", wire::Visibility::shared, {}, Bytes(330, 7), true}}}};
  commit.idempotency = store::Idempotency{"desk-3", "request-" + std::to_string(number), sha256(as_bytes("request")), at};
  commit.response = Bytes(120, 'r');
  commit.crossings = {{crossing, "korday", "777 AAA 02", "777AAA02", "truck", "KZ-KG", "combined", "exit", {}, morning, at, {}, {}, 0, number / crossings + 1}};
  commit.work_gone = {{crossing, "KZ", "customs_documents", crossing}};
  commit.work = {{crossing, "KZ", "customs_documents", crossing, "desk-3", "customs", at, 0}};
  return commit;
}

/// What one of these commits comes to, with made-up bytes of the same lengths.
std::string script(std::size_t batch) {
  std::string text = "BEGIN;\n";
  for (std::size_t i = 0; i < batch; ++i)
    text += "\\set n random(1, 2000)\n"
            "SELECT request_hash, response FROM request WHERE client = 'desk-3' AND key = 'request-' || :n;\n"
            "SELECT position FROM recorder WHERE id = '\\x01' FOR UPDATE;\n"
            "SELECT version, head_hash FROM stream WHERE stream = int8send(:n) AND recorder = '\\x01';\n"
            "SELECT nextval('log_seq') AS seq \\gset\n"
            "\\startpipeline\n"
            "SAVEPOINT one_commit;\n"
            "INSERT INTO event (seq, recorder, position, stream, version, type, type_version, at, hash, envelope, body) VALUES (:seq, '\\x01', :seq, "
            "int8send(:n), :seq, 'ControlClosed', 1, 0, decode(repeat('03', 32), 'hex'), decode(repeat('01', 106), 'hex'), decode(repeat('02', 420), 'hex'));\n"
            "INSERT INTO stream (stream, recorder, version, head_hash) VALUES (int8send(:n), '\\x01', 1, decode(repeat('03', 32), 'hex')) ON CONFLICT (stream, "
            "recorder) DO UPDATE SET version = excluded.version, head_hash = excluded.head_hash;\n"
            "INSERT INTO crossing (crossing, post, plate, plate_folded, vehicle_class, direction, layout, phase, procedure, arrived, updated, flags, version) "
            "VALUES (int8send(:n), 'korday', '777 AAA 02', '777AAA02', 'truck', 'KZ-KG', 'combined', 'exit', decode(repeat('03', 32), 'hex'), 0, 0, 0, :seq) "
            "ON CONFLICT (crossing) DO UPDATE SET post = excluded.post, plate = excluded.plate, updated = excluded.updated, version = excluded.version;\n"
            "DELETE FROM work WHERE crossing = int8send(:n) AND state = 'KZ' AND control = 'customs_documents' AND subject = int8send(:n);\n"
            "INSERT INTO work (crossing, state, control, subject, station, agency, since, priority) VALUES (int8send(:n), 'KZ', 'customs_documents', "
            "int8send(:n), 'desk-3', 'customs', 0, 0) ON CONFLICT (crossing, state, control, subject) DO UPDATE SET station = excluded.station;\n"
            "INSERT INTO request (client, key, request_hash, response, at) VALUES ('desk-3', 'bench-' || :seq, decode(repeat('03', 32), 'hex'), "
            "decode(repeat('04', 120), 'hex'), 0);\n"
            "RELEASE SAVEPOINT one_commit;\n"
            "\\endpipeline\n";
  return text + "UPDATE recorder SET position = position + 1 WHERE id = '\\x01';\nCOMMIT;\n";
}

double per_second(std::uint64_t commits, std::chrono::steady_clock::time_point since) {
  return static_cast<double>(commits) / std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

double ours(store::Writer& writer, std::uint64_t& next, std::uint64_t transactions, std::size_t batch) {
  std::vector<store::Commit> commits;
  for (std::uint64_t i = 0; i < transactions * batch; ++i) commits.push_back(control_closed(next++));
  const auto begun = std::chrono::steady_clock::now();
  for (std::uint64_t t = 0; t < transactions; ++t) {
    writer.begin().value();
    for (std::size_t i = 0; i < batch; ++i)
      check(std::holds_alternative<store::Applied>(writer.apply(commits[t * batch + i]).value()), "a commit of the benchmark was refused");
    writer.finish().value();
  }
  return per_second(commits.size(), begun);
}

/// pgbench prints "tps = ..."; what it does at its start is not in that figure.
double pgbench(const std::string& address, const std::filesystem::path& script, std::uint64_t transactions, std::size_t batch) {
  const auto command = store::PostgresServer::installed() + "/pgbench -n -M prepared -c 1 -t " + std::to_string(transactions) + " -f " + script.string() + " '" + address + "' 2>&1";
  auto* out = ::popen(command.c_str(), "r");
  std::string text;
  char part[4096];
  while (std::fgets(part, sizeof part, out)) text += part;
  ::pclose(out);
  const auto at = text.find("tps = ");
  check(at != std::string::npos, "pgbench failed");
  return std::strtod(text.c_str() + at + 6, nullptr) * static_cast<double>(batch);
}

double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all[all.size() / 2];
}

void compare(std::uint64_t transactions, std::size_t batch) {
  auto& server = store::PostgresServer::running();
  const auto folder = std::filesystem::temp_directory_path() / ("bench-postgres-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / "commit.sql";
  std::ofstream(file) << script(batch);
  const auto our_place = server.new_database(), bare_place = server.new_database();
  store::Options options{.path = our_place, .keys_path = folder / "ours.keys.db", .key_pool = 1};
  auto store = store::open(options).value();
  options.path = bare_place;
  options.keys_path = folder / "bare.keys.db";
  auto bare = store::open(options).value();  // the same schema
  for (auto* one : {store.get(), bare.get()}) {
    one->writer().begin().value();
    one->writer().put_recorder({kz, "KZ", "Korday", {}, 0}).value();
    one->writer().finish().value();
  }
  auto* connection = PQconnectdb(bare_place.c_str());
  PQclear(PQexec(connection, "INSERT INTO recorder SELECT '\\x01', state, name, public_key, 0, 0, '' FROM recorder"));
  PQfinish(connection);

  std::uint64_t next = 0;
  std::vector<double> our_rate, limit, ratio;
  for (int round = 0; round < 10; ++round) {
    const auto a = ours(store->writer(), next, transactions, batch), b = pgbench(bare_place, file, transactions, batch);
    if (round == 0) continue;  // warm
    our_rate.push_back(a), limit.push_back(b), ratio.push_back(a / b);
  }
  std::printf("batch %2zu: ours %6.0f/s, pgbench %6.0f/s, ratio %.2f (%.2f-%.2f)\n", batch, median(our_rate), median(limit), median(ratio),
              *std::ranges::min_element(ratio), *std::ranges::max_element(ratio));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace onestop::bench

int main(int argc, char** argv) {
  const std::uint64_t transactions = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000;
  onestop::bench::compare(transactions, 1);
  onestop::bench::compare(std::max<std::uint64_t>(1, transactions / 32), 32);
}
