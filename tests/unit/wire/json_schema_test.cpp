#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <regex>

#include "json_model.h"
#include "wire/openapi.h"

namespace onestop::wire {
namespace {

namespace bj = boost::json;

/// A second, independent reading of the schema: the keywords that json_schema.h writes, and no others.
class Validator {
 public:
  explicit Validator(const bj::value& root) : root_(root.as_object()) {}
  bool accepts(const bj::value& value) const { return accepts(root_, value); }

 private:
  bool accepts(const bj::object& schema, const bj::value& value) const {
    for (const auto& [key, rule] : schema) {
      const std::string_view word(key.data(), key.size());
      if (!holds(word, rule, schema, value)) return false;
    }
    return true;
  }
  bool holds(std::string_view word, const bj::value& rule, const bj::object& schema, const bj::value& value) const {
    if (word == "$ref") {
      const std::string path(rule.as_string());
      return accepts(root_.at("$defs").as_object().at(path.substr(8)).as_object(), value);
    }
    if (word == "type") return is_type(rule.as_string(), value);
    if (word == "const") return value == rule;
    if (word == "enum") return std::ranges::count(rule.as_array(), value) != 0;
    if (word == "anyOf" || word == "oneOf") {
      const auto fits = std::ranges::count_if(rule.as_array(), [&](const bj::value& s) { return accepts(s.as_object(), value); });
      return word == "anyOf" ? fits > 0 : fits == 1;
    }
    if (word == "minimum") return !value.is_number() || number(value) >= number(rule);
    if (word == "maximum") return !value.is_number() || number(value) <= number(rule);
    if (word == "minLength") return !value.is_string() || length(value) >= rule.to_number<std::size_t>();
    if (word == "maxLength") return !value.is_string() || length(value) <= rule.to_number<std::size_t>();
    if (word == "maxItems") return !value.is_array() || value.as_array().size() <= rule.to_number<std::size_t>();
    if (word == "items")
      return !value.is_array() || std::ranges::all_of(value.as_array(), [&](const bj::value& item) { return accepts(rule.as_object(), item); });
    if (word == "pattern") return !value.is_string() || std::regex_match(std::string(value.as_string()), std::regex(std::string(rule.as_string())));
    if (word == "required")
      return !value.is_object() || std::ranges::all_of(rule.as_array(), [&](const bj::value& name) { return value.as_object().contains(name.as_string()); });
    if (word == "properties") {
      if (!value.is_object()) return true;
      for (const auto& [name, member] : value.as_object())
        if (const auto* known = rule.as_object().if_contains(name); known && !accepts(known->as_object(), member)) return false;
      return true;
    }
    if (word == "additionalProperties") {
      if (!value.is_object()) return true;
      for (const auto& [name, member] : value.as_object()) {
        if (schema.contains("properties") && schema.at("properties").as_object().contains(name)) continue;
        if (rule.is_bool() || !accepts(rule.as_object(), member)) return false;
      }
      return true;
    }
    if (word == "format" && value.is_string()) {
      const std::string text(value.as_string());
      if (rule.as_string() == "uuid") return parse_id(text).has_value();
      if (rule.as_string() == "date-time") return parse_instant(text).has_value();
      if (rule.as_string() == "date") return parse_day(text).has_value();
    }
    EXPECT_TRUE(word == "$defs" || word == "description" || word == "format") << word;
    return true;
  }
  static bool is_type(std::string_view type, const bj::value& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "null") return value.is_null();
    return type == "integer" && (value.is_int64() || value.is_uint64());
  }
  static long double number(const bj::value& value) {
    if (value.is_int64()) return static_cast<long double>(value.as_int64());
    if (value.is_uint64()) return static_cast<long double>(value.as_uint64());
    return static_cast<long double>(value.as_double());
  }
  static std::size_t length(const bj::value& value) {
    return static_cast<std::size_t>(std::ranges::count_if(value.as_string(), [](char c) { return (c & 0xc0) != 0x80; }));
  }
  const bj::object& root_;
};

/// Changes one value somewhere below.
void disturb(bj::value& value, model::Random& random) {
  if (value.is_object() && !value.as_object().empty() && random.below(4) != 0) {
    auto& object = value.as_object();
    auto* member = object.begin() + random.below(object.size());
    switch (random.below(8)) {
      case 0: object.erase(member); return;
      case 1: object["unknown"] = 1; return;
      default: return disturb(member->value(), random);
    }
  }
  if (value.is_array() && !value.as_array().empty() && random.below(4) != 0) {
    auto& array = value.as_array();
    if (random.below(6) == 0) array.push_back(array.front());
    else disturb(array[random.below(array.size())], random);
    return;
  }
  switch (random.below(8)) {
    case 0:
    case 1: value = nullptr; return;
    case 2: value = true; return;
    case 3: value = static_cast<std::int64_t>(random.word()); return;
    case 4: value = 1.5; return;
    case 5: value = random.text(); return;
    case 6: value = bj::array{}; return;
    default: value = bj::object{}; return;
  }
}

TEST(Schema, DoSchemaAndReaderAgree) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  model::Random random(seed);
  const auto schema = bj::parse(json_schema<model::Message>());
  const Validator validator(schema);
  int accepted = 0, refused = 0;
  for (int i = 0; i < 1500; ++i) {
    auto value = bj::parse(to_json(random.message()));
    ASSERT_TRUE(validator.accepts(value)) << bj::serialize(value);
    for (auto n = random.below(3); n > 0; --n) disturb(value, random);
    const auto text = bj::serialize(value);
    const bool read = read_json<model::Message>(text).has_value();
    ASSERT_EQ(read, validator.accepts(value)) << text;
    ++(read ? accepted : refused);
  }
  EXPECT_GT(accepted, 300);
  EXPECT_GT(refused, 300);
}

namespace elsewhere {
struct Item {
  int other = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (other))
}  // namespace elsewhere

TEST(Schema, DoTwoTypesOfOneNameKeepApart) {
  SchemaBook book("#/");
  EXPECT_EQ(book.schema<model::Item>(), "{\"$ref\":\"#/Item\"}");
  const auto second = book.schema<elsewhere::Item>();
  EXPECT_NE(second, "{\"$ref\":\"#/Item\"}");
  EXPECT_NE(second.find("elsewhere_Item"), std::string::npos);
  EXPECT_EQ(book.schema<elsewhere::Item>(), second);
}

TEST(OpenApiDocument, DoesItNameRoutesParametersAndTypes) {
  OpenApi api("onestop", "0.1.0");
  api.route("POST", "/api/v1/crossings/{id}/holds", "Hold").path<Id>("id").header("Idempotency-Key", "one per intention", true)
      .body<model::Message>().answers<model::Item>(200, "recorded").problem(422, "refused by law");
  api.route("GET", "/api/v1/items", "List").query<model::Item>().answers<std::vector<model::Item>>(200, "items");
  api.route("GET", "/api/v1/events", "Live").events<model::Named>("what happens");
  const auto document = bj::parse(api.document());
  EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");
  const auto& hold = document.at("paths").at("/api/v1/crossings/{id}/holds").at("post");
  EXPECT_EQ(hold.at("operationId").as_string(), "post_crossings_id_holds");
  EXPECT_EQ(hold.at("parameters").as_array().size(), 2u);
  EXPECT_EQ(hold.at("parameters").at(0).at("schema").at("format").as_string(), "uuid");
  EXPECT_EQ(document.at("paths").at("/api/v1/items").at("get").at("parameters").at(1).at("name").as_string(), "gross_kg");
  for (const char* name : {"Hold_typed", "Seal_typed", "Item", "Named", "Scope", "Problem", "Finding"})
    EXPECT_TRUE(document.at("components").at("schemas").as_object().contains(name)) << name;
  EXPECT_EQ(api.routes().size(), 3u);
}

}  // namespace
}  // namespace onestop::wire
