#pragma once
// A segment of the log in a file: whole streams with their bytes as they lay in the log, and what proves them without the
// database: the signed checkpoint of each recorder and the roots of all subtrees in which none of these events lies. The
// bytes are described in docs/log-format.md.
#include <filesystem>

#include "store/verify.h"
#include "wire/envelope.h"
#include "wire/merkle_cover.h"

namespace onestop::store {

struct ArchivedRecorder {
  Id id;
  Code state;
  std::string name;
  PublicKey public_key{};
  wire::Checkpoint checkpoint;
  std::vector<wire::Subtree> others;
};

struct ArchivedStream {
  Id stream, recorder;
  std::uint64_t version = 0;  // of its last event
  Hash head{};
};

struct ArchivedEvent {
  std::uint64_t seq = 0, position = 0;
  Hash hash{};
  Bytes envelope, body;
};

struct Archive {
  Id id;
  Instant at;     // it was made
  Instant until;  // what it holds had ended before
  std::vector<ArchivedRecorder> recorders;
  std::vector<ArchivedStream> streams;  // ascending by stream and recorder
  std::vector<ArchivedEvent> events;    // in the order of `streams`, each stream by version
};

Bytes to_bytes(const Archive& archive);
/// A fault where a byte of it was changed.
Expected<Archive> parse_archive(ByteView bytes);
/// Recomputes chains, commitments, roots and signatures. The keys are those in the file: whoever has the database compares them.
std::vector<Finding> verify_archive(const Archive& archive);

struct ArchiveInFile {
  Archive archive;
  Hash sha256{};
  std::filesystem::path path;
};
Expected<ArchiveInFile> read_archive(const std::filesystem::path& path);
/// Every file of the folder whose name ends in ".archive".
Expected<std::vector<std::filesystem::path>> archives_in(const std::filesystem::path& folder);
/// Durable when it returns; never over another file.
Expected<void> write_archive(const std::filesystem::path& path, ByteView bytes);

}  // namespace onestop::store
