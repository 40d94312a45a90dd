#pragma once
// Of which kind a stored type is.
#include "wire/fields.h"

namespace onestop::wire {

/// Whether a stored type is one of the variant's.
template <class Variant>
bool names_event_of(const Code& type) {
  bool found = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, boost::mp11::mp_rename<Variant, boost::mp11::mp_list>>>(
      [&](auto one) { found = found || type == Code(EventType<typename decltype(one)::type>::name); });
  return found;
}

}  // namespace onestop::wire
