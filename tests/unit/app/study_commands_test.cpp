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
  table("car,A-B,old,2010-07-05T08:00:00Z,2010-07-05T08:10:00Z,\n"
        "car,A-B,old,2010-07-05T09:00:00Z,,\n"
        "car,A-B,old,2010-08-05T09:00:00Z,2010-08-05T10:00:00Z,\n"
        "car,A-B,old,2010-07-05T09:00:00Z,2010-07-05T08:59:00Z,\n");
  auto asked = request();
  asked.from = "2010-07-01";
  asked.to = "2010-07-31";
  ASSERT_EQ(study_report(asked), 0);
  EXPECT_NE(written("report.html").find("4 lines: 2 counted, 1 without a release (T11), 1 released outside of the period."), std::string::npos);
  const auto segments = written("segments.csv");
  EXPECT_NE(segments.find("car,A-B,old,release,0,1,0,1,all,1,600000,"), std::string::npos) << "a clock that runs back is counted and left out\n" << segments;
  EXPECT_NE(segments.find("car,A-B,old,in_post,0,0,2,0,all,0,"), std::string::npos) << "nobody saw them leave";
}

TEST_F(StudyReport, is_nothing_written_of_a_table_with_a_bad_line) {
  table("car,A-B,old,yesterday,2010-07-05T08:10:00Z,\n");
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
  EXPECT_EQ(study_report(request()), 0) << "an empty table is an answer";
  EXPECT_NE(written("report.html").find("Nobody was released in this period."), std::string::npos);
}

}  // namespace
}  // namespace onestop::app
