#pragma once
// Fields that rules may not rest on. `evolve` and `decide` never reveal them, so a replica from which they were
// withheld, or in which a person was erased, still computes the same state.
#include <optional>
#include <utility>

#include "base/id.h"

namespace onestop {

/// A field that its state may withhold from the other state.
template <class T>
class Private {
 public:
  Private() = default;
  Private(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  const std::optional<T>& reveal() const { return value_; }  // nothing where it was withheld
  bool operator==(const Private&) const = default;

 private:
  std::optional<T> value_;
};

/// A field about one person, stored encrypted under that person's own key.
template <class T>
class Personal {
 public:
  Personal() = default;
  Personal(Id person, T value) : person_(person), value_(std::move(value)) {}
  Personal(Id person, std::optional<T> value) : person_(person), value_(std::move(value)) {}
  const Id& person() const { return person_; }
  const std::optional<T>& reveal() const { return value_; }  // nothing where it was withheld or erased
  bool operator==(const Personal&) const = default;

 private:
  Id person_;
  std::optional<T> value_;
};

}  // namespace onestop
