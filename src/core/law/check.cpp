#include "core/law/check.h"

#include <algorithm>
#include <string>

#include "core/law/words.h"

namespace onestop::law {
namespace {

template <class T>
const T* find(const std::vector<T>& all, const Code& code) {
  const auto at = std::ranges::find(all, code, &T::code);
  return at == all.end() ? nullptr : &*at;
}

template <class T>
std::vector<std::string> codes_of(const std::vector<T>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.push_back(one.code.text());
  return out;
}

class Checker {
 public:
  explicit Checker(const Law& law) : law_(law) {}

  std::vector<Finding> run() {
    once(law_.agencies, "agency", most_agencies);
    once(law_.roles, "role", most_roles);
    once(law_.classes, "class", most_classes);
    once(law_.zone_kinds, "zone kind", 64);
    once(law_.facts, "fact", 64);
    once(law_.controls, "control", 32);
    once(law_.instruments, "instrument", 256);
    once(law_.registry, "registered instrument", 1024);
    if (law_.provisions.size() > most_provisions) {
      say(law_.provisions[most_provisions].place, "a law of " + std::to_string(law_.provisions.size()) + " provisions", "at most " + std::to_string(most_provisions));
      too_many_ = true;
    }
    if (too_many_) return std::move(findings_);  // what follows compares each with each
    for (const auto& control : law_.controls) check(control);
    for (const auto& instrument : law_.instruments) check(instrument);
    for (std::size_t i = 0; i < law_.provisions.size(); ++i) {
      const auto& provision = law_.provisions[i];
      for (std::size_t j = 0; j < i; ++j) {
        if (law_.provisions[j].id != provision.id) continue;
        say(provision.place, "provision " + provision.id.text() + " is there twice; the first is at " + at(law_.provisions[j].place),
            "give each provision an id of its own");
        break;
      }
      check(provision);
    }
    return std::move(findings_);
  }

 private:
  static std::string at(const Place& place) { return place.file + ":" + std::to_string(place.line); }

  void say(const Place& place, std::string wrong, std::string right) {
    findings_.push_back({place, std::move(wrong), std::move(right)});
  }

  template <class T>
  void once(const std::vector<T>& all, const char* what, std::size_t most) {
    if (all.size() > most) {
      say(all[most].place, std::string("too many: this is ") + what + " number " + std::to_string(most + 1), "at most " + std::to_string(most));
      too_many_ = true;
      return;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].code.empty()) say(all[i].place, std::string(what) + " without a code", "add code: a short word");
      for (std::size_t j = 0; j < i; ++j) {
        if (all[j].code != all[i].code) continue;
        say(all[i].place, std::string(what) + " " + all[i].code.text() + " is declared twice; the first is at " + at(all[j].place),
            "declare it once");
        break;
      }
    }
  }

  template <class T>
  void known(const Place& place, const Code& code, const std::vector<T>& all, const char* what, const char* plural) {
    if (find(all, code)) return;
    say(place, "there is no " + std::string(what) + " \"" + code.text() + "\"", suggestion(code.view(), plural, codes_of(all)));
  }

  template <class T>
  void known(const Place& place, const std::vector<Code>& codes, const std::vector<T>& all, const char* what, const char* plural) {
    for (const auto& code : codes) known(place, code, all, what, plural);
  }

  void check(const ControlDefinition& control) {
    known(control.place, control.agency, law_.agencies, "agency", "agencies");
    if (control.sides.empty()) say(control.place, "control " + control.code.text() + " has no side", "sides: [exit], [entry] or both");
    for (std::size_t i = 0; i < control.fields.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (control.fields[j].code == control.fields[i].code)
          say(control.place, "field " + control.fields[i].code.text() + " of control " + control.code.text() + " is declared twice", "declare it once");
    if (control.inspection && control.of != SubjectKind::consignment)
      say(control.place, "control " + control.code.text() + " is an inspection of goods but does not look at a consignment", "of: consignment");
  }

  void check(const Instrument& instrument) {
    const bool national = instrument.kind == InstrumentKind::national;
    const bool community = instrument.kind == InstrumentKind::community;
    if (community && instrument.members.empty())
      say(instrument.place, "community instrument " + instrument.code.text() + " names no members", "members: [the states that it binds]");
    if (!community && !instrument.members.empty())
      say(instrument.place, "instrument " + instrument.code.text() + " names members", "kind: community, or leave members out");
    if (national && instrument.state.empty())
      say(instrument.place, "national instrument " + instrument.code.text() + " names no state", "add state: the state whose law it is");
    if (!national && !instrument.state.empty())
      say(instrument.place, "agreement " + instrument.code.text() + " names a state", "leave state out: an agreement binds both, a community its members");
    if (instrument.until && *instrument.until <= instrument.from)
      say(instrument.place, "instrument " + instrument.code.text() + " ends before it begins", "until: a day after " + to_text(instrument.from));
  }

  void check(const Provision& provision) {
    const auto* instrument = find(law_.instruments, provision.instrument);
    known(provision.place, provision.instrument, law_.instruments, "instrument", "instruments");
    if (provision.article.empty()) say(provision.place, "provision " + provision.id.text() + " cites no article", "add article: where it stands in its instrument");
    if (provision.text.empty()) say(provision.place, "provision " + provision.id.text() + " has no text", "add text: the sentence that an officer will read");
    const auto from = provision.from ? *provision.from : instrument ? instrument->from : Day{};
    if (provision.until && *provision.until <= from)
      say(provision.place, "provision " + provision.id.text() + " ends before it begins", "until: a day after " + to_text(from));
    std::visit([&](const auto& rule) { check(provision, rule); }, provision.rule);
  }

  void check(const Provision& provision, const ControlRule& rule) {
    known(provision.place, rule.control, law_.controls, "control", "controls");
    known(provision.place, rule.classes, law_.classes, "class", "classes");
    const auto* control = find(law_.controls, rule.control);
    if (control && rule.side && std::ranges::find(control->sides, *rule.side) == control->sides.end())
      say(provision.place, "control " + rule.control.text() + " has no " + (*rule.side == Side::exit ? "exit" : "entry") + " side",
          "name the side that its declaration has, or add this one there");
    check(provision, rule.when);
    for (const auto& literal : rule.when) {
      const auto* fact = find(law_.facts, literal.fact);
      if (fact && control && fact->of != control->of && fact->of != SubjectKind::vehicle)
        say(provision.place, "fact " + literal.fact.text() + " is not known of what control " + rule.control.text() + " looks at",
            "use a fact of the same subject, or of the vehicle");
    }
    const bool performed = rule.effect == Effect::perform || rule.effect == Effect::joint;
    if (!performed && rule.depth != Depth::none)
      say(provision.place, "a depth is given though nobody performs the control", "leave depth out: it says how deep a performed control goes");
  }

  void check(const Provision& provision, const std::vector<Literal>& when) {
    for (std::size_t i = 0; i < when.size(); ++i) {
      known(provision.place, when[i].fact, law_.facts, "fact", "facts");
      for (std::size_t j = 0; j < i; ++j)
        if (when[j].fact == when[i].fact) say(provision.place, "fact " + when[i].fact.text() + " is named twice", "name each fact once");
    }
  }

  void check(const Provision& provision, const LimitRule& rule) {
    known(provision.place, rule.control, law_.controls, "control", "controls");
    known(provision.place, rule.classes, law_.classes, "class", "classes");
    known(provision.place, rule.fact, law_.facts, "fact", "facts");
    const auto* control = find(law_.controls, rule.control);
    const auto* fact = find(law_.facts, rule.fact);
    if (!control) return;
    known(provision.place, rule.field, control->fields, "field", "fields");
    const auto* field = find(control->fields, rule.field);
    if (fact && (fact->source != FactSource::control || fact->of != control->of))
      say(provision.place, "fact " + rule.fact.text() + " is not one that control " + rule.control.text() + " establishes", "a fact with source: control, of the same subject");
    const bool number = field && (field->kind == FieldKind::number || field->kind == FieldKind::numbers);
    if (field && (rule.at_most || rule.at_least) && !number)
      say(provision.place, "field " + rule.field.text() + " holds no number", "at_most and at_least are for numbers, not_past for a day");
    if (field && rule.not_past && field->kind != FieldKind::day)
      say(provision.place, "field " + rule.field.text() + " holds no day", "not_past is for a day, at_most and at_least for numbers");
    if (!rule.at_most && !rule.at_least && !rule.not_past)
      say(provision.place, "a limit that limits nothing", "at_most, at_least or not_past");
  }

  void check(const Provision& provision, const FeeRule& rule) {
    known(provision.place, rule.classes, law_.classes, "class", "classes");
    if (rule.amount <= 0) say(provision.place, "a fee of nothing", "amount: hundredths of the currency, at least 1");
    if (rule.currency.view().size() != 3) say(provision.place, "currency \"" + rule.currency.text() + "\" is no currency", "three letters, as USD");
  }

  void check(const Provision& provision, const PriorityRule& rule) {
    known(provision.place, rule.classes, law_.classes, "class", "classes");
    check(provision, rule.when);
    if (rule.rank < 1 || rule.rank > 1000) say(provision.place, "rank " + std::to_string(rule.rank), "priority: 1 to 1000; what no rule names has 0");
    if (rule.classes.empty() && rule.when.empty()) say(provision.place, "a priority for everybody", "classes, when, or both");
  }

  void check(const Provision& provision, const PowerRule& rule) {
    if (rule.acts.empty()) say(provision.place, "provision " + provision.id.text() + " grants no act", "powers: [the acts that it allows]");
    known(provision.place, rule.agencies, law_.agencies, "agency", "agencies");
    known(provision.place, rule.roles, law_.roles, "role", "roles");
    known(provision.place, rule.zone_kinds, law_.zone_kinds, "zone kind", "zone kinds");
  }

  void check(const Provision& provision, const ClauseRule& rule) {
    if (has_figure(rule.clause) && rule.figure <= 0)
      say(provision.place, "the clause needs its figure", std::string("figure: the number of ") + unit_of_figure(rule.clause) + ", at least 1");
    if (has_figure(rule.clause) && rule.figure > 10'000'000)
      say(provision.place, "figure " + std::to_string(rule.figure) + " is too large", "at most 10000000");
    if (!has_figure(rule.clause) && rule.figure != 0)
      say(provision.place, "the clause rests on no figure", "leave figure out");
  }

  const Law& law_;
  std::vector<Finding> findings_;
  bool too_many_ = false;
};

}  // namespace

std::vector<Finding> check_law(const Law& law) { return Checker(law).run(); }

bool has_figure(Clause clause) { return *unit_of_figure(clause) != 0; }

const char* unit_of_figure(Clause clause) {
  switch (clause) {
    case Clause::joint_act: return "signatures";
    case Clause::partner_absence: return "minutes";
    case Clause::hold_limit: return "minutes";
    case Clause::reasoned_order: return "characters";
    case Clause::alarm_two_persons: return "persons";
    case Clause::powers_as_listed:
    case Clause::order_of_controls:
    case Clause::exit_before_entry:
    case Clause::hand_over_is_final:
    case Clause::readmission:
    case Clause::one_inspection:
    case Clause::hold_blocks_scope:
    case Clause::isolation:
    case Clause::release_when_closed:
    case Clause::seal_continuity:
    case Clause::free_withdrawal:
    case Clause::reversal_by_consent:
    case Clause::reexamination:
    case Clause::offence_settled:
    case Clause::results_recorded:
    case Clause::sample_result:
    case Clause::weighing_once:
    case Clause::opening_hours:
    case Clause::storage:
    case Clause::acts_on_neighbour_soil:
    case Clause::synchronised_hours:
    case Clause::exclusive_areas:
    case Clause::seized_goods_home:
    case Clause::mutual_recognition: return "";
    case Clause::two_supervisors: return "shift heads";
    case Clause::abandonment: return "days";
  }
  return "";
}

const Instrument* find_instrument(const Law& law, const Code& code) { return find(law.instruments, code); }
const FactDefinition* find_fact(const Law& law, const Code& code) { return find(law.facts, code); }
const ControlDefinition* find_control(const Law& law, const Code& code) { return find(law.controls, code); }

}  // namespace onestop::law
