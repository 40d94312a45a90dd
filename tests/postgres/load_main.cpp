// Load for tests that kill servers of PostgreSQL: numbered events, each about a person of its own, so that one can say
// afterwards which of them must be there.
//   write ADDRESS KEYS WORKER COUNT   writes until COUNT numbers are acknowledged; prints each once it is durable, and goes on
//                                     with the same number after every fault
//   judge ADDRESS KEYS                reads acknowledged numbers; every one must be there once, and the log must verify
#include <cstdio>
#include <cstring>
#include <iostream>
#include <thread>

#include "../crash/numbered_load.h"

namespace onestop::store {
namespace {

constexpr std::uint64_t numbers_of_a_worker = 1'000'000;

Commit commit_of(std::uint64_t worker, std::uint64_t number, std::uint64_t version_sum) {
  auto commit = numbered_commit(number, version_sum);
  const auto crossing = crossing_id(1000 * worker + number % crossings_in_load);  // nobody else's
  commit.events[0].stream = commit.crossings[0].crossing = commit.work[0].crossing = crossing;
  return commit;
}

/// True once the number is durable, now or since an attempt whose answer was lost.
Expected<bool> written(Store& store, std::uint64_t worker, std::uint64_t number) {
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return std::unexpected(begun.error());
  auto versions = writer.reader().versions(crossing_id(1000 * worker + number % crossings_in_load));
  if (!versions) return writer.abandon(), std::unexpected(versions.error());
  std::uint64_t sum = 1;
  for (const auto& one : *versions) sum += one.version;
  auto outcome = writer.apply(commit_of(worker, number, sum));
  if (!outcome) return writer.abandon(), std::unexpected(outcome.error());
  if (auto finished = writer.finish(); !finished) return std::unexpected(finished.error());
  return std::holds_alternative<Applied>(*outcome) || std::holds_alternative<AlreadyDone>(*outcome);
}

Expected<std::unique_ptr<Store>> opened(const Options& options) {
  auto store = open(options);
  if (!store) return store;
  auto& writer = (*store)->writer();
  if (auto begun = writer.begin(); !begun) return std::unexpected(begun.error());
  for (const auto& [id, state, name] : {std::tuple(kz, "KZ", "Korday"), std::tuple(kg, "KG", "Ak-Jol")})
    if (auto put = writer.put_recorder({id, state, name, key_of(id).public_key, 0}); !put) return writer.abandon(), std::unexpected(put.error());
  if (auto finished = writer.finish(); !finished) return std::unexpected(finished.error());
  return store;
}

int write(const Options& options, std::uint64_t worker, std::uint64_t count) {
  constexpr auto before_next_try = std::chrono::milliseconds(50);
  Expected<std::unique_ptr<Store>> store = opened(options);
  bool in_trouble = false;
  for (std::uint64_t i = 1; i <= count;) {
    const auto number = worker * numbers_of_a_worker + i;
    const auto done = store ? written(**store, worker, number) : Expected<bool>(std::unexpected(store.error()));
    if (done && !*done) {
      std::printf("refused %llu\n", static_cast<unsigned long long>(number));
      return 1;
    }
    if (!done) {
      if (!std::exchange(in_trouble, true)) std::fprintf(stderr, "worker %llu: %s\n", static_cast<unsigned long long>(worker), done.error().what.c_str());
      std::this_thread::sleep_for(before_next_try);
      if (!store) store = opened(options);
      continue;
    }
    in_trouble = false;
    std::printf("%llu\n", static_cast<unsigned long long>(number));
    std::fflush(stdout);
    ++i;
    if (i % 64 == 0) static_cast<void>((*store)->writer().rest());
  }
  return 0;
}

int judge_all(const Options& options) {
  Acknowledged told;
  for (std::uint64_t number = 0; std::cin >> number;) told.numbers.insert(number);
  const auto acknowledged = told.numbers.size();
  const auto wrong = judge(options, told);
  if (!wrong.empty()) std::printf("WRONG: %s\n", wrong.c_str());
  else std::printf("%zu acknowledged, %zu there, each once; the log verifies\n", acknowledged, told.numbers.size());
  return wrong.empty() ? 0 : 1;
}

}  // namespace
}  // namespace onestop::store

int main(int argc, char** argv) {
  using namespace onestop::store;
  if (argc < 4) return 2;
  const Options options{.path = argv[2], .keys_path = argv[3]};
  if (std::strcmp(argv[1], "judge") == 0) return judge_all(options);
  return argc < 6 ? 2 : write(options, std::strtoull(argv[4], nullptr, 10), std::strtoull(argv[5], nullptr, 10));
}
