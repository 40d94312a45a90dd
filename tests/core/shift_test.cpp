// The shift of a post: every refusal shown, who may do what, and what holds whatever is asked.
#include <gtest/gtest.h>

#include <set>

#include "core/shift/shift.h"
#include "kit/random_day.h"
#include "kit/words.h"
#include "kit/world.h"

namespace onestop::testkit {
namespace {

using namespace shift;

const std::string enough = "The barrier is stuck and must be repaired.";

/// The combined layout of the model post, with its host, where the line runs through the hall.
struct Post {
  const World& world = World::model();
  std::size_t layout_at = 0;
  Shift shift;
  std::vector<Recorded> log;
  Instant now = first_day;

  Post() {
    while (world.post().layouts[layout_at].code != world.post().layout) ++layout_at;
  }
  const post::Layout& layout() const { return world.post().layouts[layout_at]; }
  const law::Procedure& procedure(const Code& state) const { return world.procedure(layout_at, world.post().states[0].code == state ? 0 : 1); }
  Site site(const Code& state) const { return {procedure(state), layout(), world.post().host}; }
  Actor at(const Code& code, const char* as = "") const {
    for (const auto& one : layout().desks)
      if (one.code == code) return {id_named(std::string("officer of ") + code.text() + as), one.state, one.agency, one.role, one.code, {}};
    ADD_FAILURE() << "no desk " << code.text();
    return {};
  }
  /// "" where it was accepted, else the refusal's name.
  std::string ask(const Actor& actor, const Command& command) {
    now = now + 1000;
    const auto decision = decide(shift, site(actor.state), actor, command, now);
    if (const auto* no = std::get_if<Refusal>(&decision)) {
      EXPECT_NE(procedure(actor.state).cite(no->provision), nullptr) << "the refusal rests on nothing";
      return std::string(entry(no->code).name);
    }
    log.push_back({id_named("recorder of " + actor.state.text()), now, std::get<Event>(decision)});
    evolve(shift, log.back());
    EXPECT_EQ(violated(shift), nullptr);
    return "";
  }
};

TEST(Shift, MayOnlyTheHostsShiftHeadCloseALaneWhereTheLineRunsThrough) {
  Post post;
  const auto host = post.at("kz_shift_head"), guest = post.at("kg_shift_head"), officer = post.at("kz_gate_in_1");
  EXPECT_EQ(post.ask(officer, CloseLane{"car_1", enough}), "not_yours");
  EXPECT_EQ(post.ask(guest, CloseLane{"car_1", enough}), "other_state");
  auto standing = host;
  standing.desk = {};
  EXPECT_EQ(post.ask(standing, CloseLane{"car_1", enough}), "wrong_zone");
  EXPECT_EQ(post.ask(host, CloseLane{"car_99", enough}), "unknown_lane");
  EXPECT_EQ(post.ask(host, OpenLane{"car_1"}), "lane_is_open");
  EXPECT_EQ(post.ask(host, CloseLane{"car_1", "stuck"}), "reason_missing");
  EXPECT_EQ(post.ask(host, CloseLane{"car_1", std::string(longest_reason + 1, 'x')}), "reason_missing");
  EXPECT_EQ(post.ask(host, CloseLane{"car_1", enough}), "");
  EXPECT_FALSE(post.shift.lane_open("car_1"));
  EXPECT_EQ(post.shift.lane("car_1")->reason, enough);
  EXPECT_EQ(post.ask(host, CloseLane{"car_1", enough}), "lane_is_closed");
  EXPECT_EQ(post.ask(host, OpenLane{"car_1"}), "");
  EXPECT_TRUE(post.shift.lane_open("car_1"));
}

TEST(Shift, IsADeskSentOnlyWhereItsStateAgencyRoleAndZoneHaveAPlace) {
  Post post;
  const auto head = post.at("kz_shift_head");
  EXPECT_EQ(post.ask(post.at("kz_customs_truck_1"), AssignDesk{"kz_bay_1", "customs_truck", enough}), "not_yours");
  EXPECT_EQ(post.ask(head, AssignDesk{"kg_bay_1", "customs_truck", enough}), "other_state");
  EXPECT_EQ(post.ask(head, AssignDesk{"kz_bay_99", "customs_truck", enough}), "unknown_desk");
  EXPECT_EQ(post.ask(head, AssignDesk{"kz_bay_1", "moon", enough}), "unknown_station");
  EXPECT_EQ(post.ask(head, AssignDesk{"kz_bay_1", "passport_truck", enough}), "wrong_station");
  EXPECT_EQ(post.ask(head, AssignDesk{"kz_bay_1", "bay", enough}), "works_there");
  EXPECT_EQ(post.ask(head, AssignDesk{"kz_bay_1", "customs_truck", ""}), "reason_missing");
  EXPECT_EQ(post.ask(head, AssignDesk{"kz_bay_1", "customs_truck", enough}), "");
  EXPECT_EQ(station_of(post.shift, post.layout(), "kz_bay_1"), Code("customs_truck"));
  EXPECT_EQ(station_of(post.shift, post.layout(), "kz_bay_2"), Code("bay"));
  EXPECT_EQ(post.ask(head, AssignDesk{"kz_bay_1", "bay", enough}), "");
  EXPECT_EQ(station_of(post.shift, post.layout(), "kz_bay_1"), Code("bay"));
}

TEST(Shift, DoesADeskGoBackToItsOwnStationInALayoutThatHasNoPlaceForItElsewhere) {
  Post post;
  ASSERT_EQ(post.ask(post.at("kz_shift_head"), AssignDesk{"kz_bay_1", "customs_truck", enough}), "");
  auto smaller = post.layout();
  std::erase_if(smaller.desks, [](const post::Desk& one) { return one.station == Code("customs_truck"); });
  EXPECT_EQ(station_of(post.shift, smaller, "kz_bay_1"), Code("bay"));
  EXPECT_EQ(station_of(post.shift, smaller, "kz_customs_truck_1"), Code());
}

TEST(Shift, IsADeviceReportedOnByTheStateThatOwnsIt) {
  Post post;
  const auto host = post.at("kz_shift_head");
  const auto& device = post.layout().devices.front();
  ASSERT_EQ(device.owner, Code("KZ"));
  EXPECT_EQ(post.ask(post.at("kz_gate_in_1"), ReportDevice{device.code, DeviceState::failed, enough}), "not_yours");
  EXPECT_EQ(post.ask(post.at("kg_shift_head"), ReportDevice{device.code, DeviceState::failed, enough}), "other_state");
  EXPECT_EQ(post.ask(host, ReportDevice{"telescope", DeviceState::failed, enough}), "unknown_device");
  EXPECT_EQ(post.ask(host, ReportDevice{device.code, DeviceState::working, {}}), "says_so_already");
  EXPECT_EQ(post.ask(host, ReportDevice{device.code, DeviceState::failed, {}}), "reason_missing");
  EXPECT_EQ(post.ask(host, ReportDevice{device.code, DeviceState::failed, enough}), "");
  EXPECT_EQ(post.ask(host, ReportDevice{device.code, DeviceState::failed, enough}), "says_so_already");
  EXPECT_EQ(post.ask(host, ReportDevice{device.code, DeviceState::working, {}}), "");
  EXPECT_EQ(post.shift.device(device.code)->state, DeviceState::working);
}

TEST(Shift, DoesEachOfficerTakeAndLeaveHisOwnDeskAlone) {
  Post post;
  const auto first = post.at("kz_bay_1"), second = post.at("kz_bay_1", " relieved");
  EXPECT_EQ(post.ask(first, LeaveDesk{"kz_bay_1"}), "not_seated");
  EXPECT_EQ(post.ask(first, TakeDesk{"kz_bay_99"}), "unknown_desk");
  EXPECT_EQ(post.ask(first, TakeDesk{"kg_bay_1"}), "other_state");
  EXPECT_EQ(post.ask(first, TakeDesk{"kz_gate_in_1"}), "not_yours");
  EXPECT_EQ(post.ask(first, TakeDesk{"kz_bay_2"}), "not_yours");
  EXPECT_EQ(post.ask(first, TakeDesk{"kz_bay_1"}), "");
  EXPECT_EQ(post.ask(first, TakeDesk{"kz_bay_1"}), "seated_already");
  EXPECT_EQ(post.ask(second, LeaveDesk{"kz_bay_1"}), "not_seated");
  EXPECT_EQ(post.ask(second, TakeDesk{"kz_bay_1"}), "") << "who comes relieves who sat there";
  EXPECT_EQ(post.shift.seat("kz_bay_1")->officer, second.officer);
  EXPECT_EQ(post.ask(first, LeaveDesk{"kz_bay_1"}), "not_seated");
  Actor clock;
  clock.state = "KG";
  clock.role = "system";
  EXPECT_EQ(post.ask(clock, TakeDesk{"kz_bay_1"}), "other_state");
  clock.state = "KZ";
  EXPECT_EQ(post.ask(clock, LeaveDesk{"kz_bay_1"}), "") << "the clock clears a desk whose session has ended";
  EXPECT_EQ(post.shift.seat("kz_bay_1"), nullptr);
  auto device = first;
  device.role = "device";
  EXPECT_EQ(post.ask(device, TakeDesk{"kz_bay_1"}), "not_yours");
}

TEST(Shift, IsTheQueueOfADirectionKeptByTheStateThatIsLeft) {
  Post post;
  const auto gate = post.at("kz_gate_in_1"), other = post.at("kg_gate_in_1");
  const JoinQueue truck{id_named("T1"), "777 AAA 02", "truck", "KZ"};
  EXPECT_EQ(post.ask(post.at("kz_bay_1"), truck), "not_yours");
  EXPECT_EQ(post.ask(other, truck), "other_state");
  EXPECT_EQ(post.ask(gate, JoinQueue{id_named("T1"), "A", "truck", "UZ"}), "unknown_state");
  EXPECT_EQ(post.ask(gate, JoinQueue{id_named("T1"), "A", "zeppelin", "KZ"}), "unknown_class");
  EXPECT_EQ(post.ask(gate, JoinQueue{id_named("T1"), "", "truck", "KZ"}), "plate_unfit");
  EXPECT_EQ(post.ask(gate, JoinQueue{id_named("T1"), "A", "pedestrian", "KZ"}), "plate_unfit");
  EXPECT_EQ(post.ask(gate, JoinQueue{{}, "A", "truck", "KZ"}), "ticket_unknown");
  EXPECT_EQ(post.ask(gate, JoinQueue{id_named("T1"), " ", "truck", "KZ"}), "plate_unfit");
  EXPECT_EQ(post.ask(gate, truck), "");
  EXPECT_EQ(post.ask(gate, truck), "ticket_taken");
  EXPECT_EQ(post.ask(gate, JoinQueue{id_named("T2"), "777 ААА 02", "truck", "KZ"}), "ticket_taken") << "the same plate, in Cyrillic letters";
  EXPECT_EQ(post.ask(other, JoinQueue{truck.ticket, "B", "truck", "KG"}), "ticket_taken") << "a ticket waits once, on whichever side";
  EXPECT_EQ(post.ask(gate, LeaveQueue{id_named("T9"), true}), "ticket_unknown");
  EXPECT_EQ(post.ask(other, LeaveQueue{truck.ticket, true}), "other_state");
  EXPECT_EQ(post.ask(gate, LeaveQueue{truck.ticket, true}), "");
  EXPECT_EQ(post.shift.waiting_count(), 0u);
}

TEST(Shift, HasTheQueueAnEnd) {
  Post post;
  const auto gate = post.at("kz_gate_in_1");
  for (std::uint64_t i = 0; i < longest_queue; ++i)
    evolve(post.shift, {id_named("recorder of KZ"), first_day, QueueJoined{{gate.officer, "KZ", {}, {}, {}, {}}, {1, i + 1}, "A", "truck", "KZ"}});
  EXPECT_EQ(violated(post.shift), nullptr);
  EXPECT_EQ(post.ask(gate, JoinQueue{id_named("T1"), "B", "truck", "KZ"}), "queue_full");
}

TEST(Shift, IsNobodyRegisteredOnAClosedLaneOrWithATicketOfAnotherDirection) {
  Post post;
  ASSERT_EQ(post.ask(post.at("kz_shift_head"), CloseLane{"car_1", enough}), "");
  ASSERT_EQ(post.ask(post.at("kg_gate_in_1"), JoinQueue{id_named("T1"), "B", "car", "KG"}), "");
  crossing::RegisterArrival arrival;
  arrival.exit_state = "KZ";
  arrival.lane = "car_1";
  const auto asked = [&] {
    const auto no = at_the_gate(post.shift, post.site("KZ"), arrival);
    return no ? std::string(entry(no->code).name) : std::string();
  };
  EXPECT_EQ(asked(), "lane_is_closed");
  arrival.lane = "car_2";
  EXPECT_EQ(asked(), "");
  arrival.ticket = id_named("T1");
  EXPECT_EQ(asked(), "ticket_unknown");
  arrival.exit_state = "KG";
  arrival.plate = "C";
  arrival.traffic_class = "car";
  EXPECT_EQ(asked(), "ticket_of_another");
  arrival.plate = "B";
  arrival.traffic_class = "truck";
  EXPECT_EQ(asked(), "ticket_of_another");
  arrival.traffic_class = "car";
  EXPECT_EQ(asked(), "");
}

TEST(Shift, AreBrokenShiftsSeen) {
  const By by{id_named("o"), "KZ", {}, {}, {}, {}};
  Shift twice;
  evolve(twice, {id_named("a"), first_day, DeskTaken{by, "d"}});
  evolve(twice, {id_named("b"), first_day, DeskTaken{by, "d"}});
  EXPECT_STREQ(violated(twice), "at a desk sits one officer at most");
  Shift tickets;
  evolve(tickets, {id_named("a"), first_day, QueueJoined{by, id_named("T"), {}, {}, {}}});
  evolve(tickets, {id_named("b"), first_day, QueueJoined{by, id_named("T"), {}, {}, {}}});
  EXPECT_STREQ(violated(tickets), "a ticket waits once");
  Shift nowhere;
  evolve(nowhere, {id_named("a"), first_day, DeskAssigned{by, "d", {}, {}}});
  EXPECT_STREQ(violated(nowhere), "a desk that is sent elsewhere works at a station");
}

/// A day of commands that nobody thought about.
struct RandomShift {
  Post post;
  Chance chance;
  std::set<std::string> seen;

  explicit RandomShift(std::uint64_t seed) : chance(seed) {}

  template <class List>
  Code some(const List& list) {
    return chance.in(15) ? Code("nothing") : chance.one(list).code;
  }
  std::string reason() { return chance.in(6) ? "" : enough; }
  Id ticket() { return {7, chance.below(12)}; }

  Command command() {
    const auto& layout = post.layout();
    switch (chance.below(9)) {
      case 0: return OpenLane{some(layout.lanes)};
      case 1: return CloseLane{some(layout.lanes), reason()};
      case 2: return AssignDesk{some(layout.desks), some(layout.stations), reason()};
      case 3: {
        const auto& desk = chance.one(layout.desks);
        for (const auto& other : layout.desks)
          if (other.state == desk.state && other.agency == desk.agency && other.role == desk.role && other.station != desk.station && chance.in(3)) return AssignDesk{desk.code, other.station, reason()};
        return AssignDesk{desk.code, desk.station, reason()};
      }
      case 4: return ReportDevice{some(layout.devices), chance.in(2) ? DeviceState::failed : DeviceState::working, reason()};
      case 5: return TakeDesk{some(layout.desks)};
      case 6: return LeaveDesk{some(layout.desks)};
      case 7: return JoinQueue{ticket(), chance.in(10) ? "" : "777", chance.in(10) ? Code("zeppelin") : Code("truck"), chance.in(10) ? Code("UZ") : chance.in(2) ? Code("KZ") : Code("KG")};
      default: return LeaveQueue{ticket(), chance.in(2) != 0};
    }
  }
  void run(std::size_t commands) {
    for (std::size_t i = 0; i < commands; ++i) {
      auto asked = command();
      auto actor = post.at(chance.in(3) ? Code(chance.in(2) ? "kz_shift_head" : "kg_shift_head") : chance.in(3) ? Code(chance.in(2) ? "kz_gate_in_1" : "kg_gate_in_1") : chance.one(post.layout().desks).code,
                           chance.in(4) ? " relieved" : "");
      if (auto* take = std::get_if<TakeDesk>(&asked); take && !chance.in(4)) take->desk = actor.desk;
      if (auto* leave = std::get_if<LeaveDesk>(&asked); leave && !chance.in(4)) leave->desk = actor.desk;
      if (chance.in(20)) actor.desk = {};
      seen.insert(post.ask(actor, asked));
    }
  }
};

TEST(Shift, HoldsWhatMustHoldUnderRandomCommandsWhicheverStreamIsReadFirst) {
  constexpr std::uint64_t seed = 20060701;
  RandomShift day(seed);
  day.run(20'000);
  ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  EXPECT_GT(day.post.log.size(), 1'000u);
  for (const auto& one : refusal_entries())
    if (one.code != RefusalCode::queue_full && one.code != RefusalCode::ticket_of_another) EXPECT_TRUE(day.seen.contains(std::string(one.name))) << one.name << " was never given, seed " << seed;
  const auto replay = [&](const std::string& first) {
    Shift again;
    for (const bool turn : {true, false})
      for (const auto& one : day.post.log)
        if ((one.recorder == id_named(first)) == turn) evolve(again, one);
    return state_hash(again);
  };
  EXPECT_EQ(replay("recorder of KZ"), state_hash(day.post.shift));
  EXPECT_EQ(replay("recorder of KG"), state_hash(day.post.shift));
  std::set<std::string> kinds;
  for (const auto& one : day.post.log) kinds.insert(std::to_string(one.event.index()));
  EXPECT_EQ(kinds.size(), std::variant_size_v<Event>);
}

}  // namespace
}  // namespace onestop::testkit
