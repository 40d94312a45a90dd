#include "core/crossing/crossing.h"

#include "core/digest.h"

template <> constexpr bool onestop::added_later<&onestop::crossing::Half::photographs> = true;
template <> constexpr bool onestop::added_later<&onestop::crossing::Half::documents> = true;
template <> constexpr bool onestop::added_later<&onestop::crossing::Half::corrections> = true;
template <> constexpr bool onestop::added_later<&onestop::crossing::Half::corrected> = true;
template <> constexpr bool onestop::added_later<&onestop::crossing::Opening::joined> = true;

namespace onestop::crossing {

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
