#pragma once
// Makes segments of what ended long ago, fit to be taken out of the database: Writer::put_archive.
#include "store/archive_file.h"
#include "store/store.h"

namespace onestop::store {

struct ArchiveRules {
  Instant crossings_until{INT64_MIN};   // whose crossing ended before
  Instant lodgements_until{INT64_MIN};  // that were last touched before
  std::size_t most_events = 50'000;     // of one file, beyond the last stream of it
};

/// Goes through a database once. Streams that wait for a checkpoint over their last event, for a deadline or for somebody who
/// clears a quarantine are passed over.
class Archiver {
 public:
  /// Throws nothing; what is wrong shows at `next`.
  Archiver(std::string path, std::filesystem::path folder, ArchiveRules rules);
  ~Archiver();
  /// The next segment, durable in a file of its own, read back and verified; nothing when there is no more. Until it is put
  /// into the database nothing has changed but that this file lies there.
  Expected<std::optional<ArchiveInFile>> next(const Id& id, Instant now);
  std::size_t waiting() const;  // streams passed over

 private:
  class Work;
  std::string path_;
  std::filesystem::path folder_;
  ArchiveRules rules_;
  std::unique_ptr<Work> work_;
};

/// Gives back the space of what was archived, where the database lies in partitions; the number exchanged.
Expected<std::size_t> give_back_space(const std::string& path);

}  // namespace onestop::store
