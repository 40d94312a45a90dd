#pragma once
// Between a tree and the model, by a format's table. Reading is lenient: by names, in any order, in any namespace; what no
// member takes is listed. Writing is strict: what the format requires and the model lacks is a finding, nothing is made up.
#include "lodging/finding.h"
#include "lodging/shape.h"
#include "lodging/tree.h"

namespace onestop::lodging {

/// A part of the original that the model has no member for. The original keeps it.
struct Unmapped {
  std::string place, text;
};

/// What the lists of one lodgement may take in memory: 18,000 goods, or 70,000 documents. A vector that grows needs three times that.
inline constexpr std::size_t most_list_bytes = 32u << 20;

struct Mapped {
  Lodgement lodgement;
  bool too_many = false;               // of the lists' items; nothing was read beyond
  std::vector<Unmapped> unmapped;      // the first `most_findings` of them
  std::size_t unmapped_count = 0;
};
Mapped read_mapped(const Shape& shape, const Tree& tree);

struct Written {
  Tree tree;
  Findings findings;  // "write.missing", and whatever the structural check says of the result
};
Written write_mapped(const Shape& shape, const Lodgement& lodgement);

}  // namespace onestop::lodging
