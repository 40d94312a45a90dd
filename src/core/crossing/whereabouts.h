#pragma once
// Where a crossing's vehicle stands at the post, for whoever looks at the post as a whole.
#include "core/crossing/options.h"
#include "core/crossing/view.h"

namespace onestop::crossing {

struct Whereabouts {
  Code station;  // of the control in work, else of what may be done next; empty once the crossing has ended
  Code control;  // control or milestone in work there, or next
  Code state;    // whose turn it is
  bool in_work = false;
  bool operator==(const Whereabouts&) const = default;
};

/// `waiting` is the crossing's work list. While an alarm or a hold leaves nothing to do, the vehicle stays where it
/// stood: `before`.
Whereabouts whereabouts(const View& view, const std::vector<Work>& waiting, const Whereabouts& before);

}  // namespace onestop::crossing
