#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include "lodging/iso6346.h"
#include "sound.h"

namespace onestop::lodging {
namespace {

TEST(Codes, does_the_day_choose_the_version) {
  CodeBook book;
  book.add(CodeList{List::countries, "new", *parse_day("2026-01-01"), {{"KZ", ""}}});
  book.add(CodeList{List::countries, "old", *parse_day("2020-01-01"), {{"SU", ""}}});
  EXPECT_EQ(book.at(List::countries, *parse_day("2019-12-31")), nullptr);
  EXPECT_EQ(book.at(List::countries, *parse_day("2025-12-31"))->version, "old");
  EXPECT_EQ(book.at(List::countries, *parse_day("2026-01-01"))->version, "new");
  EXPECT_EQ(book.at(List::hs, *parse_day("2026-01-01")), nullptr);
}

TEST(Codes, is_a_list_saved_and_found_again) {
  const auto folder = std::filesystem::temp_directory_path() / ("codes_test_" + std::to_string(::getpid()));
  const auto list = import_codes(List::hs, "section,hscode,description,parent,level\nI,010121,\"Horses; live, pure\",0101,6\nI,01,Animals,TOTAL,2\n", "2022", *parse_day("2022-01-01"));
  ASSERT_TRUE(list) << list.error().what;
  ASSERT_TRUE(save_code_list(*list, folder.string()));
  const auto book = CodeBook::of_folder(folder.string());
  ASSERT_TRUE(book) << book.error().what;
  EXPECT_EQ(book->size(), 1u);
  EXPECT_TRUE(book->at(List::hs, today)->has("010121"));
  EXPECT_TRUE(book->at(List::hs, today)->has_beginning("0101"));
  EXPECT_FALSE(book->at(List::hs, today)->has_beginning("02"));
  std::ofstream(folder / "hs" / "broken.tsv") << "no tab\n";
  EXPECT_FALSE(CodeBook::of_folder(folder.string()));
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(CodeBook::of_folder(folder.string()));
}

TEST(Codes, is_a_file_of_another_kind_refused) {
  EXPECT_FALSE(import_codes(List::hs, "a,b\n1,2\n", "1", today));
  EXPECT_FALSE(import_codes(List::hs, "{\"a\": 1}", "1", today));
  EXPECT_FALSE(import_codes(List::hs, "", "1", today));
}

TEST(Codes, does_a_rule_without_its_list_say_so_and_count) {
  const auto found = check_rules(sound(Format::lodgement_json), CodeBook(), today);
  std::size_t lists = 0;
  for (const auto& one : found) {
    EXPECT_EQ(one.weight, Weight::unchecked) << one.code;
    lists += one.code == "codes.absent";
  }
  EXPECT_GE(lists, 5u);
}

TEST(Codes, are_published_lists_taken_over) {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data || !*data) GTEST_SKIP() << "ONESTOP_DATA is not set: published code lists are not imported";
  const auto read = [&](const std::string& name) {
    std::ifstream file(std::string(data) + "/" + name, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  };
  const auto has = [&](List list, const char* file, std::size_t at_least, const char* code) {
    const auto imported = import_codes(list, read(file), "x", today);
    ASSERT_TRUE(imported) << file << ": " << imported.error().what;
    EXPECT_GE(imported->entries.size(), at_least) << file;
    EXPECT_TRUE(imported->has(code)) << file;
  };
  has(List::hs, "hs/harmonized-system.csv", 5613, "030211");
  has(List::packages, "codelists/uncefact/packagetypecodelist.json", 300, "CT");
  has(List::documents, "codelists/uncefact/documentcodelist.json", 500, "851");
  has(List::units, "codelists/uncefact/unitmeasurecode.json", 1000, "KGM");
  has(List::countries, "codelists/country-codes.csv", 240, "KZ");
  has(List::iso6346, "iso6346/type.json", 40, "G0");
  has(List::plates, "plates/plate_patterns.csv", 5, "KZ");
}

TEST(Containers, is_the_check_digit_that_of_the_standard) {
  EXPECT_EQ(container_check_digit("CSQU3054383"), '3');
  EXPECT_EQ(container_check_digit("MSKU9070323"), '3');
  EXPECT_FALSE(container_check_digit("CSQX3054383"));
  EXPECT_FALSE(is_container_form("CSQU305438"));
  EXPECT_TRUE(is_container_form("CSQU3054389"));
}

}  // namespace
}  // namespace onestop::lodging
