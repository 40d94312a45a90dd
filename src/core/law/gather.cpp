// States, words, facts and the provisions that hold on the day.
#include <algorithm>

#include "core/law/check.h"
#include "core/law/draft.h"
#include "core/law/timeline.h"
#include "core/law/words.h"

namespace onestop::law {
namespace {

template <class T>
std::vector<Code> codes(const std::vector<T>& all) {
  std::vector<Code> out;
  for (const auto& one : all) out.push_back(one.code);
  return out;
}

void gather_facts(Draft& draft) {
  auto& p = draft.procedure;
  std::size_t next = 3 + p.classes.size();
  const auto take = [&next] { return next < 64 ? Facts{1} << next++ : (next++, Facts{0}); };
  for (const auto& fact : draft.law.facts) {
    FactBit bit{fact.code, fact.of, fact.source, {}};
    bit.bits[0] = take();
    bit.bits[1] = fact.relative ? take() : bit.bits[0];
    const Facts both = bit.bits[0] | bit.bits[1];
    if (fact.source == FactSource::alarm) p.alarm_bits |= both;
    if (fact.source == FactSource::lodging) p.lodged_bits |= both;
    p.facts.push_back(bit);
  }
  if (next > 64)
    draft.say(draft.layout.place, std::to_string(p.classes.size()) + " classes and " + std::to_string(p.facts.size()) + " facts do not fit 64 bits",
              "fewer facts; a relative fact counts twice");
}

bool listed(const std::vector<Code>& list, const Code& code) { return std::ranges::find(list, code) != list.end(); }

void gather_provisions(Draft& draft) {
  for (const auto* provision : in_force(draft.law, draft.post, draft.at)) {
    const auto& instrument = *find_instrument(draft.law, provision->instrument);
    draft.in_force.push_back({provision, &instrument, term_of(*provision, instrument).from, static_cast<std::uint16_t>(draft.procedure.provisions.size())});
    draft.procedure.provisions.push_back({provision->id, instrument.code, instrument.title, provision->article, provision->text});
  }
}

/// A state that no file knows makes a rule dead without a word; better to say so.
void check_states(Draft& draft) {
  std::vector<std::string> known;
  for (const auto& state : draft.post.states) known.push_back(state.code.text());
  const auto know = [&](const Code& state) {
    if (!state.empty() && std::ranges::find(known, state.text()) == known.end()) known.push_back(state.text());
  };
  for (const auto& instrument : draft.law.instruments) {
    know(instrument.state);
    for (const auto& member : instrument.members) know(member);
  }
  const auto check = [&](const Provision& provision, const std::vector<Code>& states) {
    for (const auto& state : states)
      if (std::ranges::find(known, state.text()) == known.end())
        draft.say(provision.place, "there is no state \"" + state.text() + "\" at post " + draft.post.code.text(),
                  suggestion(state.view(), "states", known));
  };
  for (const auto& provision : draft.law.provisions) {
    if (const auto* rule = std::get_if<ControlRule>(&provision.rule)) check(provision, rule->exit_states);
    if (const auto* rule = std::get_if<PowerRule>(&provision.rule)) check(provision, rule->states);
  }
}

}  // namespace

bool InForce::binds(const Code& state) const {
  switch (instrument->kind) {
    case InstrumentKind::national: return instrument->state == state;
    case InstrumentKind::community: return listed(instrument->members, state);
    case InstrumentKind::agreement: break;
  }
  return true;
}

bool RankedRule::ranks_with(const RankedRule& other) const {
  return rule->notwithstanding == other.rule->notwithstanding && specificity == other.specificity && source->agreement() == other.source->agreement() && source->from == other.source->from;
}

bool RankedRule::same_answer(const RankedRule& other) const {
  return rule->effect == other.rule->effect && (!performed() || rule->depth == other.rule->depth);
}

std::string Draft::side_text(Side side) const {
  return std::string(side == Side::exit ? "the exit" : "the entry") + " side (" + procedure.state_of(side).text() + ")";
}

std::string Draft::slot_text(const Slot& slot) const { return slot.control.text() + " by " + side_text(slot.side); }

std::string Draft::provision_text(const InForce& source) const {
  return "provision " + source.provision->id.text() + " (" + source.instrument->title + ", art. " + source.provision->article + ")";
}

void gather(Draft& draft, std::size_t exit_index) {
  auto& p = draft.procedure;
  const post::State* states[2] = {&draft.post.states[exit_index], &draft.post.states[1 - exit_index]};
  for (std::size_t side = 0; side < 2; ++side) {
    p.states[side] = states[side]->code;
    p.utc_offset_min[side] = states[side]->utc_offset_min;
    p.hours[side] = {states[side]->opens_min, states[side]->closes_min};
  }
  p.post = draft.post.code;
  p.layout = draft.layout.code;
  p.classes = codes(draft.law.classes);
  p.agencies = codes(draft.law.agencies);
  p.roles = codes(draft.law.roles);
  for (const auto& zone : draft.layout.zones) {
    p.zones.push_back(zone.code);
    p.grounds.push_back({zone.soil, zone.exclusive});
  }
  for (const auto& one : draft.law.classes)
    if (one.on_foot) p.on_foot |= p.class_bit(one.code);
  for (const auto& desk : draft.layout.desks)
    p.desks.push_back({desk.code, desk.station, desk.state, desk.agency, desk.role, desk.zone});
  p.lanes = draft.layout.lanes;
  gather_facts(draft);
  gather_provisions(draft);
  check_states(draft);
}

}  // namespace onestop::law
