#pragma once
// A store in a folder of its own, two recorders of two states, and commits that look like the real ones.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "store/store.h"
#include "store/verify.h"

namespace onestop::store {

class Folder {
 public:
  /// In memory where there is such a place: what these tests ask does not depend on how fast the disk is.
  Folder() {
    std::error_code ignored;
    const std::filesystem::path memory = "/dev/shm";
    const auto base = std::getenv("TMPDIR") == nullptr && std::filesystem::is_directory(memory, ignored) && ::access("/dev/shm", W_OK) == 0
                          ? memory : std::filesystem::temp_directory_path();
    std::string name = (base / "onestop-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline const Id kz{0x0100, 1}, kg{0x0100, 2};
inline Id crossing_id(std::uint64_t n) { return {0x0200, n}; }
inline Id person_id(std::uint64_t n) { return {0x0300, n}; }
inline const Instant morning{1'751'342'400'000};

inline KeyPair key_of(const Id& recorder) {
  std::array<unsigned char, 32> seed{};
  seed[0] = static_cast<unsigned char>(recorder.low);
  return key_pair_from_seed(seed);
}

/// Unpredictable enough for a test and the same every time.
inline wire::Entropy numbered_entropy(std::uint64_t seed) {
  return [random = std::make_shared<std::mt19937_64>(seed)](std::span<unsigned char> out) {
    for (auto& byte : out) byte = static_cast<unsigned char>((*random)());
  };
}

inline Bytes text_bytes(std::string_view text) {
  ByteWriter out;
  out.text(text);
  return out.take();
}

inline NewEvent sample_event(const Id& recorder, const Id& stream, Instant at, std::string_view name = "Aida", std::uint64_t person = 1) {
  return {recorder, stream, "ControlClosed", 1, at, {}, {
      {"control", wire::Visibility::shared, {}, text_bytes("customs_documents"), true},
      {"officer", wire::Visibility::shared, {}, text_bytes("0190f6a8"), true},
      {"outcome", wire::Visibility::shared, {}, text_bytes("passed"), true},
      {"remark", wire::Visibility::private_, {}, text_bytes("nothing found in the boot"), true},
      {"person/name", wire::Visibility::personal, person_id(person), text_bytes(name), true},
  }};
}

inline CrossingRow sample_crossing(const Id& id, std::uint64_t version, Instant at) {
  return {id, "korday", "777 AAA 02", "777AAA02", "truck", "KZ-KG", "combined", "exit", sha256(as_bytes("law")), morning, at, {}, {}, 0, version};
}

inline WorkRow sample_work(const Id& crossing, const Code& control, Instant since, int priority = 0) {
  return {crossing, "KZ", control, crossing, "desk-3", "customs", since, priority};
}

inline void must(const Expected<void>& done) { ASSERT_TRUE(done) << done.error().what; }

template <class T>
T value(Expected<T> maybe) {
  EXPECT_TRUE(maybe) << maybe.error().what;
  if (!maybe) throw std::runtime_error(maybe.error().what);
  return std::move(*maybe);
}

inline std::unique_ptr<Store> open_sample(const std::string& path, Options options = {}) {
  options.path = path;
  auto store = value(open(options));
  auto& writer = store->writer();
  must(writer.begin());
  must(writer.put_recorder({kz, "KZ", "Korday", key_of(kz).public_key, 0}));
  must(writer.put_recorder({kg, "KG", "Ak-Jol", key_of(kg).public_key, 0}));
  must(writer.finish());
  return store;
}

inline Outcome commit_one(Store& store, const Commit& commit) {
  must(store.writer().begin());
  auto outcome = value(store.writer().apply(commit));
  must(store.writer().finish());
  return outcome;
}

/// A log with `crossings` crossings of `events` events each, by both recorders in turn, with read tables.
inline void fill(Store& store, std::uint64_t crossings, std::uint64_t events) {
  for (std::uint64_t e = 1; e <= events; ++e) {
    for (std::uint64_t c = 1; c <= crossings; ++c) {
      const auto at = morning + static_cast<std::int64_t>(1000 * e);
      Commit commit;
      commit.events.push_back(sample_event(e % 2 ? kz : kg, crossing_id(c), at, "Traveller " + std::to_string(c), c));
      commit.crossings.push_back(sample_crossing(crossing_id(c), e, at));
      if (e == 1) commit.work.push_back(sample_work(crossing_id(c), "customs", at));
      ASSERT_TRUE(std::holds_alternative<Applied>(commit_one(store, commit)));
    }
  }
}

inline wire::Checkpoint sign_now(Store& store, const Id& recorder) {
  must(store.writer().begin());
  const auto checkpoint = value(store.writer().checkpoint(recorder, morning + hour_ms, key_of(recorder).secret_key));
  must(store.writer().finish());
  if (!checkpoint) throw std::runtime_error("there was nothing to sign");
  return *checkpoint;
}

}  // namespace onestop::store
