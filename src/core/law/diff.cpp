#include "core/law/diff.h"

#include <algorithm>
#include <bit>
#include <map>

#include "base/check.h"

namespace onestop::law {
namespace {

using Pair = std::pair<std::optional<Answer>, std::optional<Answer>>;

std::optional<Answer> answer(const Procedure& p, int slot, Facts facts) {
  const auto* cell = governing(p, slot, facts);
  if (!cell) return std::nullopt;
  return Answer{cell->effect, cell->depth, p.provisions[cell->provision].id};
}

/// The facts that rules of the slot name on either day, and every circumstance that they can make.
class SlotDiff {
 public:
  SlotDiff(const Procedure& was, const Procedure& is, int slot) : was_(was), is_(is), slot_(slot) {
    const auto side = static_cast<std::size_t>(at().side);
    const auto named = asked(was) | asked(is);
    for (const auto& fact : is.facts)
      if (fact.bits[side] & named) facts_.push_back({fact.code, fact.bits[side]});
  }

  void run(Difference& into) const {
    if (facts_.size() > most_facts_compared) {
      if (std::ranges::find(into.not_compared, at().control) == into.not_compared.end()) into.not_compared.push_back(at().control);
      return;
    }
    std::vector<ControlChange> found;
    for (const auto& traffic_class : is_.classes) compare(traffic_class, found);
    std::ranges::move(found, std::back_inserter(into.controls));
  }

 private:
  struct Named {
    Code code;
    Facts bit = 0;
  };

  const Slot& at() const { return is_.slots[static_cast<std::size_t>(slot_)]; }

  Facts asked(const Procedure& p) const {
    Facts all = 0;
    const auto slot = static_cast<std::size_t>(slot_);
    for (auto cell = p.first_cell[slot]; cell < p.first_cell[slot + 1]; ++cell) all |= p.cells[cell].set | p.cells[cell].clear;
    return all;
  }

  void compare(const Code& traffic_class, std::vector<ControlChange>& found) const {
    const Facts fixed = Procedure::kind_bit(at().of) | is_.class_bit(traffic_class);
    std::vector<Pair> changes;                                   // different ones, in the order of their first circumstance
    std::vector<std::size_t> change_at(std::size_t{1} << facts_.size());  // 0: none, else one more than the index
    for (std::size_t n = 0; n < change_at.size(); ++n) {
      Facts facts = fixed;
      for (std::size_t i = 0; i < facts_.size(); ++i)
        if (n >> i & 1) facts |= facts_[i].bit;
      Pair pair{answer(was_, slot_, facts), answer(is_, slot_, facts)};
      if (pair.first == pair.second) continue;
      auto known = std::ranges::find(changes, pair);
      if (known == changes.end()) known = changes.insert(changes.end(), std::move(pair));
      change_at[n] = static_cast<std::size_t>(known - changes.begin()) + 1;
    }
    for (std::size_t i = 0; i < changes.size(); ++i) add(found, traffic_class, changes[i], cover(change_at, i + 1));
  }

  /// The circumstances of one change, each as small as can be: a fact is left out where either value gives this change.
  std::vector<Circumstance> cover(const std::vector<std::size_t>& change_at, std::size_t which) const {
    std::vector<Circumstance> out;
    std::vector<bool> told(change_at.size());
    for (std::size_t n = 0; n < change_at.size(); ++n) {
      if (change_at[n] != which || told[n]) continue;
      std::size_t keep = change_at.size() - 1;
      for (std::size_t i = facts_.size(); i-- > 0;)
        if (const auto fewer = keep & ~(std::size_t{1} << i); all_are(change_at, which, n, fewer)) keep = fewer;
      Circumstance circumstance;
      for (std::size_t i = 0; i < facts_.size(); ++i)
        if (keep >> i & 1) circumstance.push_back({facts_[i].code, (n >> i & 1) != 0});
      out.push_back(std::move(circumstance));
      for (std::size_t m = 0; m < told.size(); ++m)
        if (((m ^ n) & keep) == 0) told[m] = true;
    }
    return out;
  }

  static bool all_are(const std::vector<std::size_t>& change_at, std::size_t which, std::size_t like, std::size_t keep) {
    for (std::size_t n = 0; n < change_at.size(); ++n)
      if (((n ^ like) & keep) == 0 && change_at[n] != which) return false;
    return true;
  }

  void add(std::vector<ControlChange>& found, const Code& traffic_class, const Pair& pair, std::vector<Circumstance> when) const {
    const auto same = [](const Circumstance& a, const Circumstance& b) {
      return std::ranges::equal(a, b, [](const Literal& x, const Literal& y) { return x.fact == y.fact && x.value == y.value; });
    };
    for (auto& one : found) {
      if (one.was != pair.first || one.is != pair.second || !std::ranges::equal(one.when, when, same)) continue;
      one.classes.push_back(traffic_class);
      return;
    }
    found.push_back({at().control, at().side, at().of, {traffic_class}, std::move(when), pair.first, pair.second});
  }

  const Procedure& was_;
  const Procedure& is_;
  int slot_;
  std::vector<Named> facts_;
};

constexpr std::uint64_t beyond = std::uint64_t{1} << 63;  // no agency, or no desk

std::uint64_t low_bits(std::size_t count) { return count >= 63 ? beyond - 1 : (std::uint64_t{1} << count) - 1; }

/// Who may do one act, taken apart until masks can be compared.
class PowerDiff {
 public:
  PowerDiff(const Procedure& was, const Procedure& is) : was_(was), is_(is) {}

  std::vector<PowerChange> run() const {
    std::vector<PowerChange> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Act>>([&](auto act) {
      std::vector<PowerChange> of_act;
      for (const auto side : {Side::exit, Side::entry})
        for (std::size_t agency = 0; agency <= is_.agencies.size(); ++agency)
          for (std::size_t role = 0; role < is_.roles.size(); ++role)
            for (const bool gained : {true, false}) compare({act.value, side, agency, role}, gained, of_act);
      merge(of_act, &PowerChange::roles);
      merge(of_act, &PowerChange::agencies);
      merge(of_act, &PowerChange::sides);
      std::ranges::move(of_act, std::back_inserter(out));
    });
    return out;
  }

 private:
  struct Who {
    Act act;
    Side side;
    std::size_t agency, role;  // agency: one past the last for none
  };

  std::uint64_t zones(const Procedure& p, const Who& who, Phase phase, Code* provision) const {
    const auto agency = who.agency == p.agencies.size() ? beyond : std::uint64_t{1} << who.agency;
    std::uint64_t out = 0;
    for (const auto& power : p.powers) {
      const bool holds = power.act == who.act && (power.agencies & agency) && (power.roles >> who.role & 1) &&
                         (power.sides >> static_cast<int>(who.side) & 1) && (power.phases >> static_cast<int>(phase) & 1);
      if (!holds) continue;
      if (provision && provision->empty()) *provision = p.provisions[power.provision].id;
      out |= power.zones & (low_bits(p.zones.size()) | beyond);
    }
    return out;
  }

  void compare(const Who& who, bool gained, std::vector<PowerChange>& out) const {
    const auto& with = gained ? is_ : was_;
    const auto& without = gained ? was_ : is_;
    std::map<std::pair<std::uint64_t, Code>, std::vector<Phase>> found;
    for (const auto phase : {Phase::exit, Phase::hand_over, Phase::entry, Phase::closed}) {
      Code provision;
      const auto more = zones(with, who, phase, &provision) & ~zones(without, who, phase, nullptr);
      if (more) found[{more, provision}].push_back(phase);
    }
    for (const auto& [what, phases] : found) {
      PowerChange change{gained, who.act, {who.side}, {}, {is_.roles[who.role]}, {}, (what.first & beyond) != 0, phases, what.second};
      change.agencies = {who.agency == is_.agencies.size() ? Code() : is_.agencies[who.agency]};
      for (std::size_t zone = 0; zone < is_.zones.size(); ++zone)
        if (what.first >> zone & 1) change.zones.push_back(is_.zones[zone]);
      out.push_back(std::move(change));
    }
  }

  /// Joins changes that differ in this list only.
  template <class T>
  static void merge(std::vector<PowerChange>& changes, std::vector<T> PowerChange::* list) {
    std::vector<PowerChange> out;
    for (auto& change : changes) {
      const auto like = std::ranges::find_if(out, [&](PowerChange other) {
        other.*list = change.*list;
        return other.gained == change.gained && other.sides == change.sides && other.agencies == change.agencies && other.roles == change.roles &&
               other.zones == change.zones && other.without_desk == change.without_desk && other.phases == change.phases && other.provision == change.provision;
      });
      if (like == out.end()) out.push_back(std::move(change));
      else std::ranges::copy(change.*list, std::back_inserter((*like).*list));
    }
    changes = std::move(out);
  }

  const Procedure& was_;
  const Procedure& is_;
};

void compare_clauses(const Procedure& was, const Procedure& is, Difference& into) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Clause>>([&](auto entry) {
    const ClauseChange change{entry.value, was.figure(entry.value), is.figure(entry.value), was.cite(entry.value).id, is.cite(entry.value).id};
    if (change.was != change.is || change.was_under != change.is_under) into.clauses.push_back(change);
  });
}

void compare_provisions(const Procedure& was, const Procedure& is, Difference& into) {
  for (const auto& now : is.provisions) {
    const auto* before = was.cite(now.id);
    if (!before) into.begun.push_back(now);
    else if (before->text != now.text || before->article != now.article || before->instrument != now.instrument || before->title != now.title) into.reworded.push_back(now);
  }
  for (const auto& before : was.provisions)
    if (!is.cite(before.id)) into.ended.push_back(before);
}

}  // namespace

bool Difference::empty() const {
  return controls.empty() && powers.empty() && clauses.empty() && begun.empty() && ended.empty() && reworded.empty() && not_compared.empty();
}

Difference diff(const Procedure& was, const Procedure& is) {
  check(was.states == is.states && was.layout == is.layout && was.classes == is.classes && was.agencies == is.agencies && was.roles == is.roles &&
            was.zones == is.zones && was.slots.size() == is.slots.size() && was.facts.size() == is.facts.size(),
        "procedures are compared that were compiled of one law, post, layout and direction");
  Difference out;
  for (int slot = 0; slot < static_cast<int>(is.slots.size()); ++slot)
    if (is.slots[static_cast<std::size_t>(slot)].milestone == post::Milestone::none) SlotDiff(was, is, slot).run(out);
  out.powers = PowerDiff(was, is).run();
  compare_clauses(was, is, out);
  compare_provisions(was, is, out);
  return out;
}

}  // namespace onestop::law
