// Replicas: whatever the order in which the recorders' streams arrive, and whatever one side withholds, the state is the
// same; and an event changes only its own recorder's half.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "kit/random_day.h"
#include "kit/words.h"
#include "wire/events.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

constexpr std::uint64_t seed = 20060701;

/// The event as the other state receives it: without private and personal fields.
Event withheld(const Event& event) {
  auto encoded = wire::encode(event);
  std::erase_if(encoded.fields, [](const wire::Field& field) { return field.visibility != wire::Visibility::shared; });
  auto decoded = wire::decode(encoded.type, encoded.type_version, std::move(encoded.fields));
  if (!decoded) ADD_FAILURE() << decoded.error().what;
  return decoded ? *decoded : event;
}

Crossing replay(const Id& id, const Log& log, Chance& chance, const Code& secretive) {
  std::map<Id, std::vector<const Recorded*>> streams;
  for (const auto& one : log) streams[one.recorder].push_back(&one);
  std::map<Id, std::size_t> next;
  Crossing crossing;
  crossing.id = id;
  for (std::size_t left = log.size(); left > 0; --left) {
    std::vector<Id> waiting;
    for (const auto& [recorder, stream] : streams)
      if (next[recorder] < stream.size()) waiting.push_back(recorder);
    const auto& recorder = chance.one(waiting);
    const auto& event = *streams[recorder][next[recorder]++];
    const bool secret = by_of(event.event).state == secretive;
    evolve(crossing, secret ? Recorded{event.recorder, event.at, withheld(event.event)} : event);
  }
  return crossing;
}

TEST(Replicas, AnyInterleavingOfTheStreamsWithOneSidesSecretsWithheldGivesTheSameState) {
  Chance chance(seed);
  std::uint64_t crossings = 0, replays = 0, with_hand_held = 0, withheld_fields = 0;
  Settings settings{.seed = seed, .commands = 30'000};
  settings.finished = [&](const Crossing& crossing, const law::Procedure& procedure, const Log& log) {
    ++crossings;
    with_hand_held += crossing.halves.size() > 2 ? 1 : 0;
    for (const auto& one : log)
      for (const auto& field : wire::encode(one.event).fields) withheld_fields += field.visibility != wire::Visibility::shared ? 1 : 0;
    const auto state = state_hash(crossing);
    for (int i = 0; i < 3; ++i) {
      const Code secretive = i < 2 ? procedure.states[static_cast<std::size_t>(i)] : Code();
      const auto replica = replay(crossing.id, log, chance, secretive);
      ++replays;
      ASSERT_EQ(to_hex(ByteView(state)), to_hex(ByteView(state_hash(replica)))) << "seed " << seed << ", crossing " << to_text(crossing.id);
      EXPECT_EQ(replica.version(), log.size());
    }
  };
  const auto tally = random_day(World::model(), settings);
  EXPECT_EQ(tally.defect, "");
  EXPECT_GT(crossings, 300u);
  EXPECT_GT(with_hand_held, 50u);
  EXPECT_GT(withheld_fields, 1000u);
  std::printf("seed %llu: %llu crossings (%llu with a hand-held), %llu replays, all equal\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(crossings), static_cast<unsigned long long>(with_hand_held), static_cast<unsigned long long>(replays));
}

TEST(Replicas, ACommandIsJudgedAlikeOnAReplicaWithoutTheOtherSidesSecrets) {
  // What decides may not rest on what may be withheld: decide on the replica, hold it against the original.
  Chance chance(seed);
  std::uint64_t judged = 0;
  Settings settings{.seed = seed + 1, .commands = 6'000};
  settings.finished = [&](const Crossing& crossing, const law::Procedure& procedure, const Log& log) {
    if (log.empty()) return;
    const auto replica = replay(crossing.id, log, chance, procedure.states[0]);
    const auto at = log.back().at + 1000;
    for (const auto& desk : procedure.desks) {
      const Actor actor{id_named(desk.code.view()), desk.state, desk.agency, desk.role, desk.code, {}};
      for (const Command& command : {Command(GiveExitNotice{}), Command(AcceptEntry{}), Command(LetDepart{})}) {
        const auto here = decide(crossing, procedure, actor, command, at), there = decide(replica, procedure, actor, command, at);
        ASSERT_EQ(here.index(), there.index());
        if (const auto* no = std::get_if<Refusal>(&here)) {
          EXPECT_EQ(no->code, std::get<Refusal>(there).code);
        }
        ++judged;
      }
    }
  };
  EXPECT_EQ(random_day(World::model(), settings).defect, "");
  EXPECT_GT(judged, 1000u);
}

Hash half_hash(const Half& half) {
  Crossing alone;
  alone.halves.push_back(half);
  return state_hash(alone);
}

TEST(StateTable, EachEventChangesItsOwnRecordersHalfAndNoOther) {
  std::map<std::string, std::uint64_t> beside_others;
  Settings settings{.seed = seed + 2, .commands = 30'000};
  settings.finished = [&](const Crossing& finished, const law::Procedure&, const Log& log) {
    Crossing crossing;
    crossing.id = finished.id;
    for (const auto& one : log) {
      std::map<Id, Hash> before;
      for (const auto& half : crossing.halves) before[half.recorder] = half_hash(half);
      evolve(crossing, one);
      for (const auto& half : crossing.halves) {
        if (half.recorder == one.recorder) {
          ASSERT_TRUE(!before.contains(half.recorder) || before[half.recorder] != half_hash(half)) << name_of(one.event) << " changed nothing";
          continue;
        }
        ASSERT_TRUE(before[half.recorder] == half_hash(half)) << name_of(one.event) << " changed the half of another recorder";
        ++beside_others[name_of(one.event)];
      }
    }
  };
  EXPECT_EQ(random_day(World::model(), settings).defect, "");
  for (const auto& name : event_names())
    if (name != "VehicleArrived") {
      EXPECT_GT(beside_others[name], 0u) << name << " never met a second half";
    }
}

template <class T>
Event empty_event() {
  return T{};
}

TEST(StateTable, AnyEventAppliesToAnyStateWithoutARule) {
  // evolve holds no rules: even nonsense replays, and leaves its trace in its recorder's version.
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Event>>([](auto kind) {
    Crossing crossing;
    const Event event = empty_event<typename decltype(kind)::type>();
    for (int i = 0; i < 3; ++i) evolve(crossing, {id_named(i == 1 ? "b" : "a"), first_day, event});
    EXPECT_EQ(crossing.version(), 3u);
    EXPECT_EQ(crossing.halves.size(), 2u);
  });
}

}  // namespace
}  // namespace onestop::testkit
