#pragma once
// One Boost.Describe description per struct drives JSON both ways; json_schema.h makes the schema from the same one.
//
//   struct HoldVehicle { Id vehicle; std::string reason; std::optional<Instant> until; };
//   BOOST_DESCRIBE_STRUCT(HoldVehicle, (), (vehicle, reason, until))
//   template <> struct wire::Rules<&HoldVehicle::reason> { static constexpr FieldRules value{.min_length = 1}; };
//   auto command = wire::read_json<HoldVehicle>(body);       // or all findings at once
//   std::string text = wire::to_json(*command);              // absent optionals are left out
//
// Integers keep their full 64 bits on both sides; a browser loses those beyond 2^53, so ids and hashes are texts.
// To keep translation units quick, instantiate a large message once: `extern template` in its header, the definition
// beside it.
#include <algorithm>
#include <expected>
#include <limits>
#include <utility>

#include "base/check.h"
#include "wire/json_types.h"

namespace onestop::wire {

template <class T>
void read_value(JsonReader& in, const JsonNode& node, T& out, const FieldRules& rules = no_rules);
template <class T>
void write_json(std::string& out, const T& value);

template <class T>
void read_integer(JsonReader& in, const JsonNode& node, T& out, const FieldRules& rules) {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_signed_v<T>) {
    const auto min = rules.min > Limits::min() ? rules.min : static_cast<std::int64_t>(Limits::min());
    const auto max = rules.max < Limits::max() ? rules.max : static_cast<std::int64_t>(Limits::max());
    if (const auto value = in.integer(node, min, max)) out = static_cast<T>(*value);
  } else {
    const auto min = rules.min > 0 ? static_cast<std::uint64_t>(rules.min) : 0;
    auto max = static_cast<std::uint64_t>(Limits::max());
    if (rules.max != no_rules.max && static_cast<std::uint64_t>(rules.max) < max) max = static_cast<std::uint64_t>(rules.max);
    if (const auto value = in.natural(node, min, max)) out = static_cast<T>(*value);
  }
}

template <IsStruct T>
void read_object(JsonReader& in, const JsonNode& node, T& out, bool tagged) {
  constexpr auto& names = MemberNames<T>::value;
  std::array<std::uint32_t, names.size()> found{};
  if (!in.members(node, names, found, tagged)) return;
  std::size_t i = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using Type = std::remove_reference_t<decltype(out.*member.pointer)>;
    const auto at = found[i];
    const auto name = names[i];
    ++i;
    if (at) {
      const JsonReader::Step step(in, name);
      read_value(in, in.at(at), out.*member.pointer, Rules<decltype(member)::pointer>::value);
    } else if constexpr (!may_be_absent<Type>) {
      in.missing(name);
    }
  });
}

template <class... T>
void read_variant(JsonReader& in, const JsonNode& node, std::variant<T...>& out) {
  static constexpr std::array<std::string_view, sizeof...(T)> names{short_name<T>()...};
  static_assert(((std::ranges::find(MemberNames<T>::value, "type") == MemberNames<T>::value.end()) && ...),
                "an alternative has a member of its own named type");
  const auto* tag = in.tag(node);
  if (!tag) return;
  std::optional<std::size_t> which;
  {
    const JsonReader::Step step(in, "type");
    which = in.one_of(*tag, names);
  }
  if (!which) return;
  boost::mp11::mp_with_index<sizeof...(T)>(*which, [&](auto index) { read_object(in, node, out.template emplace<index>(), true); });
}

template <class T>
void read_personal(JsonReader& in, const JsonNode& node, Personal<T>& out, const FieldRules& rules) {
  static constexpr std::array<std::string_view, 2> names{"person", "value"};
  std::array<std::uint32_t, 2> found{};
  if (!in.members(node, names, found, false)) return;
  Id person;
  std::optional<T> value;
  if (!found[0]) in.missing("person");
  else {
    const JsonReader::Step step(in, "person");
    read_value(in, in.at(found[0]), person);
  }
  if (found[1]) {
    const JsonReader::Step step(in, "value");
    read_value(in, in.at(found[1]), value, rules);
  }
  out = Personal<T>(person, std::move(value));
}

template <class T>
void read_value(JsonReader& in, const JsonNode& node, T& out, const FieldRules& rules) {
  if constexpr (may_be_absent<T>) {
    if (node.kind == JsonNode::Kind::null) return;
    held<T> value{};
    read_value(in, node, value, rules);
    out = std::move(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (const auto value = in.boolean(node)) out = *value;
  } else if constexpr (IsInteger<T>) {
    read_integer(in, node, out, rules);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (const auto value = in.real(node)) out = static_cast<T>(*value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (const auto value = in.text(node, rules)) out = *value;
  } else if constexpr (IsTextScalar<T>) {
    const auto text = in.text(node, rules);
    if (!text) return;
    if (auto value = TextScalar<T>::parse(*text)) out = *std::move(value);
    else in.format(TextScalar<T>::expects);
  } else if constexpr (IsEnum<T>) {
    if (const auto which = in.one_of(node, EnumNames<T>::names)) out = EnumNames<T>::values[*which];
  } else if constexpr (hex_bytes<T> != 0) {
    in.hex(node, out);
  } else if constexpr (std::is_same_v<T, Bytes>) {
    if (auto value = in.bytes(node)) out = *std::move(value);
  } else if constexpr (is_vector<T>) {
    static_assert(!std::is_same_v<T, std::vector<bool>>, "a list of bool has no members to read into");
    if (!in.array(node, rules)) return;
    out.clear();
    out.reserve(node.count);
    for (auto child = node.first; child != 0 && !in.full(); child = in.at(child).next) {
      const JsonReader::Step step(in, out.size());
      read_value(in, in.at(child), out.emplace_back(), rules);  // rules of a list hold for its items
    }
  } else if constexpr (is_map<T>) {
    if (!in.object(node)) return;
    out.clear();
    for (auto child = node.first; child != 0 && !in.full(); child = in.at(child).next) {
      const JsonReader::Step step(in, in.at(child).key);
      const auto [place, fresh] = out.try_emplace(std::string(in.at(child).key));
      if (!fresh) in.add("duplicate_field", "This key appears twice; it should appear once.");
      else read_value(in, in.at(child), place->second);
    }
  } else if constexpr (is_variant<T>) {
    read_variant(in, node, out);
  } else if constexpr (is_personal<T>) {
    read_personal(in, node, out, rules);
  } else {
    static_assert(IsStruct<T>, "describe this type with BOOST_DESCRIBE_STRUCT or give it a TextScalar");
    read_object(in, node, out, false);
  }
}

/// Every finding at once, at most 50.
template <class T>
std::expected<T, Findings> read_json(std::string_view text) {
  const auto document = JsonDocument::parse(text);
  if (!document) return std::unexpected(Findings{document.error()});
  JsonReader in(*document);
  T out{};
  read_value(in, document->root(), out);
  if (!in.clean()) return std::unexpected(in.take());
  return out;
}

/// Query parameters into a struct of texts, numbers, enums and their optionals. Pointers name the parameter.
template <IsStruct T>
std::expected<T, Findings> read_query(const std::vector<std::pair<std::string, std::string>>& query) {
  const auto document = JsonDocument::of_query(query);
  JsonReader in(document);
  T out{};
  read_value(in, document.root(), out);
  if (!in.clean()) return std::unexpected(in.take());
  return out;
}

template <class T>
bool is_absent(const T& value) {
  if constexpr (is_optional<T>) return !value;
  else if constexpr (is_private<T>) return !value.reveal();
  else return false;
}

/// The members of a struct, each after `separator`, which is "{" or "," before the first.
template <IsStruct T>
void write_members(std::string& out, const T& value, char separator) {
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    if (is_absent(value.*member.pointer)) return;
    out += separator;
    separator = ',';
    out += '"';
    out += wire_name(member.name);
    out += "\":";
    write_json(out, value.*member.pointer);
  });
  if (separator == '{') out += '{';
  out += '}';
}

template <class T>
void write_json(std::string& out, const T& value) {
  if constexpr (is_optional<T>) {
    if (value) write_json(out, *value);
    else out += "null";
  } else if constexpr (is_private<T>) {
    write_json(out, value.reveal());
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (IsInteger<T>) {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    write_number(out, static_cast<Wide>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    write_number(out, static_cast<double>(value));
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    write_text(out, value);
  } else if constexpr (IsTextScalar<T>) {
    write_text(out, TextScalar<T>::to_text(value));
  } else if constexpr (IsEnum<T>) {
    const auto text = enum_text(value);
    check(!text.empty(), "an enumerator that has no name is about to be written");
    write_text(out, text);
  } else if constexpr (hex_bytes<T> != 0 || std::is_same_v<T, Bytes>) {
    write_hex(out, value);
  } else if constexpr (is_vector<T>) {
    out += '[';
    for (bool first = true; const auto& item : value) {
      if (!std::exchange(first, false)) out += ',';
      write_json(out, item);
    }
    out += ']';
  } else if constexpr (is_map<T>) {
    out += '{';
    for (bool first = true; const auto& [key, item] : value) {
      if (!std::exchange(first, false)) out += ',';
      write_text(out, key);
      out += ':';
      write_json(out, item);
    }
    out += '}';
  } else if constexpr (is_variant<T>) {
    std::visit([&]<class A>(const A& alternative) {
      out += "{\"type\":\"";
      out += short_name<A>();
      out += '"';
      write_members(out, alternative, ',');
    }, value);
  } else if constexpr (is_personal<T>) {
    out += "{\"person\":";
    write_json(out, value.person());
    if (value.reveal()) {
      out += ",\"value\":";
      write_json(out, *value.reveal());
    }
    out += '}';
  } else {
    static_assert(IsStruct<T>, "describe this type with BOOST_DESCRIBE_STRUCT or give it a TextScalar");
    write_members(out, value, '{');
  }
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  out.reserve(256);
  write_json(out, value);
  return out;
}

BOOST_DESCRIBE_STRUCT(Finding, (), (pointer, code, detail))

}  // namespace onestop::wire
