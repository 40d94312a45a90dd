#include "core/crossing/crossing.h"

#include <boost/mp11.hpp>
#include <type_traits>

namespace onestop::crossing {
namespace {

/// Canonical bytes of any described value: members in order, lists with their length, optionals with a presence byte.
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
        [&](auto member) { put(value.*member.pointer); });
  }
  ByteWriter out_;
};

}  // namespace

const Half* Crossing::half(const Id& recorder) const {
  for (const auto& one : halves)
    if (one.recorder == recorder) return &one;
  return nullptr;
}

const Half* Crossing::opened() const {
  for (const auto& one : halves)
    if (one.opening) return &one;
  return nullptr;
}

HoldStatus Crossing::status_of(const HoldMark& hold) const {
  for (const auto& half : halves)
    for (const auto& one : half.ended_holds)
      if (one.hold == hold.id) return one.status;
  return hold.status;
}

std::uint64_t Crossing::version() const {
  std::uint64_t sum = 0;
  for (const auto& one : halves) sum += one.version;
  return sum;
}

Bytes act_bytes(const InspectionAct& act) {
  Digest digest;
  digest.put(std::string("onestop inspection act 1"));
  digest.put(act);
  return digest.bytes();
}

Hash state_hash(const Crossing& crossing) {
  Digest digest;
  digest.put(crossing.id);
  digest.put(crossing.halves);
  return sha256(digest.bytes());
}

}  // namespace onestop::crossing
