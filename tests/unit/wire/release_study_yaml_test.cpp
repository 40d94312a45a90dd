// The file of a release-time study: the model's own, and what is wrong with others.
#include <gtest/gtest.h>

#include "wire/post_yaml.h"
#include "wire/release_study_yaml.h"

namespace onestop::wire {
namespace {

std::string findings_of(const std::string& text) {
  const auto study = read_release_study({"study.yaml", text});
  return study ? "" : to_text(study.error());
}

TEST(ReleaseStudyYaml, are_the_words_of_the_model_study_those_of_the_model_law) {
  const auto study = load_release_study(ONESTOP_SOURCE_DIR "/posts/study/korday.yaml");
  ASSERT_TRUE(study) << to_text(study.error());
  const auto law = load_law(ONESTOP_SOURCE_DIR "/law");
  const auto post = load_post(ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml");
  ASSERT_TRUE(law && post);
  EXPECT_EQ(to_text(unknown_words(*study, *law, *post)), "");
  ASSERT_EQ(study->costs.size(), 1u);
  EXPECT_EQ(study->costs[0].hundredths(), 20'000);
}

TEST(ReleaseStudyYaml, is_an_unknown_key_a_finding) {
  EXPECT_NE(findings_of("study: x\ntitle: X\nrows:\n  - { code: car, title: Car, classes: [car], without: [transit] }\n").find("without"), std::string::npos);
  EXPECT_NE(findings_of("study: x\ntitle: X\n").find("rows"), std::string::npos);
  EXPECT_NE(findings_of("study: x\ntitle: X\nrows:\n  - { code: car, title: A, classes: [car] }\n  - { code: car, title: B, classes: [car] }\n").find("second row"), std::string::npos);
}

TEST(ReleaseStudyYaml, is_an_unknown_word_named) {
  auto study = load_release_study(ONESTOP_SOURCE_DIR "/posts/study/korday.yaml");
  const auto law = load_law(ONESTOP_SOURCE_DIR "/law");
  const auto post = load_post(ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml");
  ASSERT_TRUE(study && law && post);
  study->rows[0].classes = {"cart"};
  study->rows[1].holds = {"transitt"};
  study->costs[0].row = "nothing";
  study->before = "three_stop";
  EXPECT_EQ(unknown_words(*study, *law, *post).size(), 4u);
}

}  // namespace
}  // namespace onestop::wire
