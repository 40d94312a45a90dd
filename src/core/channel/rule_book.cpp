#include "core/channel/rule_book.h"

#include <algorithm>
#include <array>

#include "core/digest.h"
#include "core/refusal_table.h"

namespace onestop::channel {
namespace {

using enum RuleRefusalCode;

constexpr std::array entries{
    RuleRefusalEntry{not_yours, "not_yours", "Officers of an agency write its rules; a supervisor of that agency, or of the one that heads the shift, puts them into force."},
    RuleRefusalEntry{unknown_version, "unknown_version", "The agency's rules have no such version."},
    RuleRefusalEntry{own_work, "own_work", "Whoever wrote a version does not put it into force; a supervisor who did not write it must."},
    RuleRefusalEntry{stands_so, "stands_so", "The version stands so already."},
    RuleRefusalEntry{not_back, "not_back", "A version that was in force is not changed back; write it as a new version."},
    RuleRefusalEntry{too_long, "too_long", "The rules are longer than a record may be."},
};

static_assert(lists_each_in_order(std::span<const RuleRefusalEntry>(entries), too_long), "the table lists every refusal once, in the order of the enumeration");

bool may_decide(const RuleBook& book, const Actor& actor, std::span<const Code> heading_agencies) {
  const bool heads = actor.agency == book.agency || std::ranges::find(heading_agencies, actor.agency) != heading_agencies.end();
  return actor.state == book.state && heads && actor.role == Code(deciding_role);
}

bool may(const RuleBook& book, const Actor& actor, std::span<const Code> heading_agencies, const RuleCommand& command) {
  const auto* standing = std::get_if<SetStanding>(&command);
  const bool has_effect = standing && (standing->status == Status::published || standing->status == Status::retired);
  return may_decide(book, actor, heading_agencies) || (!has_effect && actor.state == book.state && actor.agency == book.agency);
}

RuleDecision judge(const RuleBook& book, const Actor& actor, const WriteRules& command) {
  if (command.source.empty() || command.source.size() > longest_source) return too_long;
  return RulesWritten{book.state, book.agency, actor.officer, static_cast<std::uint32_t>(book.editions.size() + 1), command.source};
}

RuleDecision judge(const RuleBook& book, const Actor& actor, const SetStanding& command) {
  const auto* edition = book.edition(command.version);
  if (!edition) return unknown_version;
  if (edition->status == command.status) return stands_so;
  const bool was_in_force = edition->status == Status::published || edition->status == Status::retired;
  if (was_in_force && command.status != Status::retired) return not_back;
  if (command.status == Status::published && edition->author == actor.officer) return own_work;
  return RulesStanding{book.state, book.agency, actor.officer, command.version, command.status};
}

void apply(RuleBook& book, Instant at, const RulesWritten& e) { book.editions.push_back({e.version, Status::draft, e.source, e.officer, at, e.officer}); }

/// One version judges: the next to be published takes the place of the last.
void apply(RuleBook& book, Instant at, const RulesStanding& e) {
  for (auto& one : book.editions) {
    if (e.status == Status::published && one.status == Status::published) one.status = Status::retired;
    if (one.version != e.version) continue;
    one.status = e.status;
    one.at = at;
    one.by = e.officer;
  }
}

}  // namespace

std::span<const RuleRefusalEntry> rule_refusal_entries() { return entries; }

const RuleRefusalEntry& entry(RuleRefusalCode code) { return entries[static_cast<std::size_t>(code)]; }

const Edition* RuleBook::edition(std::uint32_t wanted) const {
  const auto at = std::ranges::find(editions, wanted, &Edition::version);
  return at == editions.end() ? nullptr : &*at;
}

const Edition* RuleBook::published() const {
  const auto at = std::ranges::find(editions, Status::published, &Edition::status);
  return at == editions.end() ? nullptr : &*at;
}

Id rule_book_stream(const Code& post, const Code& state, const Code& agency) {
  const auto hash = sha256({as_bytes("onestop channel rules "), as_bytes(post.view()), as_bytes(" "), as_bytes(state.view()), as_bytes(" "), as_bytes(agency.view())});
  return id_from_bytes(hash.data());
}

Hash state_hash(const RuleBook& book) {
  Digest digest;
  digest.put(book);
  return sha256(digest.bytes());
}

void evolve(RuleBook& book, Instant at, const RuleEvent& event) {
  ++book.version;
  std::visit([&](const auto& one) {
    book.state = one.state;
    book.agency = one.agency;
    apply(book, at, one);
  }, event);
}

RuleDecision decide(const RuleBook& book, const Actor& actor, std::span<const Code> heading_agencies, const RuleCommand& command) {
  if (!may(book, actor, heading_agencies, command)) return not_yours;
  return std::visit([&](const auto& one) { return judge(book, actor, one); }, command);
}

}  // namespace onestop::channel
