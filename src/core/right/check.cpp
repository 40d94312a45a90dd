#include <algorithm>
#include <set>

#include "core/law/words.h"
#include "core/right/right.h"

namespace onestop::right {
namespace {

class Checker {
 public:
  Checker(const Rights& rights, const Words& words) : rights_(rights), words_(words) {}

  std::vector<law::Finding> findings() {
    no_two(rights_.provisions, &Provision::id, "provision");
    no_two(rights_.purposes, &Purpose::code, "purpose");
    no_two(rights_.rules, &Rule::id, "rule");
    known(rights_.otherwise, all_provisions(), "provision", "provisions", rights_.provisions.empty() ? law::Place{} : rights_.provisions.front().place);
    for (const auto& purpose : rights_.purposes) all_known(purpose.roles, words_.roles, "role", "roles", purpose.place);
    for (const auto& rule : rights_.rules) check(rule);
    nothing_idle();
    return std::move(findings_);
  }

 private:
  void say(const law::Place& place, std::string wrong, std::string right) { findings_.push_back({place, std::move(wrong), std::move(right)}); }

  template <class T>
  void no_two(const std::vector<T>& list, Code T::*name, const std::string& what) {
    std::set<Code> seen;
    for (const auto& one : list)
      if (!seen.insert(one.*name).second) say(one.place, "there are two " + what + "s \"" + (one.*name).text() + "\"", "a name of its own for each");
  }

  void known(const Code& word, const std::vector<Code>& list, const std::string& one, const std::string& plural, const law::Place& place) {
    if (std::ranges::find(list, word) == list.end())
      say(place, "there is no " + one + " \"" + word.text() + "\"", law::suggestion(word.view(), plural, law::texts(list)));
  }

  void all_known(const std::vector<Code>& used, const std::vector<Code>& list, const std::string& one, const std::string& plural, const law::Place& place) {
    for (const auto& word : used) known(word, list, one, plural, place);
  }

  std::vector<Code> all_provisions() const {
    auto all = words_.provisions;
    for (const auto& one : rights_.provisions) all.push_back(one.id);
    return all;
  }

  void check(const Rule& rule) {
    all_known(rule.agencies, words_.agencies, "agency", "agencies", rule.place);
    all_known(rule.roles, words_.roles, "role", "roles", rule.place);
    all_known(rule.states, words_.states, "state", "states", rule.place);
    all_known(rule.posts, words_.posts, "post", "posts", rule.place);
    all_known(rule.zone_kinds, words_.zone_kinds, "zone kind", "zone kinds", rule.place);
    known(rule.provision, all_provisions(), "provision", "provisions", rule.place);
    std::vector<Code> purposes;
    for (const auto& one : rights_.purposes) purposes.push_back(one.code);
    all_known(rule.purposes, purposes, "purpose", "purposes", rule.place);
    const auto name = "rule " + rule.id.text();
    if (rule.sees.empty() && rule.may.empty()) say(rule.place, name + " gives nothing", "sees: with fields, or may: with acts");
    for (const auto field : rule.sees) check(rule, field);
    if (!rule.may.empty() && (!rule.sides.empty() || !rule.phases.empty() || rule.concerned || rule.of))
      say(rule.place, name + " gives an act under conditions on a crossing", "a rule of its own for the act: acts know no crossing");
    if (rule.who == Party::firms && !(rule.agencies.empty() && rule.roles.empty() && rule.states.empty() && rule.zone_kinds.empty() && !rule.on_shift))
      say(rule.place, name + " is for firms and speaks of agencies, roles, states, zones or shifts", "leave these out");
  }

  void check(const Rule& rule, Field field) {
    const auto what = "rule " + rule.id.text() + " shows " + to_text(field);
    if (entry(field).guard == Guard::own && rule.who == Party::officers && rule.of != Whose::own)
      say(rule.place, what + ", which never leaves the state whose officer wrote it", "of: own");
    if (entry(field).guard == Guard::personal && rule.who == Party::officers && rule.purposes.empty())
      say(rule.place, what + " for no purpose", "purposes: with those for which it may be looked at");
    if (rule.who == Party::firms && rule.of != Whose::own) say(rule.place, what + " to firms that it does not belong to", "of: own");
  }

  void nothing_idle() {
    for (const auto& one : rights_.provisions)
      if (one.id != rights_.otherwise && std::ranges::none_of(rights_.rules, [&](const Rule& rule) { return rule.provision == one.id; }))
        say(one.place, "nothing rests on provision " + one.id.text(), "a rule that cites it, or leave it out");
    for (const auto& one : rights_.purposes)
      if (std::ranges::none_of(rights_.rules, [&](const Rule& rule) { return std::ranges::find(rule.purposes, one.code) != rule.purposes.end(); }))
        say(one.place, "no rule names purpose " + one.code.text(), "a rule that names it, or leave it out");
  }

  const Rights& rights_;
  const Words& words_;
  std::vector<law::Finding> findings_;
};

}  // namespace

std::vector<law::Finding> check(const Rights& rights, const Words& words) { return Checker(rights, words).findings(); }

}  // namespace onestop::right
