// No update is lost: several writers, each with a store of its own on one PostgreSQL database, send commands about very few
// crossings. Each command rests on what its writer read and says so in its event; whatever is stale is read and tried again.
//   faults_contended [COMMANDS] [WRITERS] [CROSSINGS] [MOST IN A TRANSACTION]
// Ends with a line "... lost, ... twice" and with status 0 where both are none and the log verifies.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include "../unit/store/postgres_server.h"
#include "base/check.h"
#include "store/store.h"
#include "store/verify.h"

namespace onestop::store {
namespace {

const Id states[] = {{0x0100, 1}, {0x0100, 2}};
const Instant morning{1'751'342'400'000};

struct Wishes {
  std::uint64_t commands = 4000;
  unsigned writers = 4;
  std::uint64_t crossings = 6;
  std::uint64_t in_transaction = 8;
};

Id crossing_id(std::uint64_t n) { return {0x0200, n + 1}; }

Bytes number_bytes(std::uint64_t number) {
  ByteWriter out;
  out.u64(number);
  return out.take();
}

struct Tally {
  std::atomic<std::uint64_t> next = 0, accepted = 0, done_before = 0, stale = 0, faults = 0;
};

/// One command as its writer sees the crossing now: it is the one after all that are on record.
Expected<Commit> judged(Reader& reader, std::uint64_t command, std::uint64_t crossings) {
  const auto crossing = crossing_id(command * 7 % crossings);
  const auto heads = reader.versions(crossing);
  if (!heads) return std::unexpected(heads.error());
  Commit commit;
  std::uint64_t stands = 0;
  for (const auto& state : states) {
    StreamExpectation expected{state, crossing, 0};
    for (const auto& head : *heads)
      if (head.recorder == state) expected.version = head.version;
    stands += expected.version;
    commit.expects.push_back(expected);
  }
  const auto at = morning + static_cast<std::int64_t>(stands);
  commit.events = {{states[command % 2], crossing, "ControlClosed", 1, at, {}, {{"command", wire::Visibility::shared, {}, number_bytes(command), true},
                                                                             {"after", wire::Visibility::shared, {}, number_bytes(stands), true}}}};
  commit.idempotency = Idempotency{"contended", std::to_string(command), sha256(number_bytes(command)), at};
  commit.response = number_bytes(stands + 1);
  commit.crossings = {{crossing, "korday", "777 AAA 02", "777AAA02", "truck", "KZ-KG", "combined", "exit", {}, morning, at, {}, {}, 0, stands + 1}};
  commit.work = {{crossing, "KZ", "customs_documents", crossing, "desk-" + std::to_string(stands + 1), "customs", at, 0}};
  return commit;
}

/// Everything is judged before anything is locked, so that others may come between.
Expected<void> send(Writer& writer, std::vector<std::uint64_t>& commands, std::uint64_t crossings, Tally& tally) {
  if (auto begun = writer.begin(); !begun) return begun;
  std::vector<Commit> commits;
  for (const auto one : commands) {
    auto commit = judged(writer.reader(), one, crossings);
    if (!commit) return writer.abandon(), std::unexpected(commit.error());
    commits.push_back(std::move(*commit));
  }
  std::vector<std::uint64_t> again;
  std::uint64_t accepted = 0, done_before = 0;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const auto outcome = writer.apply(commits[i]);
    if (!outcome) return writer.abandon(), std::unexpected(outcome.error());
    if (std::holds_alternative<Applied>(*outcome)) ++accepted;
    else if (std::holds_alternative<AlreadyDone>(*outcome)) ++done_before;
    else again.push_back(commands[i]);
  }
  if (auto finished = writer.finish(); !finished) return finished;
  tally.accepted += accepted;
  tally.done_before += done_before;
  tally.stale += again.size();
  commands = std::move(again);
  return {};
}

void write(const Options& options, const Wishes& wishes, Tally& tally) {
  auto store = open(options).value();
  std::vector<std::uint64_t> commands;
  for (;;) {
    while (commands.size() < wishes.in_transaction) {
      const auto next = tally.next++;
      if (next >= wishes.commands) break;
      commands.push_back(next);
    }
    if (commands.empty()) return;
    if (const auto sent = send(store->writer(), commands, wishes.crossings, tally); !sent && ++tally.faults <= 3) std::fprintf(stderr, "again: %s\n", sent.error().what.c_str());
  }
}

std::uint64_t number_in(const StoredEvent& event, std::string_view name) {
  for (const auto& field : event.fields)
    if (field.name == name) {
      ByteReader in(field.value);
      return in.u64();
    }
  return UINT64_MAX;
}

struct Found {
  std::uint64_t events = 0, lost = 0, twice = 0, otherwise = 0;
};

/// Every event must rest on exactly what lies before it.
Expected<Found> read_back(Reader& reader, const Wishes& wishes) {
  Found found;
  std::vector<bool> seen(wishes.commands);
  std::map<Id, std::uint64_t> versions;
  std::uint64_t after = 0;
  for (;;) {
    const auto page = reader.read_after(after, largest_page);
    if (!page) return std::unexpected(page.error());
    if (page->empty()) break;
    for (const auto& event : *page) {
      const auto command = number_in(event, "command");
      if (command >= wishes.commands || seen[command]) ++found.twice;
      else seen[command] = true;
      found.otherwise += number_in(event, "after") != versions[event.envelope.stream]++;
      after = event.seq;
      ++found.events;
    }
  }
  for (const bool there : seen) found.lost += !there;
  for (const auto& [crossing, version] : versions) {
    const auto row = reader.crossing(crossing);
    const auto work = reader.work({.state = "KZ", .station = {}, .agency = {}, .crossing = crossing});
    if (!row || !work) return fault("the rows cannot be read");
    found.otherwise += !*row || (*row)->version != version || work->size() != 1 || work->front().station != Code("desk-" + std::to_string(version));
  }
  const auto recorders = reader.recorders();
  if (!recorders) return std::unexpected(recorders.error());
  std::uint64_t positions = 0;
  for (const auto& one : *recorders) positions += one.position;
  found.otherwise += positions != found.events;
  return found;
}

int run(const Wishes& wishes) {
  auto& server = PostgresServer::running();
  const auto folder = std::filesystem::temp_directory_path() / ("contended-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const Options options{.path = server.new_database(), .keys_path = (folder / "keys.db").string(), .key_pool = 1};
  auto store = open(options).value();
  store->writer().begin().value();
  for (const auto& state : states) store->writer().put_recorder({state, state == states[0] ? "KZ" : "KG", "Korday", {}, 0}).value();
  store->writer().finish().value();

  Tally tally;
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::thread> writers;
  for (unsigned i = 0; i < wishes.writers; ++i) writers.emplace_back([&] { write(options, wishes, tally); });
  for (auto& one : writers) one.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::printf("%llu commands about %llu crossings by %u writers, up to %llu in a transaction: %.0f s, %.0f a second; %llu stale and tried again, %llu faults, %llu answered as done before\n",
              static_cast<unsigned long long>(tally.accepted.load()), static_cast<unsigned long long>(wishes.crossings), wishes.writers,
              static_cast<unsigned long long>(wishes.in_transaction), seconds, static_cast<double>(tally.accepted) / seconds,
              static_cast<unsigned long long>(tally.stale.load()), static_cast<unsigned long long>(tally.faults.load()), static_cast<unsigned long long>(tally.done_before.load()));
  const auto reader = store->reader().value();
  const auto found = read_back(*reader, wishes).value();
  const auto verified = verify_log(options.path);
  for (const auto& one : verified.findings) std::printf("%s: %s\n", one.what.c_str(), one.where.c_str());
  std::filesystem::remove_all(folder);
  std::printf("%llu events verified; %llu otherwise than the fold; %llu lost, %llu twice\n", static_cast<unsigned long long>(verified.events),
              static_cast<unsigned long long>(found.otherwise), static_cast<unsigned long long>(found.lost), static_cast<unsigned long long>(found.twice));
  const bool good = verified.clean() && verified.events == wishes.commands && found.otherwise == 0 && found.lost == 0 && found.twice == 0;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace onestop::store

int main(int argc, char** argv) {
  onestop::store::Wishes wishes;
  if (argc > 1) wishes.commands = std::strtoull(argv[1], nullptr, 10);
  if (argc > 2) wishes.writers = static_cast<unsigned>(std::atoi(argv[2]));
  if (argc > 3) wishes.crossings = std::strtoull(argv[3], nullptr, 10);
  if (argc > 4) wishes.in_transaction = std::strtoull(argv[4], nullptr, 10);
  try {
    return onestop::store::run(wishes);
  } catch (const std::exception& what) {
    std::fprintf(stderr, "%s\n", what.what());
    return 1;
  }
}
