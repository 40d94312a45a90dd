#pragma once
// Canonical bytes of any described value of the core, for digests of state that must agree on every machine.
#include <array>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/instant.h"

namespace onestop {

/// Members that a later version added count only where they hold something, under their name: a log that was written
/// before ends in the state it ended in then.
template <auto Member> constexpr bool added_later = false;

/// Members in order, lists with their length, optionals with a presence byte.
class Digest {
 public:
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, Id>) out_.id(value);
    else if constexpr (std::is_same_v<T, Instant>) out_.instant(value);
    else if constexpr (std::is_same_v<T, Code>) out_.text(value.view());
    else if constexpr (std::is_same_v<T, std::string>) out_.text(value);
    else if constexpr (std::is_enum_v<T>) out_.u8(static_cast<std::uint8_t>(value));
    else if constexpr (std::is_integral_v<T>) out_.u64(static_cast<std::uint64_t>(value));
    else put_compound(value);
  }
  const Bytes& bytes() const { return out_.bytes(); }

 private:
  template <class T>
  static bool holds_something(const std::vector<T>& list) { return !list.empty(); }
  template <class T>
  static bool holds_something(const std::optional<T>& value) { return value.has_value(); }
  template <std::size_t N>
  void put_compound(const std::array<unsigned char, N>& value) { out_.raw(value); }
  template <class T>
  void put_compound(const std::vector<T>& list) {
    out_.u32(static_cast<std::uint32_t>(list.size()));
    for (const auto& one : list) put(one);
  }
  template <class T>
  void put_compound(const std::optional<T>& value) {
    out_.u8(value ? 1 : 0);
    if (value) put(*value);
  }
  template <class T>
    requires boost::describe::has_describe_members<T>::value
  void put_compound(const T& value) {
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        [&](auto member) {
          if constexpr (added_later<decltype(member)::pointer>) {
            if (!holds_something(value.*member.pointer)) return;
            put(std::string(member.name));
          }
          put(value.*member.pointer);
        });
  }
  ByteWriter out_;
};

}  // namespace onestop
