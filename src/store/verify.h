#pragma once
// Recomputes the whole log from its file and says what does not fit. Needs no keys: commitments cover ciphertext.
// What each finding can and cannot prove is in docs/log-format.md.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/merkle.h"

namespace onestop::store {

class Connection;

struct Finding {
  std::string what;   // one of the codes below
  std::string where;  // a sentence that names the event, recorder, stream or table
};

namespace found {
constexpr std::string_view file_damaged = "file_damaged";                // SQLite itself cannot read it
constexpr std::string_view column_differs = "column_differs";            // a column says otherwise than the envelope
constexpr std::string_view envelope_damaged = "envelope_damaged";        // no envelope, or not what was hashed
constexpr std::string_view hash_damaged = "hash_damaged";                // the next event proves the envelope right
constexpr std::string_view field_damaged = "field_damaged";              // a body is not what was committed to
constexpr std::string_view events_missing = "events_missing";            // a gap in a stream or among positions
constexpr std::string_view tail_missing = "tail_missing";                // the newest events are gone
constexpr std::string_view order_differs = "order_differs";              // events stand where others stood
constexpr std::string_view stream_head_differs = "stream_head_differs";
constexpr std::string_view recorder_unknown = "recorder_unknown";
constexpr std::string_view checkpoint_damaged = "checkpoint_damaged";    // signature, chain or bytes
constexpr std::string_view checkpoint_differs = "checkpoint_differs";    // the events are not those that were signed
constexpr std::string_view older_than_checkpoint = "older_than_checkpoint";
constexpr std::string_view read_table_differs = "read_table_differs";
constexpr std::string_view signature_differs = "signature_differs";      // an officer's, or not by the key that the log names
constexpr std::string_view account_differs = "account_differs";          // its key is not the one that the log names
constexpr std::string_view archive_damaged = "archive_damaged";          // not the file that was written, or not to be read
constexpr std::string_view archive_differs = "archive_differs";          // it and the database do not say the same
}  // namespace found

struct Verification {
  std::uint64_t events = 0;
  std::uint64_t streams = 0;
  std::uint64_t checkpoints = 0;
  std::uint64_t archives = 0;         // verified with the database as one
  std::uint64_t archived_events = 0;  // of which the database keeps position and hash
  std::vector<std::string> elsewhere; // which positions lie in which archive that was not at hand; no finding
  std::uint64_t signatures = 0;              // of officers, that hold
  std::uint64_t signatures_without_account = 0;  // of which no earlier event says whose key it is
  std::vector<Finding> findings;  // at most `most_findings`
  bool more_findings = false;
  bool clean() const { return findings.empty(); }
};

constexpr std::size_t most_findings = 1000;

/// `kept_elsewhere`: checkpoints of this log that whoever could change the file could not reach. `archives`: the folder with
/// the segments that were taken out of it, which are then verified as if they lay in it; without them all else is.
Verification verify_log(const std::string& path, const std::vector<wire::Checkpoint>& kept_elsewhere = {}, const std::optional<std::filesystem::path>& archives = {});
/// The same through a connection, as that one sees the log.
Verification verify_log(Connection& db, const std::vector<wire::Checkpoint>& kept_elsewhere = {});

}  // namespace onestop::store
