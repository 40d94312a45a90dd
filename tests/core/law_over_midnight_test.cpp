// A night in which the law of both states changes, as the core sees it: each vehicle is judged from the gate to the way out
// under the law of the minute in which it came.
#include <gtest/gtest.h>

#include "core/law/timeline.h"
#include "kit/words.h"
#include "kit/world.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

constexpr const char* dates = R"yaml(
provisions:
  - { id: kz-new-year, instrument: kz_border_law, article: "8(6)", text: Cars pass., from: 2011-01-01, control: vehicle_customs, classes: [car], effect: waive }
  - { id: kg-new-year, instrument: kg_border_law, article: "8(6)", text: Cars pass., from: 2011-01-01, control: vehicle_customs, classes: [car], effect: waive }
)yaml";

struct Night {
  law::Law law;
  post::Post post;
  std::vector<law::Era> eras;
};

Night night() {
  auto sources = model_sources();
  sources.law.push_back({"dates.yaml", dates});
  auto law = wire::read_law(sources.law);
  auto post = wire::read_post(sources.post);
  auto eras = law::timeline(*law, *post, "combined", *parse_instant("2010-12-31T12:00:00Z"));
  return {std::move(*law), std::move(*post), eras ? std::move(*eras) : std::vector<law::Era>{}};
}

const law::Procedure& in_force(const Night& night, std::size_t exit_index, Instant at) {
  const law::Era* found = &night.eras.front();
  for (const auto& era : night.eras)
    if (era.from <= at) found = &era;
  return found->compiled.procedures[exit_index];
}

struct Car {
  const law::Procedure& procedure;
  Crossing crossing;
  Instant now;
  Id vehicle = id_named("V1"), driver = id_named("P1");

  /// What came of it: "done", or the refusal and the provision it cites.
  std::string ask(Side side, const char* desk, const Command& command) {
    now = now + minute_ms;
    auto code = procedure.state_of(side).text() + "_" + desk;
    for (auto& c : code) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    const auto* seat = procedure.desk(Code(code));
    if (!seat) return "there is no desk " + code;
    const auto decision = decide(crossing, procedure, {id_named(code), seat->state, seat->agency, seat->role, seat->code, {}}, command, now);
    if (const auto* no = std::get_if<Refusal>(&decision)) return std::string(entry(no->code).name) + " by " + no->provision.text();
    for (const auto& event : std::get<Accepted>(decision).events) evolve(crossing, {id_named("recorder of " + seat->state.text()), now, event});
    return "done";
  }
  std::string close(Side side, const char* desk, const char* control, const Id& subject) { return ask(side, desk, CloseControl{control, subject, Outcome::passed, {}, {}}); }
  void arrive() {
    crossing.id = id_named("crossing");
    ASSERT_EQ(ask(Side::exit, "gate_in_1", RegisterArrival{vehicle, "777 AAA 02", "car", procedure.states[0], "car_1", {{"declared_goods", {}}}, {}, {{driver, "driver", "KZ", "D", "N1"}}, {}}), "done");
    ASSERT_EQ(close(Side::exit, "gate_in_1", "gate", vehicle), "done");
    for (const auto side : {Side::exit, Side::entry}) ASSERT_EQ(close(side, "passport_car_1", "passport", driver), "done");
  }
  std::string leave() {
    for (const auto& [side, command] : {std::pair<Side, Command>(Side::exit, GiveExitNotice{}), {Side::entry, AcceptEntry{}}})
      if (const auto said = ask(side, "gate_out_1", command); said != "done") return said;
    for (const auto& subject : {driver, vehicle})
      if (const auto said = ask(Side::entry, "car_customs_1", ReleaseSubject{subject, 0}); said != "done") return said;
    return ask(Side::entry, "gate_out_1", LetDepart{"777 AAA 02", {}});
  }
};

TEST(LawOverMidnight, AVehicleInsideFinishesUnderTheLawItEnteredWith) {
  const auto tonight = night();
  ASSERT_GE(tonight.eras.size(), 3u);
  const auto eve = *parse_instant("2010-12-31T17:56:00Z");  // two minutes of work before midnight in Bishkek
  Car car{in_force(tonight, 0, eve), {}, eve};
  car.arrive();
  car.now = *parse_instant("2011-01-01T03:00:00Z");
  EXPECT_EQ(car.leave(), "control_open by agr-release") << "its law still wants customs of both states";
  EXPECT_EQ(car.close(Side::exit, "car_customs_1", "vehicle_customs", car.vehicle), "done");
  EXPECT_EQ(car.close(Side::entry, "car_customs_1", "vehicle_customs", car.vehicle), "done");
  EXPECT_EQ(car.leave(), "done");
}

TEST(LawOverMidnight, BetweenTheTwoMidnightsOnlyOneStateHasTheNewLaw) {
  const auto tonight = night();
  const auto between = *parse_instant("2010-12-31T18:00:00Z");
  Car car{in_force(tonight, 0, between), {}, between};
  car.arrive();
  EXPECT_EQ(car.close(Side::entry, "car_customs_1", "vehicle_customs", car.vehicle), "waived by kg-new-year");
  EXPECT_EQ(car.close(Side::exit, "car_customs_1", "vehicle_customs", car.vehicle), "done");
  EXPECT_EQ(car.leave(), "done");
}

TEST(LawOverMidnight, AfterBothMidnightsNobodyAsksTheCarAnyMore) {
  const auto tonight = night();
  for (const std::size_t exit_index : {0u, 1u}) {
    const auto after = *parse_instant("2010-12-31T19:00:00Z");
    Car car{in_force(tonight, exit_index, after), {}, after};
    car.arrive();
    EXPECT_EQ(car.close(Side::exit, "car_customs_1", "vehicle_customs", car.vehicle), exit_index == 0 ? "waived by kz-new-year" : "waived by kg-new-year");
    EXPECT_EQ(car.leave(), "done");
  }
}

}  // namespace
}  // namespace onestop::testkit
