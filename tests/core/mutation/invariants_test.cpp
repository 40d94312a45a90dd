// Each invariant is alive: there is a log that it alone objects to, and that passes when it is switched off.
#include "core/crossing/invariants.h"

#include <gtest/gtest.h>

#include "core/crossing/events.h"
#include "kit/world.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

/// Logs written by hand, past every judge.
class Pen {
 public:
  explicit Pen(const char* traffic_class) : procedure_(*World::model().find("combined", "KZ")) {
    crossing_.id = id_named("crossing");
    VehicleArrived arrived{by(Side::exit), id_named("V1"), "A 1", traffic_class, procedure_.states[0], "lane", procedure_.hash, {}, {"S1"}, {}, {}, {}};
    arrived.persons.push_back({id_named("P1"), "driver", "KZ", {}, {}, {}, {}});
    if (Code(traffic_class) == Code("truck")) arrived.consignments.push_back({id_named("C1"), "R", "goods", "01", 2, {}, {}});
    write(Side::exit, arrived);
  }

  By by(Side side, const char* officer = "officer") const {
    return {id_named(std::string(officer) + (side == Side::exit ? " of exit" : " of entry")), procedure_.state_of(side), "frontier", "officer", {}, {}};
  }
  void write(Side side, Event event, const char* recorder = "server") {
    now_ = now_ + 1000;
    evolve(crossing_, {id_named(std::string(recorder) + (side == Side::exit ? " of exit" : " of entry")), now_, std::move(event)});
  }
  void close(Side side, const char* control, const char* subject) { write(side, ControlClosed{by(side), control, id_named(subject), Outcome::passed, {}, {}, {}, {}}); }
  void close_exit() {
    close(Side::exit, "gate", "V1");
    close(Side::exit, "passport", "P1");
  }
  void hand_over() {
    close_exit();
    write(Side::exit, ExitNoticeGiven{by(Side::exit), {}});
  }
  void accept() {
    hand_over();
    write(Side::entry, EntryAccepted{by(Side::entry), {}});
  }
  void close_entry() {
    close(Side::entry, "passport", "P1");
    close(Side::entry, "vehicle_customs", "V1");
  }
  void release() {
    for (const auto* one : {"P1", "V1"}) write(Side::entry, SubjectReleased{by(Side::entry), id_named(one), 0, {}});
  }
  void depart(const char* plate, const char* seal) { write(Side::entry, VehicleDeparted{by(Side::entry), plate, {seal}}); }

  const Crossing& crossing() const { return crossing_; }
  const law::Procedure& procedure() const { return procedure_; }

 private:
  const law::Procedure& procedure_;
  Crossing crossing_;
  Instant now_ = first_day;
};

struct Crime {
  const char* invariant;
  Pen (*commit)();
};

const Crime crimes[] = {
    {"controlled_before_departure", [] { Pen pen("car"); pen.accept(); pen.close(Side::entry, "vehicle_customs", "V1"); pen.release(); pen.depart("A 1", "S1"); return pen; }},
    {"controlled_before_notice", [] { Pen pen("car"); pen.close(Side::exit, "gate", "V1"); pen.write(Side::exit, ExitNoticeGiven{pen.by(Side::exit), {}}); return pen; }},
    {"controlled_before_notice", [] { Pen pen("car"); pen.close_exit();
       pen.write(Side::exit, HoldPlaced{pen.by(Side::exit), id_named("H1"), {Scope::vehicle, id_named("V1"), 0}, {}, "doubt", {}, first_day + day_ms, {}});
       pen.write(Side::exit, ExitNoticeGiven{pen.by(Side::exit), {}}); return pen; }},
    {"exit_before_entry", [] { Pen pen("car"); pen.write(Side::entry, EntryAccepted{pen.by(Side::entry), {}}); return pen; }},
    {"inspected_once", [] { Pen pen("truck");
       for (const auto* name : {"I1", "I2"}) pen.write(Side::entry, InspectionOrdered{pen.by(Side::entry), id_named(name), id_named("C1"), "goods_inspection", Side::entry, true, {}});
       return pen; }},
    {"abolished_stays_abolished", [] { Pen pen("truck"); pen.write(Side::exit, InspectionOrdered{pen.by(Side::exit), id_named("I1"), id_named("C1"), "goods_inspection", Side::exit, false, {}}); return pen; }},
    {"one_fate_each", [] { Pen pen("car"); pen.accept();
       pen.write(Side::entry, SubjectRefused{pen.by(Side::entry), id_named("P1"), {}, "no_visa", {}});
       pen.write(Side::entry, SubjectReleased{pen.by(Side::entry), id_named("P1"), 0, {}}); return pen; }},
    {"alarms_need_several", [] { Pen pen("car"); pen.write(Side::exit, VehicleIsolated{pen.by(Side::exit), id_named("A1"), "gamma", {}});
       for (int i = 0; i < 2; ++i) pen.write(Side::exit, AlarmClosureAgreed{pen.by(Side::exit), id_named("A1"), Verdict::innocent, "tiles"});
       return pen; }},
    {"alarms_need_several", [] { Pen pen("car"); pen.write(Side::exit, VehicleIsolated{pen.by(Side::exit), id_named("A1"), "gamma", {}});
       pen.write(Side::exit, AlarmClosureAgreed{pen.by(Side::exit), id_named("A1"), Verdict::innocent, "tiles"});
       pen.write(Side::exit, AlarmClosureAgreed{pen.by(Side::exit, "another"), id_named("A1"), Verdict::confirmed, "source"});
       pen.write(Side::exit, CrossingWithdrawn{pen.by(Side::exit), "wish"}); return pen; }},
    {"own_side_own_phase", [] { Pen pen("car"); pen.write(Side::exit, HoldRequestAnswered{pen.by(Side::exit), id_named("R1"), false, {}}); return pen; }},
    {"own_side_own_phase", [] { Pen pen("car"); pen.hand_over(); pen.close(Side::exit, "gate", "V1"); return pen; }},
    {"seals_as_recorded", [] { Pen pen("car"); pen.accept(); pen.close_entry(); pen.release(); pen.depart("A 1", "S9"); return pen; }},
    {"seals_as_recorded", [] { Pen pen("car"); pen.accept(); pen.close_entry(); pen.release(); pen.depart("A 2", "S1"); return pen; }},
    {"no_release_under_hold", [] { Pen pen("car"); pen.accept(); pen.close_entry();
       pen.write(Side::entry, HoldPlaced{pen.by(Side::entry), id_named("H1"), {Scope::person, id_named("P1"), 0}, {}, "doubt", {}, first_day + day_ms, {}});
       pen.write(Side::entry, SubjectReleased{pen.by(Side::entry), id_named("P1"), 0, {}}); return pen; }},
    {"acts_bear_signatures", [] { Pen pen("truck");
       pen.write(Side::entry, InspectionOrdered{pen.by(Side::entry), id_named("I1"), id_named("C1"), "goods_inspection", Side::entry, true, {}});
       InspectionAct act;
       act.inspection = id_named("I1");
       pen.write(Side::entry, InspectionActDrawn{pen.by(Side::entry), act});
       const auto& keys = keys_of(id_named("officer"));
       pen.write(Side::entry, InspectionActSigned{pen.by(Side::entry), id_named("I1"), {}, keys.public_key, sign(as_bytes("another text"), keys.secret_key)}); return pen; }},
    {"one_of_each", [] { Pen pen("car"); pen.close_exit();
       pen.write(Side::exit, ExitNoticeGiven{pen.by(Side::exit), {}}, "server");
       pen.write(Side::exit, ExitNoticeGiven{pen.by(Side::exit), {}}, "hand-held"); return pen; }},
    {"nobody_lost", [] { Pen pen("car"); pen.accept(); pen.close_entry(); pen.depart("A 1", "S1"); return pen; }},
    {"offences_settled", [] { Pen pen("car"); pen.accept(); pen.close_entry();
       pen.write(Side::entry, OffenceRecorded{pen.by(Side::entry), id_named("O1"), id_named("P1"), "forgery", "12", {}});
       pen.write(Side::entry, SubjectReleased{pen.by(Side::entry), id_named("P1"), 0, {}}); return pen; }},
    {"again_by_others", [] { Pen pen("car"); pen.close_exit();
       pen.write(Side::exit, ReexaminationOrdered{pen.by(Side::exit), "gate", id_named("V1"), "tip", {pen.by(Side::exit).officer}, {}});
       pen.close(Side::exit, "gate", "V1"); return pen; }},
    {"corrections_by_two", [] { Pen pen("car");
       pen.write(Side::exit, CorrectionRequested{pen.by(Side::exit), id_named("R1"), id_named("V1"), CorrectedField::plate, "A 2", {}, {}});
       pen.write(Side::exit, CorrectionAnswered{pen.by(Side::exit), id_named("R1"), true, {}}); return pen; }},
    {"samples_heeded", [] { Pen pen("truck");
       pen.write(Side::entry, SampleTaken{pen.by(Side::entry), id_named("X1"), id_named("C1"), "vet_phyto", "laboratory", {}});
       pen.close(Side::entry, "vet_phyto", "C1"); return pen; }},
    {"deposits_paid", [] { Pen pen("truck");
       pen.write(Side::entry, GoodsDeposited{pen.by(Side::entry), id_named("D1"), id_named("C1"), "shed 1"}); return pen; }},
};

TEST(Invariants, EachIsTheOnlyOneToObjectToSomeLog) {
  std::size_t alive = 0;
  for (const auto& one : invariants()) {
    bool objected = false;
    for (const auto& crime : crimes) {
      if (one.name != crime.invariant) continue;
      const auto pen = crime.commit();
      invariant_switched_off = {};
      const auto* broken = violated(pen.crossing(), pen.procedure());
      EXPECT_TRUE(broken && broken->name == one.name) << "instead of " << one.name << ": " << (broken ? broken->name : "nothing");
      invariant_switched_off = one.name;
      const auto* other = violated(pen.crossing(), pen.procedure());
      EXPECT_EQ(other, nullptr) << one.name << " is not alone, " << other->name << " objects too";
      invariant_switched_off = {};
      objected = objected || (broken && broken->name == one.name && !other);
    }
    alive += objected ? 1 : 0;
    EXPECT_TRUE(objected) << one.name << " objects to no log";
  }
  std::printf("invariants: %zu of %zu caught, each alone and silent when switched off\n", alive, invariants().size());
}

TEST(Invariants, NoneObjectsToAProperCrossing) {
  Pen pen("car");
  pen.accept();
  pen.close_entry();
  pen.release();
  pen.depart("A 1", "S1");
  const auto* broken = violated(pen.crossing(), pen.procedure());
  EXPECT_EQ(broken, nullptr) << broken->name;
}

}  // namespace
}  // namespace onestop::testkit
