// `onestop study report` from a table of observed times: what it writes, and what it refuses.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/study_commands.h"

namespace onestop::app {
namespace {

struct StudyReport : testing::Test {
  StudyReport() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-report-XXXXXX").string();
    folder = mkdtemp(pattern.data());
  }
  ~StudyReport() override { std::filesystem::remove_all(folder); }
  void table(const std::string& lines) const { std::ofstream(folder + "/times.csv") << "class,direction,layout,T3,T11,T12\n" << lines; }
  StudyRequest request() const {
    StudyRequest request;
    request.csv = folder + "/times.csv";
    request.into = folder + "/report";
    return request;
  }
  std::string written(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder + "/report/" + name).rdbuf();
    return text.str();
  }
  std::string folder;
};

TEST_F(StudyReport, are_lines_without_a_release_and_outside_of_the_window_counted_and_said) {
  table("car,KZ-KG,old,2010-07-05T08:00:00Z,2010-07-05T08:10:00Z,\n"
        "car,KZ-KG,old,2010-07-05T09:00:00Z,,\n"
        "car,KZ-KG,old,2010-08-05T09:00:00Z,2010-08-05T10:00:00Z,\n"
        "car,KZ-KG,old,2010-07-05T09:00:00Z,2010-07-05T08:59:00Z,\n");
  auto asked = request();
  asked.from = "2010-07-01";
  asked.to = "2010-07-31";
  ASSERT_EQ(study_report(asked), 0);
  EXPECT_NE(written("report.html").find("Lines: 4; counted: 2; without a release (T11): 1; released outside of the period: 1."), std::string::npos);
  const auto segments = written("segments.csv");
  EXPECT_NE(segments.find("car,KZ-KG,old,release,0,1,0,1,all,1,600000,"), std::string::npos) << "a clock that runs back is counted and left out\n" << segments;
  EXPECT_NE(segments.find("car,KZ-KG,old,in_post,0,0,2,0,all,0,"), std::string::npos) << "nobody saw them leave";
}

TEST_F(StudyReport, is_it_written_in_the_language_asked_for_and_of_a_sample_where_one_is) {
  std::string lines;
  for (int i = 0; i < 400; ++i) lines += "car,KZ-KG,old,2010-07-05T08:00:00Z,2010-07-05T08:" + std::to_string(10 + i % 49) + ":00Z,\n";
  table(lines);
  auto asked = request();
  asked.from = "2010-07-01";
  asked.to = "2010-07-08";
  asked.language = "kk";
  asked.sample = true;
  asked.seed = 9;
  ASSERT_EQ(study_report(asked), 0);
  EXPECT_NE(written("report.html").find("<h2>4 Нәтижелер"), std::string::npos);
  const auto drawn = written("sample.csv");
  EXPECT_NE(drawn.find("car,KZ-KG,old,400,"), std::string::npos) << drawn;
  EXPECT_EQ(drawn.find(",400\n"), std::string::npos) << "not all of them";
}

TEST_F(StudyReport, is_nothing_written_of_a_table_with_a_bad_line) {
  table("car,KZ-KG,old,yesterday,2010-07-05T08:10:00Z,\n");
  EXPECT_EQ(study_report(request()), 1);
  EXPECT_FALSE(std::filesystem::exists(folder + "/report"));
}

TEST_F(StudyReport, is_a_wish_that_cannot_be_met_refused) {
  table("");
  auto backwards = request(), half = request(), both = request();
  backwards.from = "2010-07-02";
  backwards.to = "2010-07-01";
  half.before = "old";
  both.data = "onestop.db";
  EXPECT_EQ(study_report(backwards), 1);
  EXPECT_EQ(study_report(half), 1);
  EXPECT_EQ(study_report(both), 1);
  auto week = request(), language = request();
  week.sample = true;
  week.from = "2010-07-01";
  week.to = "2010-07-07";
  language.language = "xx";
  EXPECT_EQ(study_report(week), 1) << "six days";
  EXPECT_EQ(study_report(language), 1);
  EXPECT_EQ(study_report(request()), 0) << "an empty table is an answer";
  EXPECT_NE(written("report.html").find("Nobody was released in this period."), std::string::npos);
}

}  // namespace
}  // namespace onestop::app
