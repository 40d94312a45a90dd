#pragma once
// The load of the crash tests: numbered events, so that one can say which of them must be there afterwards.
#include <cstdlib>
#include <map>
#include <set>

#include "../unit/store/sample_store.h"
#include "store/connections.h"

namespace onestop::store {

inline std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// What the writer was told has become durable.
struct Acknowledged {
  std::set<std::uint64_t> numbers;
  std::set<std::uint64_t> erased;  // numbers whose person is gone
  std::vector<wire::Checkpoint> checkpoints;
};

constexpr std::uint64_t crossings_in_load = 20;
/// Each number is about a person of its own.
inline Id person_of(std::uint64_t number) { return {0x0400, number}; }

inline Commit numbered_commit(std::uint64_t number, std::uint64_t version_sum) {
  const auto at = morning + static_cast<std::int64_t>(number);
  const auto crossing = crossing_id(number % crossings_in_load + 1);
  Commit commit;
  commit.events = {sample_event(number % 3 ? kz : kg, crossing, at)};
  commit.events[0].fields.back().person = person_of(number);
  commit.events[0].fields.push_back({"number", wire::Visibility::shared, {}, text_bytes(std::to_string(number)), true});
  commit.crossings = {sample_crossing(crossing, version_sum, at)};
  commit.work = {sample_work(crossing, "customs", at)};
  commit.idempotency = Idempotency{"load", std::to_string(number), sha256(as_bytes("same")), at};
  return commit;
}

/// One transaction of up to eight numbers from `next` on, now and then with an erasure and a checkpoint. Tells `told`
/// only after it is durable. False when the disk failed.
template <class Random>
bool commit_some(Store& store, Random& random, std::uint64_t& next, Acknowledged& told) {
  auto& writer = store.writer();
  if (!writer.begin()) return false;
  Acknowledged fresh;
  const auto count = 1 + random() % 8;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto number = next++;
    const auto versions = writer.reader().versions(crossing_id(number % crossings_in_load + 1));
    if (!versions) return writer.abandon(), false;
    std::uint64_t sum = 1;
    for (const auto& v : *versions) sum += v.version;
    auto commit = numbered_commit(number, sum);
    if (random() % 16 == 0 && !told.numbers.empty()) {
      const auto gone = *told.numbers.begin() + random() % told.numbers.size();
      if (told.numbers.contains(gone)) {
        commit.erases = {person_of(gone)};
        fresh.erased.insert(gone);
      }
    }
    const auto outcome = writer.apply(commit);
    if (!outcome) return writer.abandon(), false;
    if (!std::holds_alternative<Applied>(*outcome)) throw std::runtime_error("a number was refused");
    fresh.numbers.insert(number);
  }
  if (random() % 5 == 0) {
    const auto checkpoint = writer.checkpoint(kz, morning + static_cast<std::int64_t>(next), key_of(kz).secret_key);
    if (!checkpoint) return writer.abandon(), false;
    if (*checkpoint) fresh.checkpoints.push_back(**checkpoint);
  }
  if (!writer.finish()) return false;
  told.numbers.merge(fresh.numbers);
  told.erased.merge(fresh.erased);
  told.checkpoints.insert(told.checkpoints.end(), fresh.checkpoints.begin(), fresh.checkpoints.end());
  if (random() % 6 == 0) static_cast<void>(writer.rest());
  return true;
}

/// Opens the file with the ordinary layers and says what is wrong with it; empty when all is as it was told. Afterwards
/// `told` is everything that is in the file, told or not.
inline std::string judge(const Options& options, Acknowledged& told) {
  auto store = open(options);
  if (!store) return "it does not open: " + store.error().what;
  auto& reader = (*store)->writer().reader();
  std::set<Id> erased;
  {
    const auto db = connect(options.path, "", Use::verifying);
    auto& rows = db->use("SELECT person FROM person_erased").query();
    while (rows.step()) erased.insert(rows.id(0));
  }
  const bool gaps = options.path.starts_with("postgresql:");  // numbers drawn by what was never committed stay out
  std::map<std::uint64_t, int> there;
  std::uint64_t seq = 0;
  for (;;) {
    const auto events = reader.read_after(seq, largest_page);
    if (!events) return events.error().what;
    if (events->empty()) break;
    for (const auto& event : *events) {
      if (gaps ? event.seq <= seq : event.seq != seq + 1) return "event " + std::to_string(seq + 1) + " is skipped";
      seq = event.seq;
      std::uint64_t number = 0;
      for (const auto& field : event.fields)
        if (field.name == "number") number = std::stoull(std::string(field.value.begin() + 4, field.value.end()));
      ++there[number];
      for (const auto& field : event.fields) {
        if (field.name != "person/name") continue;
        if (told.erased.contains(number) && field.present) return "the erased person of number " + std::to_string(number) + " can be read";
        // An erasure may have become durable without anyone having been told; a key may not be lost without one.
        if (!field.present && !erased.contains(person_of(number))) return "the key of the person of number " + std::to_string(number) + " is lost";
        if (!field.present) told.erased.insert(number);
      }
    }
  }
  std::string wrong;
  for (const auto number : told.numbers)
    if (!there.contains(number)) wrong += " lost " + std::to_string(number);
  for (const auto& [number, times] : there)
    if (times != 1) wrong += " doubled " + std::to_string(number);
  if (!wrong.empty()) return "acknowledged events:" + wrong.substr(0, 200);
  for (const auto& [number, times] : there) told.numbers.insert(number);
  store->reset();
  const auto verification = verify_log(options.path, told.checkpoints);
  if (!verification.clean()) return verification.findings[0].what + ": " + verification.findings[0].where;
  return {};
}

}  // namespace onestop::store
