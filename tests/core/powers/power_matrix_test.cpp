// May this officer do this, here, now, to this person? Hundreds of cases answered by hand from the texts of the model law
// are put to the core; the answer, the code of a refusal and the article must be those that are written.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "core/crossing/case.h"
#include "kit/act_commands.h"
#include "kit/world.h"
#include "powers/matrix.h"

namespace onestop::testkit {
namespace {

using namespace crossing;
using law::Act;
using law::Phase;

constexpr std::size_t fewest_cases = 500;

const HandCases<PowerCase>& matrix() {
  static const auto read = read_matrix(std::string(ONESTOP_SOURCE_DIR) + "/tests/core/powers");
  return read;
}

/// 2026-03-02: the agreement and the community's law are both in force, so that both are asked.
constexpr Instant today{1'772'409'600'000};

World world_of(const std::string& post) {
  auto sources = model_sources();
  const auto path = std::string(ONESTOP_SOURCE_DIR) + "/posts/" + post;
  std::ifstream in(path, std::ios::binary);
  sources.post = {path, {std::istreambuf_iterator<char>(in), {}}};
  std::string why;
  auto law = wire::read_law(sources.law);
  auto read = wire::read_post(sources.post);
  auto world = law && read ? World::of(std::move(*law), std::move(*read), &why, today) : std::nullopt;
  if (!world) {
    std::fprintf(stderr, "%s does not compile:\n%s\n", post.c_str(), why.c_str());
    std::abort();
  }
  return std::move(*world);
}

/// The post between the two states that has the layout; null where there is none.
const law::Procedure* procedure_of(const PowerCase& one) {
  static const World worlds[] = {world_of("korday-akjol.yaml"), world_of("zhibekzholy-gishtkuprik.yaml")};
  for (const auto& world : worlds) {
    const auto* found = world.find(one.layout, one.exit_state);
    if (found && found->states[1].view() == one.entry_state) return found;
  }
  return nullptr;
}

/// A desk of several equal ones is written without its number.
const law::DeskSeat* desk_of(const law::Procedure& procedure, const std::string& name) {
  for (const auto& word : {name, name + "_1"})
    if (Code::fits(word))
      if (const auto* desk = procedure.desk(Code(word))) return desk;
  return nullptr;
}

Id person_of(const std::string& state) { return id_named("national of " + state); }

/// A bus brought into the phase; aboard are a national of every state that the matrix names, and one of whom none is recorded.
Crossing crossing_in(const law::Procedure& procedure, Phase phase) {
  Crossing crossing;
  crossing.id = id_named("crossing");
  const auto by = [&](law::Side side) { return By{id_named("before"), procedure.state_of(side), {}, {}, {}, {}}; };
  VehicleArrived arrived{by(law::Side::exit), id_named("V1"), "A", Code("bus"), procedure.states[0], {}, procedure.hash, {}, {}, {}, {}, {}};
  for (const auto* state : {"KZ", "KG", "UZ", "DE", ""}) arrived.persons.push_back({person_of(state), Code("passenger"), Code(state), {}, {}, {}, {}});
  evolve(crossing, {id_named("x"), first_day, arrived});
  if (phase == Phase::closed) evolve(crossing, {id_named("x"), first_day, CrossingWithdrawn{by(law::Side::exit), Code("turned_back")}});
  if (phase == Phase::hand_over || phase == Phase::entry) evolve(crossing, {id_named("x"), first_day, ExitNoticeGiven{by(law::Side::exit), {}}});
  if (phase == Phase::entry) evolve(crossing, {id_named("n"), first_day, EntryAccepted{by(law::Side::entry), {}}});
  return crossing;
}

/// Refusals that say whether the act is open to the officer here and now. What else the core may ask of a command
/// comes after the power and is no question of this matrix.
bool is_about_power(RefusalCode code) {
  using enum RefusalCode;
  static const std::set<RefusalCode> codes{not_yours, wrong_zone, wrong_phase, wrong_nationality, not_handed_over, ended, already_open, already_given, notice_missing, not_accepted};
  return codes.contains(code);
}

std::string cited(const law::Procedure& procedure, const Code& provision) {
  for (const auto& one : procedure.provisions)
    if (one.id == provision) return one.title + ", art. " + one.article;
  return "a provision that is not in force: " + provision.text();
}

/// As the last two columns are written.
std::string answer_of_core(const law::Procedure& procedure, const PowerCase& one) {
  const auto* desk = one.desk.empty() ? nullptr : desk_of(procedure, one.desk);
  const Actor actor{id_named("asks"), Code(one.state), Code(one.agency), Code(one.role), desk ? desk->code : Code(), {}};
  const bool before_arrival = one.act == Act::open_crossing && one.phase == Phase::exit;
  const auto crossing = before_arrival ? Crossing{} : crossing_in(procedure, one.phase);
  const auto now = first_day + minute_ms;
  const auto person = one.upon_person ? person_of(one.national_of) : Id{};

  const auto decision = decide(crossing, procedure, actor, command_for(one.act, one.upon_person ? person : id_named("V1")).value_or(Command{}), now);
  if (const auto* no = std::get_if<Refusal>(&decision); no && is_about_power(no->code))
    return "no, " + std::string(entry(no->code).name) + " | " + cited(procedure, no->provision);
  Case asked{crossing, procedure, actor, now, View(crossing, procedure), {}};
  const auto* subject = before_arrival ? nullptr : asked.view.subject(person);
  if (asked.powerless(one.act, subject ? subject->subject : nullptr)) return "decide lets pass what the powers refuse";
  return "yes | " + cited(procedure, asked.basis);
}

std::string answer_as_written(const PowerCase& one) { return (one.refusal.empty() ? "yes" : "no, " + one.refusal) + " | " + one.article; }

std::string unknown_word(const law::Procedure& procedure, const PowerCase& one) {
  const auto knows = [](const std::vector<Code>& all, const std::string& word) { return word.empty() || (Code::fits(word) && std::find(all.begin(), all.end(), Code(word)) != all.end()); };
  if (!knows(procedure.agencies, one.agency)) return "no agency " + one.agency;
  if (one.desk.empty()) return {};
  const auto* desk = desk_of(procedure, one.desk);
  if (!desk) return "layout " + one.layout + " has no desk " + one.desk;
  return desk->zone.view() == one.zone ? "" : one.desk + " stands in " + desk->zone.text();
}

TEST(PowerMatrix, IsEveryLineReadable) {
  for (const auto& wrong : matrix().unreadable) ADD_FAILURE() << wrong;
}

TEST(PowerMatrix, DoesTheCoreAnswerEveryCaseAsWritten) {
  for (const auto& one : matrix().cases) {
    const auto* procedure = procedure_of(one);
    if (!procedure) {
      ADD_FAILURE() << one.where << ": no post has layout " << one.layout << " from " << one.exit_state << " to " << one.entry_state;
      continue;
    }
    const auto unknown = unknown_word(*procedure, one);
    EXPECT_EQ(unknown, "") << one.where;
    if (!unknown.empty()) continue;
    EXPECT_EQ(answer_of_core(*procedure, one), answer_as_written(one)) << one.where << ": " << one.question;
  }
}

TEST(PowerMatrix, AreThereFiveHundredDifferentCases) {
  std::map<std::string, std::string> asked;
  for (const auto& one : matrix().cases) {
    const auto [first, fresh] = asked.emplace(one.question, one.where);
    EXPECT_TRUE(fresh) << one.where << " asks what " << first->second << " asks";
  }
  EXPECT_GE(asked.size(), fewest_cases);
  std::printf("officer powers: %zu cases\n", asked.size());
}

template <class E, class Seen>
void expect_all(const Seen& seen, const char* of) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto one) {
    if constexpr (std::is_same_v<E, Act>)
      if (!command_for(one.value, {})) return;  // of the post, not of a crossing
    EXPECT_TRUE(seen.contains(one.value)) << "no case of " << of << " " << one.name;
  });
}

law::Nationality nationality_of(const PowerCase& one) {
  if (one.national_of == one.state) return law::Nationality::own;
  return one.national_of == one.exit_state || one.national_of == one.entry_state ? law::Nationality::partner : law::Nationality::third;
}

TEST(PowerMatrix, IsEveryActAllowedSomewhereAndRefusedSomewhere) {
  std::set<Act> allowed, refused;
  for (const auto& one : matrix().cases) (one.refusal.empty() ? allowed : refused).insert(one.act);
  expect_all<Act>(allowed, "an allowed");
  expect_all<Act>(refused, "a refused");
}

TEST(PowerMatrix, DoesEveryPhaseSideAndNationalityAppear) {
  std::set<Phase> phases;
  std::set<law::Side> sides;
  std::set<law::Nationality> detained, spared;
  for (const auto& one : matrix().cases) {
    phases.insert(one.phase);
    if (one.state == one.exit_state) sides.insert(law::Side::exit);
    if (one.state == one.entry_state) sides.insert(law::Side::entry);
    if (one.act == Act::detain && !one.national_of.empty()) (one.refusal.empty() ? detained : spared).insert(nationality_of(one));
  }
  expect_all<Phase>(phases, "phase");
  expect_all<law::Side>(sides, "side");
  expect_all<law::Nationality>(detained, "detaining a national of");
  expect_all<law::Nationality>(spared, "not detaining a national of");
}

TEST(PowerMatrix, DoesEveryLayoutZoneAgencyAndRoleAppear) {
  std::set<std::string> zones, officers;
  for (const auto& one : matrix().cases) {
    zones.insert(one.layout + " " + one.exit_state + "-" + one.entry_state + " " + one.zone);
    officers.insert(one.agency + " " + one.role);
  }
  const auto& world = World::model();
  for (const auto& layout : world.post().layouts)
    for (const auto& zone : layout.zones)
      for (const auto* direction : {" KZ-KG ", " KG-KZ "}) {
        const auto wanted = layout.code.text() + direction + zone.code.text();
        EXPECT_TRUE(zones.contains(wanted)) << "no case in " << wanted;
      }
  for (const auto& agency : world.law().agencies)
    for (const auto* role : {" officer", " supervisor"}) EXPECT_TRUE(officers.contains(agency.code.text() + role)) << "no case of " << agency.code.text() << role;
  for (const auto* role : {" device", " system"}) EXPECT_TRUE(officers.contains(role)) << "no case of" << role;
}

}  // namespace
}  // namespace onestop::testkit
