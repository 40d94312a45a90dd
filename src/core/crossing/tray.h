#pragma once
// Collects an officer's options, each tried on the judges. Included by the files that offer them only.
#include "core/crossing/options.h"

namespace onestop::crossing {

/// What the officer still has to supply is filled with something fitting for the trial.
class Tray {
 public:
  Tray(const View& of, const Actor& for_actor, Instant at, const std::function<Id()>& ids)
      : view(of), actor(for_actor), now(at), fresh_id(ids) {}

  void put(Command command, Command trial, std::vector<std::string> asks, bool normal = false) {
    Option option{std::move(command), std::move(asks), false, {}, std::nullopt};
    const auto decision = decide(view, actor, trial, now);
    if (const auto* no = std::get_if<Refusal>(&decision)) option.refusal = *no;
    else option.basis = by_of(std::get<Accepted>(decision).events.front()).basis;
    if (normal && !option.refusal && !has_normal_) option.normal = has_normal_ = true;
    options_.push_back(std::move(option));
  }
  void put(const Command& command, bool normal = false) { put(command, command, {}, normal); }
  std::vector<Option> take() { return std::move(options_); }
  Side side() const { return view.procedure().side_of(actor.state); }

  const View& view;
  const Actor& actor;
  Instant now;
  const std::function<Id()>& fresh_id;

 private:
  bool has_normal_ = false;
  std::vector<Option> options_;
};

/// A reason that is long enough for any clause.
inline std::string some_reason() { return std::string(80, 'x'); }

// The rarer acts, each family in a few lines of options_rare.cpp.
void offer_rare(Tray& tray);

}  // namespace onestop::crossing
