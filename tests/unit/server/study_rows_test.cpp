// Stays and the search index, written with the events of a real crossing and made anew from the log.
#include <sqlite3.h>

#include <random>

#include "core/crossing/plate.h"
#include "server/post/spelling.h"
#include "server/post/study_rows.h"
#include "standing_post.h"

namespace onestop::server::test {
namespace {

/// Every row of the two tables as text, in order.
std::string dump(const std::string& path) {
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  std::string all;
  for (const char* sql : {"SELECT * FROM stay ORDER BY crossing", "SELECT * FROM stay_activity ORDER BY 1, 2, 3, 4, 5, 6, 7", "SELECT * FROM stay_cost ORDER BY 1, 2, 3", "SELECT * FROM search_token ORDER BY 1, 2, 3"}) {
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(db, sql, -1, &rows, nullptr);
    while (sqlite3_step(rows) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(rows); ++i) {
        const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(rows, i));
        all += to_hex({bytes, static_cast<std::size_t>(sqlite3_column_bytes(rows, i))}) + "|";
      }
      all += "\n";
    }
    sqlite3_finalize(rows);
  }
  sqlite3_close(db);
  return all;
}

bool holds(const std::string& path, std::string_view needle) {
  std::ifstream in(path, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(in)), {});
  return all.find(needle) != std::string::npos;
}

class StudyRows : public testing::Test {
 protected:
  void SetUp() override {
    post.open(instant("2010-03-01T04:00:00Z"));
    post.sign();
  }

  Result arrive(std::uint64_t n, const std::string& name, const std::string& document) {
    return post.ask("kz_gate_in_1", StandingPost::crossing_id(n),
                    crossing::RegisterArrival{StandingPost::vehicle_id(n), "777 AAA 0" + std::to_string(n), "car", "KZ", "car_1", {}, {}, {{StandingPost::person_id(n), "driver", "KZ", name, document}}, {}});
  }

  void pass_through(std::uint64_t n) { post.pass_through(n); }

  std::size_t found(std::string_view name) {
    const auto words = post.runner->index()->of_name(name);
    return post.store->reader().value()->by_tokens(words, 50)->size();
  }

  StandingPost post;
};

TEST_F(StudyRows, does_a_released_car_have_a_stay_whose_minutes_add_up) {
  ASSERT_EQ(said(arrive(1, "Серік Әбенов", "N12345678")), "done");
  EXPECT_FALSE(*post.store->reader().value()->stay(StandingPost::crossing_id(1)));
  pass_through(1);
  const auto stay = *post.store->reader().value()->stay(StandingPost::crossing_id(1));
  ASSERT_TRUE(stay) << "the car was not released";
  ASSERT_TRUE(stay->stamps.released && stay->ended);
  std::int64_t sum = 0;
  for (const auto& one : stay->spent) sum += one.ms;
  EXPECT_EQ(sum, *stay->ended - *stay->stamps.gate_in);
  EXPECT_EQ(stay->end, crossing::End::departed);
  EXPECT_EQ(stay->layout, Code("combined"));
}

TEST_F(StudyRows, are_rows_made_anew_from_the_log_the_same_byte_for_byte) {
  arrive(1, "Серік Әбенов", "N12345678");
  arrive(2, "Aigul Asanova", "AC4455667");
  arrive(3, "Жаксыбеков Нурлан", "N99999999");
  pass_through(1);
  pass_through(2);
  const auto before = dump(post.data());
  EXPECT_GT(std::count(before.begin(), before.end(), '\n'), 15);
  const auto done = rebuild_study_rows(*post.store);
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_EQ(done->crossings, 3u);
  EXPECT_EQ(done->stays, 2u);
  EXPECT_EQ(dump(post.data()), before);
}

/// What a file of the release before looks like to this one: migrated, but its rows without what is new.
TEST_F(StudyRows, are_the_rows_of_an_older_file_filled_anew_once) {
  arrive(1, "Серік Әбенов", "N12345678");
  pass_through(1);
  const auto whole = dump(post.data());
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(post.data().c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "DELETE FROM stay_activity; UPDATE stay SET first_control = NULL; DELETE FROM setting WHERE name = 'study_rows'", nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
  ASSERT_NE(dump(post.data()), whole);
  EXPECT_EQ(refresh_study_rows(*post.store), true);
  EXPECT_EQ(dump(post.data()), whole);
  EXPECT_EQ(refresh_study_rows(*post.store), false) << "once";
}

TEST_F(StudyRows, is_a_person_found_by_all_words_in_either_script) {
  arrive(1, "Жаксыбеков Нурлан", "N12345678");
  arrive(2, "Iuliia Shchukina", "N12345679");
  for (const char* text : {"нурлан ЖАКСЫБЕКОВ", "Zhaksybekov", "NURLAN zhaksybekov", "Жаксыбеков"}) EXPECT_EQ(found(text), 1u) << text;
  for (const char* text : {"Юлия", "Щукина Юлия", "iuliia"}) EXPECT_EQ(found(text), 1u) << text;
  for (const char* text : {"Жаксыбеков Юлия", "Жаксы", "Нурланов"}) EXPECT_EQ(found(text), 0u) << text;
  const auto document = post.runner->index()->of_document("n 1234-5678");
  ASSERT_TRUE(document);
  EXPECT_EQ(post.store->reader().value()->by_tokens({{*document}}, 50)->size(), 1u);
  EXPECT_FALSE(post.runner->index()->of_document("N123"));
}

TEST_F(StudyRows, is_no_name_readable_in_any_file_and_nothing_found_after_erasure) {
  arrive(1, "Zhaksybekov Nurlan", "N12345678");
  ASSERT_EQ(found("Zhaksybekov"), 1u);
  ASSERT_TRUE(post.store->writer().rest());
  const auto keys = post.data().substr(0, post.data().size() - 3) + ".keys.db";
  for (const auto& file : {post.data(), post.data() + "-wal", keys, keys + "-wal"})
    for (const char* word : {"Zhaksybekov", "zhaksybekov", "nurlan", "N12345678"}) EXPECT_FALSE(holds(file, word)) << word << " in " << file;
  EXPECT_TRUE(holds(post.data(), "777 AAA 01") || holds(post.data() + "-wal", "777 AAA 01")) << "or this test looks at the wrong files";
  store::Commit erase;
  erase.erases = {StandingPost::person_id(1)};
  store::commit_one(*post.store, erase);
  EXPECT_EQ(found("Zhaksybekov"), 0u);
  ASSERT_TRUE(rebuild_study_rows(*post.store));
  EXPECT_EQ(found("Zhaksybekov"), 0u);
}

TEST_F(StudyRows, are_2000_look_alike_plates_found_and_none_taken_for_another) {
  constexpr std::uint64_t seed = 777;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  static constexpr std::string_view latin[] = {"A", "B", "E", "K", "M", "H", "O", "P", "C", "T", "Y", "X"};
  static constexpr std::string_view cyrillic[] = {"А", "В", "Е", "К", "М", "Н", "О", "Р", "С", "Т", "У", "Х"};
  static constexpr std::string_view small[] = {"а", "в", "е", "к", "м", "н", "о", "р", "с", "т", "у", "х"};
  std::map<std::string, std::string> seen;  // plate as typed otherwise, by the plate
  store::Commit commit;
  std::uint64_t number = 0;
  while (seen.size() < 2000) {
    std::string plate, other;
    const auto add = [&](std::string_view as_it_is, std::string_view as_typed) {
      plate += as_it_is;
      other += as_typed;
      if (random() % 5 == 0) other += random() % 2 ? " " : "-";
    };
    for (int i = 0; i < 3; ++i) {
      const auto digit = std::to_string(random() % 10);
      add(digit, digit);
    }
    for (int i = 0; i < 3; ++i) {
      const auto letter = random() % 12;
      add(latin[letter], random() % 3 == 0 ? latin[letter] : random() % 2 ? cyrillic[letter] : small[letter]);
    }
    const auto region = std::to_string(10 + random() % 8);
    add(region, region);
    if (!seen.emplace(plate, other).second) continue;
    auto row = store::sample_crossing({5, ++number}, 1, store::morning + static_cast<std::int64_t>(number));
    row.plate = plate;
    row.plate_folded = crossing::fold_plate(plate);
    commit.crossings.push_back(row);
  }
  store::commit_one(*post.store, commit);
  std::map<Id, std::string> plates;
  for (const auto& row : commit.crossings) plates[row.crossing] = row.plate;
  auto reader = post.store->reader().value();
  int matched = 0, false_joins = 0;
  for (const auto& [plate, typed] : seen) {
    const auto rows = reader->by_plate(crossing::fold_plate(typed), 50);
    bool own = false;
    for (const auto& row : *rows) {
      own = own || plates[row.crossing] == plate;
      false_joins += plates[row.crossing] == plate ? 0 : 1;
    }
    matched += own ? 1 : 0;
  }
  std::printf("%d of 2000 matched, %d false joins\n", matched, false_joins);
  EXPECT_GE(matched, 1990);
  EXPECT_EQ(false_joins, 0);
}

TEST(Spelling, are_the_spellings_of_a_cyrillic_word_those_of_scholars_passports_and_maps) {
  EXPECT_EQ(spellings("Щукина-Юлия O'Brien"), (std::vector<std::vector<std::string>>{{"sukina", "shchukina"}, {"ulia", "iuliia", "yuliya"}, {"obrien"}}));
  EXPECT_TRUE(spellings(" - ").empty());
  EXPECT_EQ(spellings("a b c d e f g h i j").size(), most_words);
}

}  // namespace
}  // namespace onestop::server::test
