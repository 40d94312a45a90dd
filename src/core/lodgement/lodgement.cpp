#include "core/lodgement/lodgement.h"

#include <algorithm>
#include <array>

#include "core/digest.h"
#include "core/lodgement/judging.h"
#include "core/refusal_table.h"

namespace onestop::lodgement {
namespace {

using enum RefusalCode;

constexpr std::array entries{
    RefusalEntry{has_errors, "has_errors", "The message has errors. Mend what the findings name and lodge again."},
    RefusalEntry{late, "late", "It is lodged later than the notice that this post asks for."},
    RefusalEntry{too_early, "too_early", "The arrival lies further ahead than this post takes lodgements for."},
    RefusalEntry{long_past, "long_past", "The arrival that the message names is long past."},
    RefusalEntry{other_firm, "other_firm", "Another firm lodged this."},
    RefusalEntry{other_direction, "other_direction", "A version may not turn the direction round; cancel the lodgement and lodge anew."},
    RefusalEntry{unknown_direction, "unknown_direction", "The direction must be from one state of this post to the other."},
    RefusalEntry{unchanged, "unchanged", "The message is the same, byte for byte, as the version on record."},
    RefusalEntry{cancelled, "cancelled", "The lodgement is cancelled; lodge anew."},
    RefusalEntry{arrived, "arrived", "The vehicle is at the post; what was lodged stands. Tell the officers what is to be changed."},
    RefusalEntry{unknown, "unknown", "There is no lodgement of this reference."},
    RefusalEntry{reason_missing, "reason_missing", "A reason is missing or too long."},
    RefusalEntry{already_cancelled, "already_cancelled", "The lodgement is cancelled already."},
    RefusalEntry{too_many_versions, "too_many_versions", "The lodgement has as many versions as it may have; cancel it and lodge anew."},
    RefusalEntry{not_this_state, "not_this_state", "Channels are given by the agencies of the two states of this post, each for itself."},
    RefusalEntry{other_kind, "other_kind", "A version may not be of another kind of message; cancel the lodgement and lodge anew."},
    RefusalEntry{arrival_contradicted, "arrival_contradicted", "The message names another arrival than the one given beside it."},
};

static_assert(lists_each_in_order(std::span<const RefusalEntry>(entries), arrival_contradicted), "the table lists every refusal once, in the order of the enumeration");

}  // namespace

std::span<const RefusalEntry> refusal_entries() { return entries; }

const RefusalEntry& entry(RefusalCode code) { return entries[static_cast<std::size_t>(code)]; }

std::uint64_t Lodgement::version() const {
  std::uint64_t sum = 0;
  for (const auto& half : halves) sum += half.version;
  return sum;
}

const Half* Lodgement::keeper() const {
  const auto at = std::ranges::find_if(halves, [](const Half& one) { return !one.versions.empty(); });
  return at == halves.end() ? nullptr : &*at;
}

Standing Lodgement::standing() const {
  const auto* kept = keeper();
  if (kept && kept->crossing) return Standing::arrived;
  return kept && kept->cancelled ? Standing::cancelled : Standing::waiting;
}

const Version* Lodgement::latest() const {
  const auto* kept = keeper();
  return kept ? &kept->versions.back() : nullptr;
}

Hash state_hash(const Lodgement& lodgement) {
  Digest digest;
  digest.put(lodgement);
  return sha256(digest.bytes());
}

bool is_late(const Terms& terms, std::optional<Instant> expected, Instant lodged) {
  return expected && *expected - lodged < terms.notice_min * minute_ms;
}

std::optional<Refusal> Case::closed_to(const Id& firm) const {
  const auto* kept = lodgement.keeper();
  if (!kept) return no(RefusalCode::unknown);
  if (kept->firm != firm) return no(RefusalCode::other_firm);
  if (kept->crossing) return no(RefusalCode::arrived);
  return std::nullopt;
}

Decided decide(const Lodgement& lodgement, const Terms& terms, std::span<const Code> states, const Command& command, Instant now) {
  const Case c{lodgement, terms, states, now};
  return std::visit([&](const auto& one) { return judge(c, one); }, command);
}

}  // namespace onestop::lodgement
