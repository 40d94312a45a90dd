// One folder of schemas, asked by several threads at once: each gets what one thread alone gets.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <unistd.h>

#include "lodging/xsd.h"
#include "sound.h"

namespace onestop::lodging {
namespace {

std::string places(const Findings& findings) {
  std::string out;
  for (const auto& one : findings) out += one.code + " " + one.place + " " + std::to_string(one.line) + "\n";
  return out;
}

struct Asked {
  std::string bytes, root, alone;
};

void expect_alike(const std::string& folder, std::vector<Asked> asked, int rounds) {
  {
    const auto schemas = SchemaFolder::open(folder);
    ASSERT_TRUE(schemas) << schemas.error().what;
    for (auto& one : asked) one.alone = places(schemas->validate(one.bytes, one.root));
  }
  const auto schemas = SchemaFolder::open(folder);  // nothing compiled yet: the threads meet at the first question
  std::vector<std::vector<std::string>> wrong(4);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < wrong.size(); ++thread)
    threads.emplace_back([&, thread] {
      for (int round = 0; round < rounds; ++round)
        for (const auto& one : asked)
          if (const auto got = places(schemas->validate(one.bytes, one.root)); got != one.alone) wrong[thread].push_back(got);
    });
  for (auto& one : threads) one.join();
  for (const auto& one : wrong) EXPECT_TRUE(one.empty()) << one.front();
}

TEST(Schemas, do_four_threads_get_what_one_gets) {
  const auto folder = std::filesystem::temp_directory_path() / ("schemas_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "a.xsd") << R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="A"><xs:complexType><xs:sequence>
    <xs:element name="n" maxOccurs="unbounded"><xs:simpleType><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/><xs:maxInclusive value="100"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="p"><xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="[A-Z]{2}\d+"/></xs:restriction></xs:simpleType></xs:element>
    </xs:sequence></xs:complexType><xs:unique name="u"><xs:selector xpath="n"/><xs:field xpath="."/></xs:unique></xs:element></xs:schema>)";
  expect_alike(folder.string(), {{"<A><n>1</n><n>2.5</n><p>AB1</p></A>", "A", {}}, {"<A><n>1</n><n>1</n><p>AB1</p></A>", "A", {}}, {"<A><n>101</n>\n<p>a</p></A>", "A", {}}, {"<B/>", "B", {}}}, 100);
  std::filesystem::remove_all(folder);
}

TEST(Schemas, do_four_threads_get_what_one_gets_of_published_schemas) {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data || !*data) GTEST_SKIP() << "ONESTOP_DATA is not set: published schemas are not asked by several threads";
  const auto read = [&](const std::string& name) {
    std::ifstream file(std::string(data) + "/ncts/" + name, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  };
  expect_alike(std::string(data) + "/ncts/xsd-phase5-v2_1", {{read("samples-validator/cc015c-valid.xml"), "CC015C", {}}, {read("samples-validator/cc015c-invalid-message-sender.xml"), "CC015C", {}}, {read("samples-validator/cc014c-invalid.xml"), "CC014C", {}}}, 10);
}

TEST(Schemas, is_a_schema_that_the_message_points_at_left_alone) {
  const auto folder = std::filesystem::temp_directory_path() / ("schemas_hint_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "a.xsd") << R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="A" type="xs:integer"/></xs:schema>)";
  std::ofstream(folder / "other.txt") << R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="A" type="xs:string"/></xs:schema>)";
  const auto schemas = SchemaFolder::open(folder.string());
  ASSERT_TRUE(schemas);
  const auto hint = "xsi:noNamespaceSchemaLocation=\"" + (folder / "other.txt").string() + "\"";
  const auto found = schemas->validate("<A xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" " + hint + ">text</A>", "A");
  EXPECT_EQ(found.size(), 1u) << listed(found);
  std::filesystem::remove_all(folder);
}

TEST(Receiving, is_one_message_read_alike_by_four_threads) {
  std::vector<std::string> texts;
  for (const auto format : all_formats) texts.push_back(send(sound(format), format).text);
  const auto work = [&] {
    std::string out;
    for (const auto& text : texts) {
      const auto received = receive(text);
      out += send(*received.lodgement, Format::lodgement_json).text + places(received.findings) + places(check_rules(*received.lodgement, small_book(), today));
    }
    return out;
  };
  std::vector<std::string> got(4);
  std::vector<std::thread> threads;
  for (auto& one : got) threads.emplace_back([&] { one = work(); });
  for (auto& one : threads) one.join();
  for (const auto& one : got) EXPECT_EQ(one, got[0]);
  EXPECT_EQ(got[0], work());
}

}  // namespace
}  // namespace onestop::lodging
