#pragma once
// The members of the model by name, at run time: what the tables of the formats speak of. Made from the same descriptions
// as everything else; there is no second list.
#include <string_view>
#include <vector>

#include "lodging/lodgement.h"

namespace onestop::lodging {

struct Members;

struct Member {
  enum class Kind { value, values, one, many };
  std::string_view name;
  Kind kind = Kind::value;
  const Members* inner = nullptr;  // of one and many
  void* (*at)(void* whole) = nullptr;                      // the Value, vector or struct
  std::size_t (*count)(const void* list) = nullptr;        // of many
  void* (*item)(void* list, std::size_t index) = nullptr;  // of many
  void* (*add)(void* list) = nullptr;                      // of many
  std::size_t bytes = 0;                                   // of one of many
};

struct Members {
  std::vector<Member> all;
  Place* (*place)(void* whole) = nullptr;  // of what stands in lists: where it began
  const Member* find(std::string_view name) const;
};

const Members& members_of_lodgement();

}  // namespace onestop::lodging
