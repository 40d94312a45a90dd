#pragma once
// A fault: the world failed (bytes, disk, socket, a silent neighbour). Never a refusal, never a defect.
#include <expected>
#include <string>
#include <utility>

namespace onestop {

struct Fault {
  std::string what;  // one sentence for the operator: what failed, where, and what would help
};

template <class T>
using Expected = std::expected<T, Fault>;

inline std::unexpected<Fault> fault(std::string what) { return std::unexpected(Fault{std::move(what)}); }

}  // namespace onestop
