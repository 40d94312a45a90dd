// A lodgement from the first message to the vehicle at the gate, as the core judges it.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "core/channel/rule_book.h"
#include "core/lodgement/lodgement.h"

namespace onestop::lodgement {
namespace {

const std::vector<Code> states{"AA", "BB"};
const Id id{1, 1}, firm{2, 2}, other_firm{2, 3}, crossing{3, 3}, aa{9, 1}, bb{9, 2};
const Instant noon{1'000 * day_ms + 12 * hour_ms};
const Terms terms{120, "model rule", false, 30, 72, true};

Hash hash_of(int number) { return sha256(as_bytes(std::to_string(number))); }

Lodge message(int number, std::optional<Instant> expected = noon) {
  return {firm, "Firm", "123", {}, "REF", "AA", "BB", "preliminary_information", "lodgement_json", hash_of(number), 10, expected, {}, 0, 0, "bytes " + std::to_string(number)};
}

struct Record {
  Lodgement state{id, {}};
  std::vector<Recorded> log;

  std::optional<RefusalCode> ask(const Command& command, Instant now, const Terms& with = terms) {
    const auto decided = decide(state, with, states, command, now);
    if (const auto* no = std::get_if<Refusal>(&decided)) return no->code;
    for (const auto& event : std::get<std::vector<Event>>(decided)) {
      const auto whose = std::visit([](const auto& one) { return one.state; }, event);
      log.push_back({whose == Code("AA") ? aa : bb, now, event});
      evolve(state, log.back());
    }
    return std::nullopt;
  }
};

AssignChannels channels(const char* state) { return {state, {channel::Decision{state, "customs", 1, channel::Channel::red, "r", false, {}, {}}}}; }

TEST(Lodgement, FromTheFirstMessageToTheGate) {
  Record one;
  EXPECT_EQ(one.ask(message(1), noon + -5 * hour_ms), std::nullopt);
  EXPECT_EQ(one.ask(channels("AA"), noon + -5 * hour_ms), std::nullopt);
  EXPECT_EQ(one.ask(channels("BB"), noon + -5 * hour_ms), std::nullopt);
  EXPECT_EQ(one.ask(message(2), noon + -3 * hour_ms), std::nullopt);
  EXPECT_EQ(one.state.latest()->number, 2u);
  EXPECT_EQ(one.state.keeper()->versions.front().hash, hash_of(1)) << "the first version stays";
  EXPECT_EQ(one.ask(Present{crossing}, noon), std::nullopt);
  EXPECT_EQ(one.state.standing(), Standing::arrived);
  EXPECT_EQ(one.state.version(), 7u) << "each message with its bytes, two channels, the arrival";
  EXPECT_FALSE(one.state.keeper()->presented_late);
  EXPECT_EQ(one.state.keeper()->state, Code("BB")) << "the state of entry keeps it";
}

TEST(Lodgement, NoticeCountsForEachVersion) {
  for (const auto& [minutes, late] : {std::pair{121, false}, {120, false}, {119, true}, {0, true}, {-30, true}}) {
    Record one;
    EXPECT_EQ(one.ask(message(1), noon + -minutes * minute_ms), std::nullopt);
    EXPECT_EQ(one.state.latest()->late, late) << minutes;
    auto strict = terms;
    strict.late_is_refused = true;
    Record refused;
    EXPECT_EQ(refused.ask(message(1), noon + -minutes * minute_ms, strict), late ? std::optional(RefusalCode::late) : std::nullopt) << minutes;
  }
  Record amended;
  EXPECT_EQ(amended.ask(message(1), noon + -3 * hour_ms), std::nullopt);
  EXPECT_EQ(amended.ask(message(2), noon + -1 * hour_ms), std::nullopt);
  EXPECT_FALSE(amended.state.keeper()->versions[0].late);
  EXPECT_TRUE(amended.state.keeper()->versions[1].late);
  EXPECT_FALSE(is_late(terms, std::nullopt, noon)) << "no arrival named, no notice to keep";
}

/// Whatever arrival was named: who comes sooner than the notice after the message came late.
TEST(Lodgement, LatenessIsJudgedAgainAtTheGate) {
  for (const auto& [minutes, late] : {std::pair{119, true}, {120, false}}) {
    Record one;
    EXPECT_EQ(one.ask(message(1, noon + 20 * hour_ms), noon), std::nullopt);
    EXPECT_FALSE(one.state.latest()->late);
    EXPECT_EQ(one.ask(Present{crossing}, noon + minutes * minute_ms), std::nullopt);
    EXPECT_EQ(one.state.keeper()->presented_late, late);
  }
}

TEST(Lodgement, LongMessagesLieInSeveralEvents) {
  Record one;
  auto wish = message(1);
  wish.original = std::string(3 * original_part_bytes + 7, 'x');
  ASSERT_EQ(one.ask(wish, noon + -3 * hour_ms), std::nullopt);
  ASSERT_EQ(one.log.size(), 5u);
  std::string whole;
  for (std::size_t i = 1; i < one.log.size(); ++i) whole += *std::get<OriginalKept>(one.log[i].event).part.reveal();
  EXPECT_EQ(whole, wish.original);
}

TEST(Lodgement, EveryRefusalHasItsCase) {
  std::set<RefusalCode> seen;
  const auto meets = [&](RefusalCode code, std::optional<RefusalCode> got) {
    EXPECT_EQ(got, std::optional(code)) << entry(code).name;
    seen.insert(code);
  };
  const auto lodged = [] {
    Record one;
    EXPECT_EQ(one.ask(message(1), noon + -5 * hour_ms), std::nullopt);
    return one;
  };
  auto faulty = message(1);
  faulty.errors = 1;
  meets(RefusalCode::has_errors, Record{}.ask(faulty, noon));
  auto strict = terms;
  strict.late_is_refused = true;
  meets(RefusalCode::late, Record{}.ask(message(1), noon, strict));
  meets(RefusalCode::too_early, Record{}.ask(message(1), noon + -31 * day_ms));
  meets(RefusalCode::long_past, Record{}.ask(message(1), noon + 73 * hour_ms));
  auto stranger = message(2);
  stranger.firm = other_firm;
  meets(RefusalCode::other_firm, lodged().ask(stranger, noon));
  EXPECT_EQ(lodged().ask(Cancel{other_firm, "x"}, noon), std::optional(RefusalCode::other_firm));
  auto turned = message(2);
  std::swap(turned.exit_state, turned.entry_state);
  meets(RefusalCode::other_direction, lodged().ask(turned, noon));
  auto foreign = message(1);
  foreign.exit_state = "CC";
  meets(RefusalCode::unknown_direction, Record{}.ask(foreign, noon));
  auto same = message(1);
  same.entry_state = "AA";
  EXPECT_EQ(Record{}.ask(same, noon), std::optional(RefusalCode::unknown_direction));
  auto other = message(2);
  other.kind = "certificate";
  meets(RefusalCode::other_kind, lodged().ask(other, noon));
  auto contradicted = message(1);
  contradicted.stated = noon + -10 * hour_ms;
  meets(RefusalCode::arrival_contradicted, Record{}.ask(contradicted, noon));
  contradicted.stated = noon + 59'000;
  EXPECT_EQ(Record{}.ask(contradicted, noon), std::nullopt) << "the same minute";
  meets(RefusalCode::unchanged, lodged().ask(message(1), noon));
  EXPECT_EQ(lodged().ask(message(1, noon + hour_ms), noon), std::nullopt) << "the same message for another hour says something new";
  auto cancelled = lodged();
  EXPECT_EQ(cancelled.ask(Cancel{firm, "broke down"}, noon), std::nullopt);
  meets(RefusalCode::cancelled, cancelled.ask(message(2), noon));
  EXPECT_EQ(cancelled.ask(Present{crossing}, noon), std::optional(RefusalCode::cancelled));
  EXPECT_EQ(cancelled.ask(channels("AA"), noon), std::optional(RefusalCode::cancelled));
  meets(RefusalCode::already_cancelled, cancelled.ask(Cancel{firm, "again"}, noon));
  auto there = lodged();
  EXPECT_EQ(there.ask(Present{crossing}, noon), std::nullopt);
  meets(RefusalCode::arrived, there.ask(message(2), noon));
  EXPECT_EQ(there.ask(Cancel{firm, "x"}, noon), std::optional(RefusalCode::arrived));
  EXPECT_EQ(there.ask(Present{crossing}, noon), std::optional(RefusalCode::arrived));
  EXPECT_EQ(there.ask(channels("AA"), noon), std::optional(RefusalCode::arrived)) << "what the officers saw at the gate stays";
  meets(RefusalCode::unknown, Record{}.ask(Cancel{firm, "x"}, noon));
  meets(RefusalCode::reason_missing, lodged().ask(Cancel{firm, ""}, noon));
  EXPECT_EQ(lodged().ask(Cancel{firm, std::string(longest_reason + 1, 'x')}, noon), std::optional(RefusalCode::reason_missing));
  auto many = lodged();
  for (std::uint32_t i = 2; i <= most_versions; ++i) EXPECT_EQ(many.ask(message(static_cast<int>(i)), noon), std::nullopt);
  meets(RefusalCode::too_many_versions, many.ask(message(999), noon));
  auto for_another = channels("AA");
  for_another.decisions.front().state = "BB";
  meets(RefusalCode::not_this_state, lodged().ask(for_another, noon));
  EXPECT_EQ(seen.size(), refusal_entries().size()) << "a refusal without a case";
}

/// Whatever order the two recorders' streams arrive in, replicas agree.
TEST(Lodgement, ReplicasAgree) {
  Record one;
  for (int i = 1; i <= 5; ++i) {
    ASSERT_EQ(one.ask(message(i), noon + -(10 - i) * hour_ms), std::nullopt);
    ASSERT_EQ(one.ask(channels("AA"), noon + -(10 - i) * hour_ms), std::nullopt);
    ASSERT_EQ(one.ask(channels("BB"), noon + -(10 - i) * hour_ms), std::nullopt);
  }
  ASSERT_EQ(one.ask(Present{crossing}, noon), std::nullopt);
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<Recorded> mine, theirs;
    for (const auto& event : one.log) (event.recorder == aa ? mine : theirs).push_back(event);
    Lodgement replica{id, {}};
    for (std::size_t i = 0, j = 0; i + j < one.log.size();) {
      const bool first = j == theirs.size() || (i < mine.size() && random() % 2 == 0);
      evolve(replica, first ? mine[i++] : theirs[j++]);
    }
    EXPECT_EQ(state_hash(replica), state_hash(one.state));
  }
}

// --- Rule books ---

using channel::RuleBook, channel::RuleRefusalCode, channel::SetStanding, channel::Status, channel::WriteRules;

crossing::Actor actor(const char* state, const char* agency, const char* role, std::uint64_t who) { return {{5, who}, state, agency, role, "desk", {}}; }

struct Book {
  RuleBook book{"AA", "customs", 0, {}};
  std::optional<RuleRefusalCode> ask(const crossing::Actor& who, const channel::RuleCommand& command) {
    static const std::vector<Code> heads{"frontier"};
    const auto decided = channel::decide(book, who, heads, command);
    if (const auto* no = std::get_if<RuleRefusalCode>(&decided)) return *no;
    channel::evolve(book, noon, std::get<channel::RuleEvent>(decided));
    return std::nullopt;
  }
};

TEST(RuleBooks, SomebodyElsePublishesThanWrote) {
  const auto officer = actor("AA", "customs", "officer", 1), chief = actor("AA", "customs", "supervisor", 2), head = actor("AA", "frontier", "supervisor", 3);
  Book one;
  EXPECT_EQ(one.ask(officer, WriteRules{"rules"}), std::nullopt);
  EXPECT_EQ(one.ask(officer, SetStanding{1, Status::shadow}), std::nullopt);
  EXPECT_EQ(one.ask(officer, SetStanding{1, Status::published}), std::optional(RuleRefusalCode::not_yours));
  EXPECT_EQ(one.ask(head, SetStanding{1, Status::published}), std::nullopt);
  EXPECT_EQ(one.ask(chief, WriteRules{"others"}), std::nullopt);
  EXPECT_EQ(one.ask(chief, SetStanding{2, Status::published}), std::optional(RuleRefusalCode::own_work));
  EXPECT_EQ(one.ask(head, SetStanding{2, Status::published}), std::nullopt);
  EXPECT_EQ(one.book.edition(1)->status, Status::retired) << "one version judges";
  EXPECT_EQ(one.book.published()->version, 2u);
  EXPECT_EQ(one.ask(head, SetStanding{1, Status::published}), std::optional(RuleRefusalCode::not_back));
  EXPECT_EQ(one.ask(head, SetStanding{2, Status::published}), std::optional(RuleRefusalCode::stands_so));
  EXPECT_EQ(one.ask(head, SetStanding{7, Status::shadow}), std::optional(RuleRefusalCode::unknown_version));
  EXPECT_EQ(one.ask(officer, WriteRules{std::string(channel::longest_source + 1, 'x')}), std::optional(RuleRefusalCode::too_long));
  for (const auto& stranger : {actor("BB", "customs", "supervisor", 4), actor("AA", "transport", "officer", 5), actor("AA", "transport", "supervisor", 6)})
    EXPECT_EQ(one.ask(stranger, WriteRules{"rules"}), std::optional(RuleRefusalCode::not_yours));
  EXPECT_EQ(one.ask(head, SetStanding{2, Status::retired}), std::nullopt);
  EXPECT_EQ(one.book.published(), nullptr);
}

}  // namespace
}  // namespace onestop::lodgement
