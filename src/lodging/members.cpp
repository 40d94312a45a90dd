#include "lodging/members.h"

#include <boost/mp11.hpp>
#include <concepts>
#include <type_traits>

namespace onestop::lodging {
namespace {

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

template <class T>
const Members& members_of();

template <class Whole, auto Pointer>
Member member(std::string_view name) {
  using Type = std::remove_reference_t<decltype(std::declval<Whole&>().*Pointer)>;
  Member out{name, Member::Kind::value, nullptr, [](void* whole) -> void* { return &(static_cast<Whole*>(whole)->*Pointer); }, nullptr, nullptr, nullptr, 0};
  if constexpr (std::is_same_v<Type, Value>) {
  } else if constexpr (std::is_same_v<Type, std::vector<Value>>) {
    out.kind = Member::Kind::values;
  } else if constexpr (is_list<Type>) {
    out.kind = Member::Kind::many;
    out.inner = &members_of<typename Type::value_type>();
    out.bytes = sizeof(typename Type::value_type);
    out.count = [](const void* list) { return static_cast<const Type*>(list)->size(); };
    out.item = [](void* list, std::size_t index) -> void* { return &(*static_cast<Type*>(list))[index]; };
    out.add = [](void* list) -> void* { return &static_cast<Type*>(list)->emplace_back(); };
  } else {
    out.kind = Member::Kind::one;
    out.inner = &members_of<Type>();
  }
  return out;
}

template <class T>
const Members& members_of() {
  static const Members members = [] {
    Members out;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto described) {
      out.all.push_back(member<T, decltype(described)::pointer>(described.name));
    });
    if constexpr (requires(T& whole) { { whole.place } -> std::same_as<Place&>; }) out.place = [](void* whole) { return &static_cast<T*>(whole)->place; };
    return out;
  }();
  return members;
}

}  // namespace

const Member* Members::find(std::string_view name) const {
  for (const auto& one : all)
    if (one.name == name) return &one;
  return nullptr;
}

const Members& members_of_lodgement() { return members_of<Lodgement>(); }

std::string place_text(const Lodgement& lodgement, Place place) {
  if (place == 0 || place >= lodgement.places.size()) return {};
  const auto& step = lodgement.places[place];
  if (lodgement.style == Lodgement::Places::cell) {
    std::string line = "line " + std::to_string(step.line);
    return step.column == 0 ? line : line + ", column " + step.name;
  }
  std::string out = step.parent ? place_text(lodgement, step.parent) : std::string();
  if (lodgement.style == Lodgement::Places::pointer) {
    if (!step.name.empty()) out += "/" + step.name;
    if (step.ordinal) out += "/" + std::to_string(step.ordinal - 1);
    return out;
  }
  out += "/" + step.name;
  if (step.ordinal) out += "[" + std::to_string(step.ordinal) + "]";
  return out;
}

}  // namespace onestop::lodging
