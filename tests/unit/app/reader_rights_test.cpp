#include "app/reader_rights.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "wire/post_yaml.h"

namespace onestop::app {
namespace {

const std::string root = ONESTOP_SOURCE_DIR;

auto read(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() / ("reader-rights-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(path) << text;
  auto rights = load_reader_rights(path, wire::load_post(root + "/posts/korday-akjol.yaml").value());
  std::filesystem::remove(path);
  return rights;
}

TEST(ReaderRights, does_the_model_name_every_agency_of_both_states_and_make_statements) {
  const auto rights = load_reader_rights(root + "/posts/readers/korday.yaml", wire::load_post(root + "/posts/korday-akjol.yaml").value());
  ASSERT_TRUE(rights) << wire::to_text(rights.error());
  EXPECT_EQ(rights->size(), 10u);
  EXPECT_TRUE(std::ranges::any_of(*rights, [](const auto& one) { return store::reader_role(one) == "onestop_reader_kg_customs"; }));
  EXPECT_TRUE(store::readers_sql(*rights));
}

TEST(ReaderRights, is_what_nobody_named_nothing) {
  const auto rights = read("readers: one\nagencies:\n  - { agency: customs, work: own_agency }\n");
  ASSERT_TRUE(rights);
  EXPECT_EQ(rights->at(0).work, store::Reach::own_agency);
  EXPECT_EQ(rights->at(0).crossings, store::Reach::nothing);
  EXPECT_EQ(rights->at(0).events, store::Reach::nothing);
}

TEST(ReaderRights, is_a_word_that_is_no_reach_and_an_agency_without_desk_told_with_its_line) {
  EXPECT_FALSE(read("readers: one\nagencies:\n  - { agency: customs, work: everything }\n"));
  EXPECT_FALSE(read("readers: one\nagencies:\n  - { agency: fishery, work: own_agency }\n"));
  EXPECT_FALSE(read("readers: one\nagencies:\n  - { agency: customs, works: own_agency }\n"));
}

}  // namespace
}  // namespace onestop::app
