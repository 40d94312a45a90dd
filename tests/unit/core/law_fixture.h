#pragma once
// A law and a post small enough to read in one go: two states, one agency, one class, one control on both sides.
#include <boost/mp11.hpp>
#include <string>

#include "core/law/check.h"
#include "core/law/procedure.h"

namespace onestop::law::test {

inline const Instant noon_2026{1'782'907'200'000};  // 2026-07-01T12:00:00Z

inline Provision provision(const char* id, const char* instrument, decltype(Provision::rule) rule) {
  Provision p;
  p.id = id;
  p.instrument = instrument;
  p.article = "1";
  p.text = "A text.";
  p.rule = std::move(rule);
  p.place = {"law.yaml", 7};
  return p;
}

inline ControlRule rule(const char* control, Effect effect, Depth depth = Depth::documents) {
  ControlRule r;
  r.control = control;
  r.effect = effect;
  r.depth = effect == Effect::perform || effect == Effect::joint ? depth : Depth::none;
  return r;
}

/// Words, both instruments' kinds, every clause and every power; no provision on any control.
inline Law bare_law() {
  Law law;
  law.agencies = {{"guards", "Guards", {}}};
  law.roles = {{"officer", "Officer", {}}};
  law.classes = {{"cart", "Cart", {}}};
  law.zone_kinds = {{"zone", "Zone", {}}};
  law.controls = {{"look", "guards", SubjectKind::vehicle, {Side::exit, Side::entry}, "A", false, "Look", {"law.yaml", 3}}};
  law.instruments = {{"treaty", "Treaty", InstrumentKind::agreement, {}, Day{0}, {}, {}},
                     {"law_a", "Law of A", InstrumentKind::national, "A", Day{0}, {}, {}},
                     {"law_b", "Law of B", InstrumentKind::national, "B", Day{0}, {}, {}}};
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Clause>>([&](auto entry) {
    law.provisions.push_back(provision((std::string("clause-") + entry.name).c_str(), "treaty", ClauseRule{entry.value, has_figure(entry.value) ? 2 : 0}));
  });
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Act>>([&](auto entry) {
    law.provisions.push_back(provision((std::string("act-") + entry.name).c_str(), "treaty", PowerRule{{entry.value}, {}, {}, {}, {}, {"zone"}, {}}));
  });
  return law;
}

inline post::Post small_post() {
  using post::Milestone;
  post::Post post;
  post.code = "pass";
  post.states = {{"A", "Arland", 0, {}}, {"B", "Berland", 0, {}}};
  post.host = "A";
  post.layout = "plain";
  post::Layout layout;
  layout.code = "plain";
  layout.place = {"post.yaml", 5};
  layout.zones = {{"yard", "zone", {}, 0, {}}};
  layout.stations = {{"hut", "Hut", {}}};
  layout.desks = {{"a_hut", "hut", "yard", "A", "guards", "officer", {}}, {"b_hut", "hut", "yard", "B", "guards", "officer", {}}};
  const auto step = [&](std::vector<post::SlotRef> does) { layout.steps.push_back({std::move(does), {{{}, "hut"}}, {"post.yaml", 20 + static_cast<int>(layout.steps.size())}}); };
  step({{"look", Side::exit, Milestone::none}});
  step({{{}, Side::exit, Milestone::notice}});
  step({{{}, Side::entry, Milestone::acceptance}});
  step({{"look", Side::entry, Milestone::none}});
  step({{{}, Side::entry, Milestone::release}});
  step({{{}, Side::entry, Milestone::departure}});
  post.layouts = {layout};
  return post;
}

/// Bare law, and both states look at everything.
inline Law small_law() {
  auto law = bare_law();
  law.provisions.push_back(provision("look-a", "law_a", rule("look", Effect::perform)));
  law.provisions.push_back(provision("look-b", "law_b", rule("look", Effect::perform)));
  return law;
}

inline std::string wrongs(const std::expected<Compiled, std::vector<Finding>>& result) {
  std::string text;
  if (!result)
    for (const auto& finding : result.error()) text += finding.wrong + " | " + finding.right + "\n";
  return text;
}

inline auto compile_small(const Law& law, const post::Post& post) { return compile(law, post, "plain", noon_2026); }

}  // namespace onestop::law::test
