#pragma once
// What each phase of a programme still lacks, held against the law of its days and the layout of its post.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/post/post.h"
#include "core/programme/programme.h"

namespace onestop::programme {

enum class LackKind {
  plan,       // the programme contradicts itself, or names what nobody knows
  layout,     // the post has no such layout
  law,        // the post in this layout does not compile under the law of the day
  equipment,  // devices that the layout names and nobody announced
  officers,   // desks that nobody staffs
  buildings,  // desks without a workplace
  exchange    // what the law lets one state rest on and the other does not tell
};
BOOST_DESCRIBE_ENUM(LackKind, plan, layout, law, equipment, officers, buildings, exchange)

struct Lack {
  LackKind kind = LackKind::plan;
  Day since;  // the phase's first day, or the day within it on which the law changes
  std::string sentence;
  std::string right;  // what would be right
  law::Place place;
};

struct PhaseReadiness {
  std::size_t phase = 0;     // index into Programme::phases
  std::optional<Day> until;  // the first day of the post's next phase
  std::vector<Lack> lacks;
  std::vector<LackKind> not_judged;  // because another lack left nothing to hold them against

  bool ready() const { return lacks.empty(); }
};

/// A programme with the posts that it speaks of.
struct Plans {
  Programme programme;
  std::vector<post::Post> posts;
};

/// Days on which law changes within one phase that are judged, at most; a lack says where it ends.
inline constexpr std::size_t most_law_days = 64;

/// Every phase on one time line, by its first day.
std::vector<PhaseReadiness> judge_readiness(const Programme& programme, const law::Law& law, const std::vector<post::Post>& posts);

}  // namespace onestop::programme
