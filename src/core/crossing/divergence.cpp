#include "core/crossing/divergence.h"

#include <algorithm>
#include <map>
#include <set>

namespace onestop::crossing {
namespace {

/// What one recorder tells, as a word, and when it wrote so; empty where it tells nothing.
struct Account {
  std::string_view word;
  Instant at;
  void later(std::string_view what, Instant when) {
    if (word.empty() || at <= when) *this = {what, when};
  }
};

/// What became of the subject; a refusal on the ground of a control falls with that control's account.
Account fate_in(const Half& half, const Id& subject, const std::vector<Settlement>& settled) {
  Account account;
  for (const auto& one : half.released)
    if (one.subject == subject && one.item == 0) account.later("released", one.at);
  for (const auto& one : half.refused)
    if (one.subject == subject && !overruled(settled, DivergenceKind::control, subject, one.control, half.recorder, one.at)) account.later("refused", one.at);
  for (const auto& one : half.fates)
    if (one.subject == subject) account.later(boost::describe::enum_to_string(one.fate, ""), one.at);
  return account;
}

/// Whether the half closed the control, or refused the subject on its ground.
Account control_in(const Half& half, const Code& control, const Id& subject) {
  Account account;
  for (const auto& one : half.refused)
    if (one.control == control && one.subject == subject) account.later("refused", one.at);
  for (const auto& one : half.controls)
    if (one.control == control && one.subject == subject && (one.status == ControlStatus::passed || one.status == ControlStatus::passed_with_remarks))
      account.later("passed", one.at);
  return account;
}

Account end_in(const Half& half) {
  Account account;
  if (half.withdrawn) account.later("withdrawn", *half.withdrawn);
  if (half.departure) account.later("departed", half.departure->at);
  return account;
}

class Finder {
 public:
  Finder(const Crossing& crossing, const law::Procedure& procedure) : crossing_(crossing), settled_(settlements(crossing, procedure)) {}

  std::vector<Divergence> run() {
    for (std::size_t i = 0; i < crossing_.halves.size(); ++i)
      for (std::size_t j = i + 1; j < crossing_.halves.size(); ++j) compare(crossing_.halves[i], crossing_.halves[j]);
    return std::move(found_);
  }

 private:
  void compare(const Half& a, const Half& b) {
    if (a.state == b.state) {
      for (const auto& one : a.controls)
        weigh({DivergenceKind::control, one.subject, one.control, a.recorder, b.recorder, {}, {}}, control_in(a, one.control, one.subject), control_in(b, one.control, one.subject));
    }
    std::set<Id> told;
    const auto compare_fate = [&](const Id& subject) {
      if (told.insert(subject).second) weigh({DivergenceKind::fate, subject, {}, a.recorder, b.recorder, {}, {}}, fate_in(a, subject, settled_), fate_in(b, subject, settled_));
    };
    for (const auto& one : a.fates) compare_fate(one.subject);
    for (const auto& one : a.refused) compare_fate(one.subject);
    for (const auto& one : a.released) compare_fate(one.subject);
    if (const auto* opened = crossing_.opened())
      weigh({DivergenceKind::end, opened->opening->vehicle, {}, a.recorder, b.recorder, {}, {}}, end_in(a), end_in(b));
  }

  void weigh(Divergence one, const Account& here, const Account& there) {
    if (here.word.empty() || there.word.empty() || here.word == there.word) return;
    one.at = std::max(here.at, there.at);
    if (overruled(settled_, one.kind, one.about, one.control, one.second, there.at)) one.kept = one.first;
    else if (overruled(settled_, one.kind, one.about, one.control, one.first, here.at)) one.kept = one.second;
    found_.push_back(std::move(one));
  }

  const Crossing& crossing_;
  const std::vector<Settlement> settled_;
  std::vector<Divergence> found_;
};

}  // namespace

/// Whether the same shift head said something else about it later; his last word counts.
static bool thought_again(const Crossing& crossing, const ResolutionMark& mark) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.resolutions) {
      const bool same = one.kind == mark.kind && one.about == mark.about && one.control == mark.control && one.officer == mark.officer;
      if (same && one.keep != mark.keep && (mark.at < one.at || (mark.at == one.at && mark.keep < one.keep))) return true;
    }
  return false;
}

std::vector<Settlement> settlements(const Crossing& crossing, const law::Procedure& procedure) {
  struct Voices {
    Settlement on;
    std::set<Id> heads;
    std::map<Code, Instant> states;  // the latest voice of each
  };
  std::vector<Voices> all;
  for (const auto& half : crossing.halves)
    for (const auto& one : half.resolutions) {
      if (thought_again(crossing, one)) continue;
      auto at = std::find_if(all.begin(), all.end(), [&](const Voices& each) {
        return each.on.kind == one.kind && each.on.about == one.about && each.on.control == one.control && each.on.keep == one.keep;
      });
      if (at == all.end()) at = all.insert(at, Voices{{one.kind, one.about, one.control, one.keep, one.at}, {}, {}});
      at->heads.insert(one.officer);
      auto& latest = at->states[half.state];
      latest = std::max(latest, one.at);
    }
  std::vector<Settlement> out;
  for (auto& one : all) {
    // Where the law is content with one head, one state suffices.
    const auto wanted = procedure.figure(law::Clause::two_supervisors);
    if ((wanted > 1 && one.states.size() < 2) || static_cast<std::int64_t>(one.heads.size()) < wanted) continue;
    one.on.at = std::min(one.states.begin()->second, one.states.rbegin()->second);  // what is told differently later asks both again
    out.push_back(one.on);
  }
  return out;
}

std::vector<Divergence> divergences(const Crossing& crossing, const law::Procedure& procedure) {
  if (crossing.halves.size() < 2) return {};
  return Finder(crossing, procedure).run();
}

bool overruled(const std::vector<Settlement>& settled, DivergenceKind kind, const Id& about, const Code& control, const Id& recorder, Instant at) {
  return std::any_of(settled.begin(), settled.end(), [&](const Settlement& one) {
    return one.kind == kind && one.about == about && one.control == control && one.keep != recorder && at <= one.at;
  });
}

}  // namespace onestop::crossing
