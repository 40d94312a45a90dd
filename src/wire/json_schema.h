#pragma once
// JSON Schema 2020-12, the dialect of OpenAPI 3.1, from the same descriptions and rules that json.h reads by.
#include <map>
#include <string>
#include <string_view>

#include "wire/json_types.h"

namespace onestop::wire {

/// One sentence about a struct or enum, for the API's description.
template <class T>
struct Doc {
  static constexpr std::string_view text = "";
};

/// Named structs and enums, each written once. Two types of one short name get their namespace in front.
class SchemaBook {
 public:
  explicit SchemaBook(std::string reference_prefix) : prefix_(std::move(reference_prefix)) {}
  template <class T>
  std::string schema(const FieldRules& rules = no_rules);
  /// name: schema, as members of one JSON object.
  std::string components() const;
  bool empty() const { return schemas_.empty(); }

 private:
  template <class T>
  std::string reference(std::string_view suffix, std::string (SchemaBook::*write)());
  template <IsStruct T>
  std::string plain_struct() { return struct_schema<T>(""); }
  template <IsStruct T>
  std::string typed_struct() { return struct_schema<T>(short_name<T>()); }
  template <IsStruct T>
  std::string struct_schema(std::string_view tag);
  template <IsEnum T>
  std::string enum_schema();
  /// The name for a type; `fresh` when its schema has still to be written.
  std::string name_for(std::string_view full, std::string_view shorter, std::string_view suffix, bool& fresh);
  std::string refer(const std::string& name) const { return "{\"$ref\":\"" + prefix_ + name + "\"}"; }

  std::string prefix_;
  std::map<std::string, std::string> names_;    // full name and suffix to name
  std::map<std::string, std::string> schemas_;  // name to schema
};

// Parts that do not depend on the type.
std::string described(std::string schema, std::string_view doc);
std::string or_null(const std::string& schema);
std::string integer_schema(bool is_signed, int bits, const FieldRules& rules);
std::string text_schema(const FieldRules& rules);
std::string hex_schema(std::size_t bytes);  // 0: any number
std::string list_schema(const std::string& item, const FieldRules& rules);
std::string map_schema(const std::string& item);
struct ObjectSchema {
  std::string properties, required;
  void add(std::string_view name, const std::string& schema, bool is_required);
  std::string text(std::string_view doc) const;
};

template <class T>
std::string SchemaBook::reference(std::string_view suffix, std::string (SchemaBook::*write)()) {
  bool fresh = false;
  const auto name = name_for(full_name<T>(), short_name<T>(), suffix, fresh);
  if (fresh) schemas_[name] = (this->*write)();
  return refer(name);
}

template <IsStruct T>
std::string SchemaBook::struct_schema(std::string_view tag) {
  ObjectSchema object;
  if (!tag.empty()) object.add("type", "{\"type\":\"string\",\"const\":\"" + std::string(tag) + "\"}", true);
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using Type = std::remove_reference_t<decltype(std::declval<T&>().*member.pointer)>;
    constexpr const auto& rules = Rules<decltype(member)::pointer>::value;
    object.add(wire_name(member.name), described(schema<Type>(rules), rules.doc), !may_be_absent<Type>);
  });
  return object.text(Doc<T>::text);
}

template <IsEnum T>
std::string SchemaBook::enum_schema() {
  std::string out = "{\"type\":\"string\",\"enum\":[";
  for (bool first = true; const auto name : EnumNames<T>::names) {
    if (!std::exchange(first, false)) out += ',';
    write_text(out, name);
  }
  return described(out + "]}", Doc<T>::text);
}

template <class T>
std::string SchemaBook::schema(const FieldRules& rules) {
  if constexpr (may_be_absent<T>) return or_null(schema<held<T>>(rules));
  else if constexpr (std::is_same_v<T, bool>) return "{\"type\":\"boolean\"}";
  else if constexpr (IsInteger<T>) return integer_schema(std::is_signed_v<T>, 8 * sizeof(T), rules);
  else if constexpr (std::is_floating_point_v<T>) return "{\"type\":\"number\"}";
  else if constexpr (std::is_same_v<T, std::string>) return text_schema(rules);
  else if constexpr (IsTextScalar<T>) return "{" + std::string(TextScalar<T>::schema) + "}";
  else if constexpr (IsEnum<T>) return reference<T>("", &SchemaBook::enum_schema<T>);
  else if constexpr (hex_bytes<T> != 0) return hex_schema(hex_bytes<T>);
  else if constexpr (std::is_same_v<T, Bytes>) return hex_schema(0);
  else if constexpr (is_vector<T>) return list_schema(schema<typename T::value_type>(rules), rules);
  else if constexpr (is_map<T>) return map_schema(schema<typename T::mapped_type>());
  else if constexpr (is_variant<T>) {
    std::string out;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, T>>([&](auto alternative) {
      using A = typename decltype(alternative)::type;
      out += (out.empty() ? "" : ",") + reference<A>("_typed", &SchemaBook::typed_struct<A>);
    });
    return "{\"oneOf\":[" + out + "]}";
  } else if constexpr (is_personal<T>) {
    ObjectSchema object;
    object.add("person", schema<Id>(), true);
    object.add("value", or_null(schema<held<T>>(rules)), false);
    return object.text("");
  } else {
    static_assert(IsStruct<T>, "describe this type with BOOST_DESCRIBE_STRUCT or give it a TextScalar");
    return reference<T>("", &SchemaBook::plain_struct<T>);
  }
}

/// One schema that needs no other document.
template <class T>
std::string json_schema() {
  SchemaBook book("#/$defs/");
  auto out = book.schema<T>();
  if (!book.empty()) out.insert(1, "\"$defs\":{" + book.components() + "},");
  return out;
}

}  // namespace onestop::wire
