#include <gtest/gtest.h>

#include <cstdlib>

#include "json_model.h"

namespace onestop::wire {
namespace {

using model::Hold;
using model::Item;
using model::Message;
using model::Seal;

template <class T>
std::string findings(std::string_view text) {
  const auto read = read_json<T>(text);
  if (read) return "accepted";
  std::string out;
  for (const auto& finding : read.error()) out += finding.pointer + " " + finding.code + "\n";
  return out;
}

std::uint64_t seed() {
  const char* given = std::getenv("SEED");
  return given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

TEST(Json, IsWhatWasWrittenReadBackTheSame) {
  const auto start = seed();
  SCOPED_TRACE("SEED=" + std::to_string(start));
  model::Random random(start);
  for (int i = 0; i < 3000; ++i) {
    const auto text = to_json(random.message());
    const auto read = read_json<Message>(text);
    ASSERT_TRUE(read) << text << "\n" << to_json(read.error());
    ASSERT_EQ(to_json(*read), text);
  }
}

TEST(Json, AreValuesEqualAfterTheJourney) {
  Item item{"қант \"сахар\"", 4'000'000'000u};
  EXPECT_EQ(*read_json<Item>(to_json(item)), item);
  EXPECT_EQ(to_json(item), "{\"goods\":\"қант \\\"сахар\\\"\",\"gross_kg\":4000000000}");
  EXPECT_EQ(to_json(model::Nothing{}), "{}");
  EXPECT_EQ(to_json(Message(model::Nothing{})), "{\"type\":\"Nothing\"}");
  EXPECT_EQ(*read_json<std::uint64_t>("18446744073709551615"), 18446744073709551615ull);
  EXPECT_EQ(*read_json<std::int64_t>("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(*read_json<double>("0.1"), 0.1);
  EXPECT_EQ(to_json(182405.0), "182405");
}

TEST(Json, MayTheTypeStandAnywhere) {
  EXPECT_TRUE(read_json<Message>("{\"type\":\"Nothing\"}"));
  EXPECT_EQ(findings<Message>("{}"), "/type missing\n");
  EXPECT_EQ(findings<Message>("{\"type\":\"Bribe\"}"), "/type unknown_value\n");
  EXPECT_EQ(findings<Message>("{\"type\":7}"), "/type wrong_type\n");
  EXPECT_EQ(findings<Message>("[]"), " wrong_type\n");
  EXPECT_EQ(findings<Message>("{\"type\":\"Nothing\",\"type\":\"Nothing\"}"), "/type duplicate_field\n");
  EXPECT_EQ(findings<model::Nothing>("{\"type\":\"Nothing\"}"), "/type unknown_field\n");
}

TEST(Json, AreAllFindingsGivenAtOnceWithTheirPlaces) {
  EXPECT_EQ(findings<Hold>(R"({"id":"x","agency":"too long to be the code of an agency","reason":"","scope":"import_","until":"yesterday",
    "items":[{"goods":1,"gross_kg":-1},{"goods":"a","gross_kg":1.5,"a/b~c":0}],"notes":{"k/1":"x"},"remark":5,"holder":{"value":"n"},
    "urgent":"true","tiny":128,"small":256,"large":9223372036854775808,"natural":-1,"reason":"again"})"),
            "/reason duplicate_field\n/id format\n/agency format\n/reason too_short\n/scope unknown_value\n/until format\n"
            "/items/0/goods wrong_type\n/items/0/gross_kg out_of_range\n/items/1/a~1b~0c unknown_field\n/items/1/gross_kg wrong_type\n"
            "/notes/k~11 wrong_type\n/remark wrong_type\n/holder/person missing\n/urgent wrong_type\n/tiny out_of_range\n/small out_of_range\n"
            "/large out_of_range\n/natural out_of_range\n");
}

TEST(Json, IsNullOnlyTheAbsenceOfWhatMayBeAbsent) {
  EXPECT_TRUE(read_json<std::optional<int>>("null"));
  EXPECT_EQ(findings<Item>("{\"goods\":null,\"gross_kg\":null}"), "/goods wrong_type\n/gross_kg wrong_type\n");
  EXPECT_EQ(findings<Item>("null"), " wrong_type\n");
  const auto personal = read_json<Personal<std::string>>("{\"person\":\"0190f6a8-1c2d-7e3f-8a9b-0c1d2e3f4a5b\",\"value\":null}");
  ASSERT_TRUE(personal);
  EXPECT_FALSE(personal->reveal());
}

TEST(Json, AreLimitsHeld) {
  EXPECT_EQ(findings<int>(std::string(JsonLimits::text_bytes + 1, ' ')), " too_large\n");
  EXPECT_EQ(findings<int>(std::string(32, '[') + std::string(32, ']')), " wrong_type\n");
  EXPECT_EQ(findings<int>(std::string(33, '[') + std::string(33, ']')), "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0 too_deep\n");
  EXPECT_EQ(findings<int>(std::string(100'000, '[')).find("too_deep"), findings<int>(std::string(100'000, '[')).size() - 9);
  EXPECT_TRUE(read_json<std::string>('"' + std::string(65'536, 'a') + '"'));
  EXPECT_EQ(findings<std::string>('"' + std::string(65'537, 'a') + '"'), " too_long\n");
  std::string list = "[0";
  for (int i = 1; i < 10'000; ++i) list += ",0";
  EXPECT_TRUE(read_json<std::vector<int>>(list + "]"));
  EXPECT_EQ(findings<std::vector<int>>(list + ",0]"), "/9999 too_many\n");
  EXPECT_EQ(findings<Hold>("{\"items\":[{},{},{}]}").find("/items too_many"), findings<Hold>("{\"items\":[{},{},{}]}").find("/items"));
  std::string keys = "{\"k\":0";
  for (int i = 0; i < 200; ++i) keys += ",\"k" + std::to_string(i) + "\":0";
  const auto read = read_json<Item>(keys + "}");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().size(), JsonLimits::findings);
}

TEST(Json, IsTextThatIsNotJsonOrNotUtf8Refused) {
  for (const char* text : {"", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "01", "+1", "1.", ".5", "NaN", "nul", "\"\\x\"", "\"\n\"", "1 2", "// c\n1", "\"a"})
    EXPECT_NE(findings<int>(text).find("syntax"), std::string::npos) << text;
  for (const char* text : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"", "\x80"})
    EXPECT_EQ(findings<std::string>(text), " not_utf8\n") << text;
  EXPECT_NE(findings<std::string>("\"\\ud800\"").find("syntax"), std::string::npos);
  EXPECT_EQ(*read_json<std::string>("\"\\u044f\\ud83d\\ude9b\\u0000\""), std::string("я\xf0\x9f\x9a\x9b\0", 7));
}

TEST(Json, AreDamagedBytesWrittenAsAMark) { EXPECT_EQ(to_json(std::string("a\xff" "b\xe2\x82")), "\"a\\ufffdb\\ufffd\\ufffd\""); }

TEST(Json, IsHexReadWithItsLength) {
  EXPECT_EQ(findings<Hash>("\"00\""), " format\n");
  EXPECT_EQ(findings<Bytes>("\"0g\""), " format\n");
  EXPECT_EQ(findings<Bytes>("\"000\""), " format\n");
  EXPECT_TRUE(read_json<Bytes>("\"\""));
  EXPECT_EQ(*read_json<Bytes>("\"0aFF\""), (Bytes{10, 255}));
}

TEST(Json, AreLengthsCountedInCharacters) {
  std::string longest;
  for (int i = 0; i < 120; ++i) longest += "я";
  EXPECT_EQ(findings<Hold>("{\"reason\":\"" + longest + "\"}").find("/reason"), std::string::npos);
  EXPECT_NE(findings<Hold>("{\"reason\":\"" + longest + "я\"}").find("/reason too_long"), std::string::npos);
}

struct Page {
  std::optional<std::int32_t> limit;
  std::optional<model::Scope> scope;
  std::string agency;
  std::optional<bool> open;
};
BOOST_DESCRIBE_STRUCT(Page, (), (limit, scope, agency, open))

TEST(Query, IsItReadByTheSameDescription) {
  const auto page = read_query<Page>({{"limit", "50"}, {"scope", "import"}, {"agency", "customs"}, {"open", "true"}});
  ASSERT_TRUE(page);
  EXPECT_EQ(to_json(*page), "{\"limit\":50,\"scope\":\"import\",\"agency\":\"customs\",\"open\":true}");
  const auto wrong = read_query<Page>({{"limit", "5x"}, {"scope", "ship"}, {"open", "yes"}, {"page", "1"}, {"limit", "3"}});
  ASSERT_FALSE(wrong);
  std::string codes;
  for (const auto& finding : wrong.error()) codes += finding.pointer + " " + finding.code + "; ";
  EXPECT_EQ(codes, "/page unknown_field; /limit duplicate_field; /limit wrong_type; /scope unknown_value; /agency missing; /open wrong_type; ");
  EXPECT_FALSE(read_query<Page>({}));
}

}  // namespace
}  // namespace onestop::wire
