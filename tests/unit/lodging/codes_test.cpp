#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>
#include <zlib.h>

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
  for (const char* code : {"\"01\n01\"", "01\t01", "#01", "\xd0\x90", "0 1"}) EXPECT_FALSE(import_codes(List::hs, std::string("code,name\n") + code + ",x\n", "1", today)) << code;
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

std::string unpacked(const std::string& path) {
  std::string out, piece(1u << 16, '\0');
  const auto file = gzopen(path.c_str(), "rb");
  for (int size = 0; file && (size = gzread(file, piece.data(), static_cast<unsigned>(piece.size()))) > 0;) out.append(piece, 0, static_cast<std::size_t>(size));
  if (file) gzclose(file);
  return out;
}

TEST(Codes, have_the_nomenclatures_as_many_codes_as_their_publishers_say) {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data || !*data) GTEST_SKIP() << "ONESTOP_DATA is not set: the codes of the nomenclatures are not counted";
  const auto count = [](const CodeList& list, std::size_t digits) { return std::ranges::count_if(list.entries, [&](const CodeEntry& one) { return one.code.size() == digits; }); };
  std::ifstream file(std::string(data) + "/hs/harmonized-system.csv", std::ios::binary);
  const auto hs = import_codes(List::hs, std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}, "2022", today);
  ASSERT_TRUE(hs) << hs.error().what;
  EXPECT_EQ(count(*hs, 6), 5613) << "subheadings of 2022";
  EXPECT_EQ(count(*hs, 4), 1229) << "headings of 2022";
  EXPECT_EQ(count(*hs, 2), 97) << "chapters without 77";
  const auto tnved = import_codes(List::tnved, unpacked(std::string(data) + "/tnved/tnved_eaeu_2022.csv.gz"), "2022", today);
  ASSERT_TRUE(tnved) << tnved.error().what;
  EXPECT_EQ(count(*tnved, 10), 12715);
  const auto locode = import_codes(List::locode, unpacked(std::string(data) + "/locode/unlocode_2023-2.csv.gz"), "2023-2", today);
  ASSERT_TRUE(locode) << locode.error().what;
  EXPECT_GT(locode->entries.size(), 100'000u);
  EXPECT_TRUE(locode->has("KZALA"));
}

CodeBook searched() {
  CodeBook out;
  out.add(list_of(List::tnved, {{"0808108000", "Яблоки свежие прочие"}, {"0808109000", "Яблоки СВЕЖИЕ"}, {"0808300000", "Груши"}, {"0809100000", "Қара өрік, свежий"}, {"0809210000", "Sour Cherries"}}));
  out.add(CodeList{List::tnved, "later", *parse_day("2027-01-01"), {{"0808108000", "x"}}});
  CodeList long_list{List::locode, "1", *parse_day("2020-01-01"), {}};
  for (int i = 0; i < 50'000; ++i) long_list.entries.push_back({"ZZ" + std::to_string(100'000 + i), i == 49'999 ? "needle" : "hay"});
  out.add(std::move(long_list));
  out.add(list_of(List::plates, {{"KZ", "a"}, {"KZ", "b"}, {"KZ", "c"}, {"KG", "a"}}));
  return out;
}

std::vector<std::string> codes_in(const CodePage& page) {
  std::vector<std::string> out;
  for (const auto& one : page.entries) out.push_back(one.code);
  return out;
}

TEST(Codes, are_entries_found_by_beginning_and_by_words) {
  const auto book = searched();
  using Codes = std::vector<std::string>;
  const auto find = [&](std::string beginning, std::string words) { return codes_in(*book.find({List::tnved, today, std::move(beginning), std::move(words), {}, 50})); };
  EXPECT_EQ(find("0808", ""), (Codes{"0808108000", "0808109000", "0808300000"}));
  EXPECT_EQ(find("", "свежие  ЯБЛОКИ"), (Codes{"0808108000", "0808109000"}));
  EXPECT_EQ(find("", "ҚАРА Өрік"), (Codes{"0809100000"}));
  EXPECT_EQ(find("0809", "cherr"), (Codes{"0809210000"}));
  EXPECT_EQ(find("9", ""), Codes{});
  const auto page = book.find({List::tnved, today, {}, {}, {}, 50});
  EXPECT_EQ(page->version, "test");
  EXPECT_EQ(page->valid_until, parse_day("2026-12-31"));
  EXPECT_FALSE(book.find({List::tnved, *parse_day("2027-01-01"), {}, {}, {}, 50})->valid_until);
  EXPECT_FALSE(book.find({List::tnved, *parse_day("2019-12-31"), {}, {}, {}, 50}));
  EXPECT_FALSE(book.find({List::hs, today, {}, {}, {}, 50}));
}

TEST(Codes, is_a_line_that_stands_twice_one_entry) {
  const auto list = import_codes(List::plates, "country,regex_latin\nKZ,n\nKZ,m\nKZ,n\n", "1", today);
  ASSERT_TRUE(list) << list.error().what;
  EXPECT_EQ(list->entries, (std::vector<CodeEntry>{{"KZ", "m"}, {"KZ", "n"}}));
  EXPECT_EQ(read_code_list(to_text(*list) + "KZ\tn\n")->entries, list->entries);
}

TEST(Codes, do_pages_join_without_gap_or_repetition) {
  const auto book = searched();
  std::vector<CodeEntry> all;
  CodeQuery query{List::plates, today, {}, {}, {}, 1};
  int pages = 0;
  for (; pages < 10; ++pages) {
    const auto page = book.find(query);
    all.insert(all.end(), page->entries.begin(), page->entries.end());
    query.after = page->next;
    if (page->next.empty()) break;
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(all, book.at(List::plates, today)->entries);
}

TEST(Codes, is_a_page_bounded_whatever_is_asked) {
  const auto book = searched();
  EXPECT_EQ(book.find({List::locode, today, {}, {}, {}, 1'000'000})->entries.size(), CodePage::most);
  EXPECT_EQ(book.find({List::locode, today, {}, {}, {}, 0})->entries.size(), 1u);
  CodeQuery query{List::locode, today, {}, "needle", {}, 10};
  const auto first = book.find(query);
  EXPECT_TRUE(first->entries.empty());
  ASSERT_FALSE(first->next.empty()) << "only so many are read for one page";
  query.after = first->next;
  query.after = book.find(query)->next;
  EXPECT_EQ(book.find(query)->entries.size(), 1u);
  query.after = "ZZ999999";
  EXPECT_TRUE(book.find(query)->entries.empty());
}

TEST(Codes, are_all_versions_listed_with_their_days) {
  const auto versions = searched().versions();
  ASSERT_EQ(versions.size(), 4u);
  EXPECT_EQ(versions[0].list, List::tnved);
  EXPECT_EQ(versions[0].valid_until, parse_day("2026-12-31"));
  EXPECT_EQ(versions[0].entries, 5u);
  EXPECT_EQ(versions[1].version, "later");
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
