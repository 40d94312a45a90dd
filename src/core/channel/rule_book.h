#pragma once
// Which versions of its rules an agency has, and which of them judges. A record of its own for each state and agency: every
// version stays, a version is put into force by another officer than the one who wrote it.
#include <span>
#include <string_view>
#include <variant>

#include "base/hash.h"
#include "core/channel/channel.h"
#include "core/crossing/commands.h"

namespace onestop::channel {

using crossing::Actor;

/// One version as it was written down.
struct Edition {
  std::uint32_t version = 0;  // from 1
  Status status = Status::draft;
  std::string source;         // YAML, as docs/channels.md tells
  Id author;
  Instant at;                 // of the last change of its status
  Id by;                      // who made that
};
BOOST_DESCRIBE_STRUCT(Edition, (), (version, status, source, author, at, by))

struct RuleBook {
  Code state, agency;
  std::uint64_t version = 0;  // events applied so far
  std::vector<Edition> editions;

  const Edition* edition(std::uint32_t version) const;
  const Edition* published() const;
};
BOOST_DESCRIBE_STRUCT(RuleBook, (), (state, agency, version, editions))

/// The stream in which the rules of an agency are recorded, the same wherever it is computed.
Id rule_book_stream(const Code& post, const Code& state, const Code& agency);

struct RulesWritten {
  Code state, agency;
  Id officer;
  std::uint32_t version = 0;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(RulesWritten, (), (state, agency, officer, version, source))

/// A version is watched beside the published one, put into force, or taken out of it.
struct RulesStanding {
  Code state, agency;
  Id officer;
  std::uint32_t version = 0;
  Status status = Status::shadow;
};
BOOST_DESCRIBE_STRUCT(RulesStanding, (), (state, agency, officer, version, status))

using RuleEvent = std::variant<RulesWritten, RulesStanding>;
Hash state_hash(const RuleBook& book);
void evolve(RuleBook& book, Instant at, const RuleEvent& event);

struct WriteRules {
  std::string source;  // of a rule set of this state and agency without flaws: whoever reads it has looked
};
struct SetStanding {
  std::uint32_t version = 0;
  Status status = Status::shadow;
};
using RuleCommand = std::variant<WriteRules, SetStanding>;

enum class RuleRefusalCode : std::uint8_t { not_yours, unknown_version, own_work, stands_so, not_back, too_long };
struct RuleRefusalEntry {
  RuleRefusalCode code;
  std::string_view name;  // stable, seen by the API as "rules." + name
  std::string_view sentence;
};
std::span<const RuleRefusalEntry> rule_refusal_entries();
const RuleRefusalEntry& entry(RuleRefusalCode code);

inline constexpr std::size_t longest_source = 48 * 1024;  // bytes
inline constexpr std::string_view deciding_role = "supervisor";

using RuleDecision = std::variant<RuleEvent, RuleRefusalCode>;
/// Officers of the agency write and watch; a supervisor of it, or of an agency that heads the post's shifts, puts into force
/// what another wrote.
RuleDecision decide(const RuleBook& book, const Actor& actor, std::span<const Code> heading_agencies, const RuleCommand& command);

}  // namespace onestop::channel
