#pragma once
// What the JSON, schema and OpenAPI writers know of a type: its kind, its wire names, its rules.
#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/instant.h"
#include "wire/json_reader.h"

namespace onestop::wire {

/// Rules of one member: template <> struct Rules<&HoldVehicle::reason> { static constexpr FieldRules value{.min_length = 1}; };
template <auto Member>
struct Rules {
  static constexpr FieldRules value{};
};

/// A type that is written as one JSON string. To add one: specialise with the four members below.
template <class T>
struct TextScalar;

template <>
struct TextScalar<Id> {
  static std::string to_text(const Id& id) { return onestop::to_text(id); }
  static std::optional<Id> parse(std::string_view text) { return parse_id(text); }
  static constexpr std::string_view expects = "an identifier such as \"0190f6a8-1c2d-7e3f-8a9b-0c1d2e3f4a5b\"";
  static constexpr std::string_view schema = R"("type":"string","format":"uuid")";
};
template <>
struct TextScalar<Instant> {
  static std::string to_text(Instant at) { return onestop::to_text(at); }
  static std::optional<Instant> parse(std::string_view text) { return parse_instant(text); }
  static constexpr std::string_view expects = "an instant with its offset such as \"2026-07-01T08:00:00.000Z\"";
  static constexpr std::string_view schema = R"("type":"string","format":"date-time")";
};
template <>
struct TextScalar<Day> {
  static std::string to_text(Day day) { return onestop::to_text(day); }
  static std::optional<Day> parse(std::string_view text) { return parse_day(text); }
  static constexpr std::string_view expects = "a day such as \"2026-07-01\"";
  static constexpr std::string_view schema = R"("type":"string","format":"date")";
};
template <>
struct TextScalar<Code> {
  static std::string to_text(const Code& code) { return code.text(); }
  static std::optional<Code> parse(std::string_view text);
  static constexpr std::string_view expects = "a code of at most 31 letters, digits, \"_\", \".\" or \"-\"";
  static constexpr std::string_view schema = R"("type":"string","maxLength":31,"pattern":"^[A-Za-z0-9_.-]*$")";
};

template <class T>
concept IsTextScalar = requires(const T& value) { TextScalar<T>::to_text(value); };
template <class T>
concept IsStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value && !IsTextScalar<T>;
template <class T>
concept IsEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept IsInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <class T> constexpr bool is_optional = false;
template <class T> constexpr bool is_optional<std::optional<T>> = true;
template <class T> constexpr bool is_private = false;
template <class T> constexpr bool is_private<Private<T>> = true;
template <class T> constexpr bool is_personal = false;
template <class T> constexpr bool is_personal<Personal<T>> = true;
template <class T> constexpr bool is_vector = false;
template <class T> constexpr bool is_vector<std::vector<T>> = true;
template <> inline constexpr bool is_vector<Bytes> = false;
template <class T> constexpr bool is_map = false;
template <class T> constexpr bool is_map<std::map<std::string, T>> = true;
template <class T> constexpr bool is_variant = false;
template <class... T> constexpr bool is_variant<std::variant<T...>> = true;
template <class T> constexpr std::size_t hex_bytes = 0;
template <std::size_t N> constexpr std::size_t hex_bytes<std::array<unsigned char, N>> = N;
/// May be left out, and null means left out.
template <class T> constexpr bool may_be_absent = is_optional<T> || is_private<T>;
template <class T> struct Held { using type = T; };
template <class T> struct Held<std::optional<T>> { using type = T; };
template <class T> struct Held<Private<T>> { using type = T; };
template <class T> struct Held<Personal<T>> { using type = T; };
template <class T> using held = typename Held<T>::type;

/// C++ keywords end in "_" here and not on the wire: `import_` is "import".
constexpr std::string_view wire_name(std::string_view name) {
  if (name.ends_with('_')) name.remove_suffix(1);
  return name;
}

namespace detail {
template <class T>
constexpr std::string_view pretty() { return __PRETTY_FUNCTION__; }
constexpr std::string_view between(std::string_view text) {
  const auto from = text.find("T = ") + 4;
  return text.substr(from, text.find_first_of(";]", from) - from);
}
}  // namespace detail
/// "onestop::crossing::ReleaseVehicle"
template <class T>
constexpr std::string_view full_name() { return detail::between(detail::pretty<T>()); }
/// "ReleaseVehicle", the "type" of a variant's alternative and the component's name
template <class T>
constexpr std::string_view short_name() {
  constexpr auto name = full_name<T>();
  return name.substr(name.rfind(':') == std::string_view::npos ? 0 : name.rfind(':') + 1);
}

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
struct MemberNames {
  static constexpr std::size_t count = boost::mp11::mp_size<Members<T>>::value;
  template <template <class...> class L, class... D>
  static constexpr std::array<std::string_view, sizeof...(D)> make(L<D...>*) { return {wire_name(D::name)...}; }
  static constexpr std::array<std::string_view, count> value = make(static_cast<Members<T>*>(nullptr));
};

template <class E>
struct EnumNames {
  using Described = boost::describe::describe_enumerators<E>;
  static constexpr std::size_t count = boost::mp11::mp_size<Described>::value;
  template <template <class...> class L, class... D>
  static constexpr std::array<std::string_view, sizeof...(D)> make_names(L<D...>*) { return {wire_name(D::name)...}; }
  template <template <class...> class L, class... D>
  static constexpr std::array<E, sizeof...(D)> make_values(L<D...>*) { return {D::value...}; }
  static constexpr auto names = make_names(static_cast<Described*>(nullptr));
  static constexpr auto values = make_values(static_cast<Described*>(nullptr));
};
/// The wire name of an enumerator; empty for a value that has no name.
template <IsEnum E>
constexpr std::string_view enum_text(E value) {
  for (std::size_t i = 0; i < EnumNames<E>::count; ++i)
    if (EnumNames<E>::values[i] == value) return EnumNames<E>::names[i];
  return {};
}
template <IsEnum E>
constexpr std::optional<E> enum_from_text(std::string_view text) {
  for (std::size_t i = 0; i < EnumNames<E>::count; ++i)
    if (EnumNames<E>::names[i] == text) return EnumNames<E>::values[i];
  return std::nullopt;
}

}  // namespace onestop::wire
