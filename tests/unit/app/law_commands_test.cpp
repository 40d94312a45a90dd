// What the operator reads: the difference between two days in words, and why acts on record were allowed.
#include "app/law_commands.h"

#include "../server/standing_post.h"

namespace onestop::app {
namespace {

using namespace server::test;

struct Printed {
  int code = 0;
  std::string text, wrong;
  bool says(const std::string& words) const { return text.find(words) != std::string::npos; }
};

template <class Command>
Printed printed(Command command) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Printed out;
  out.code = command();
  std::fflush(stdout);
  out.text = testing::internal::GetCapturedStdout();
  out.wrong = testing::internal::GetCapturedStderr();
  return out;
}

struct LawCommands : testing::Test {
  StandingPost post;
  Printed diff(const char* was, const char* is) {
    return printed([&] { return law_diff({post.law_folder(), post.post_file(), "combined", was, is}); });
  }
};

TEST_F(LawCommands, does_diff_say_control_side_class_answer_provision_and_day) {
  const auto out = diff("2010-12-31", "2011-06-01");
  EXPECT_EQ(out.code, 0) << out.wrong;
  EXPECT_TRUE(out.says("begun: kg-vehicle-new-year (Model border law of Kyrgyzstan, art. 8(6)): From the new year on")) << out.text;
  EXPECT_TRUE(out.says("KZ to KG, layout combined\n"
                       "  vehicle_customs by the exit side (KZ), car, when declared_goods is so: performed (documents) under kz-vehicle -> waived under kz-vehicle-new-year, from 2011-01-01\n"
                       "  vehicle_customs by the entry side (KG), car: performed (documents) under kg-vehicle -> waived under kg-vehicle-new-year, from 2011-01-01\n"
                       "\nKG to KZ"))
      << out.text;
}

TEST_F(LawCommands, does_diff_read_backwards_where_the_days_do) {
  const auto out = diff("2011-06-01", "2010-12-31");
  EXPECT_TRUE(out.says("ended: kg-vehicle-new-year")) << out.text;
  EXPECT_TRUE(out.says("waived under kg-vehicle-new-year -> performed (documents) under kg-vehicle\n")) << out.text;
}

TEST_F(LawCommands, does_diff_say_that_nothing_changes) {
  const auto out = diff("2010-06-01", "2010-12-31");
  EXPECT_EQ(out.code, 0);
  EXPECT_TRUE(out.says("KZ to KG, layout combined\n  nothing changes\n")) << out.text;
  EXPECT_FALSE(out.says("begun"));
}

TEST_F(LawCommands, is_a_day_that_is_none_turned_away) {
  EXPECT_EQ(diff("2010-06-01", "tomorrow").code, 1);
  EXPECT_EQ(diff("1999-06-01", "2010-06-01").code, 1) << "no agreement was in force";
}

TEST_F(LawCommands, does_explain_cite_the_law_of_the_crossing_for_acts_controls_and_refusals) {
  post.open(instant("2010-12-31T12:00:00Z"));
  post.sign();
  ASSERT_EQ(said(post.arrive(1)), "done");
  post.set_clock(kz_midnight);
  const auto id = StandingPost::crossing_id(1), vehicle = StandingPost::vehicle_id(1);
  ASSERT_EQ(said(post.ask("kz_gate_in_1", id, crossing::CloseControl{"gate", vehicle, crossing::Outcome::passed, {}, {}})), "done");
  ASSERT_NE(said(post.ask("kg_car_customs_1", id, crossing::CloseControl{"vehicle_customs", vehicle, crossing::Outcome::passed, {}, {}})), "done");
  post.close();
  post.replace_in_law("model-national-kz.yaml", "Every vehicle is registered", "No vehicle is registered");  // what lies on the disk does not count
  const auto out = printed([&] { return law_explain(to_text(id), post.data()); });
  EXPECT_EQ(out.code, 0) << out.wrong;
  EXPECT_TRUE(out.says("2010-12-31T19:00:00.000Z  control closed: gate, vehicle, passed  by frontier officer of KZ at kz_gate_in_1\n      allowed by Model agreement on joint control, art. ")) << out.text;
  EXPECT_TRUE(out.says("gate of vehicle by the exit side (KZ): performed, where declared_goods\n      by Model border law of Kazakhstan, art. 3 (kz-gate): Every vehicle is registered")) << out.text;
  EXPECT_TRUE(out.says("vehicle_customs of vehicle by the entry side (KG): performed (documents), where declared_goods\n      by Model border law of Kyrgyzstan, art. 8(1)")) << "opened in the old year";
  EXPECT_TRUE(out.says("2010-12-31T19:00:00.000Z  CloseControl to somebody of KG: ")) << out.text;
  EXPECT_TRUE(out.says("(crossing.not_yet)\n      by Model agreement on joint control, art. 3(1) (agr-order)")) << out.text;
  EXPECT_FALSE(out.says("Model Driver"));
}

TEST_F(LawCommands, does_explain_name_what_it_cannot_find) {
  EXPECT_EQ(printed([&] { return law_explain("no-identity", post.data()); }).code, 1);
  EXPECT_EQ(printed([&] { return law_explain(to_text(StandingPost::crossing_id(1)), "/nowhere.db"); }).code, 1);
  post.open(instant("2010-12-31T12:00:00Z"));
  post.close();
  const auto out = printed([&] { return law_explain(to_text(StandingPost::crossing_id(1)), post.data()); });
  EXPECT_EQ(out.code, 1);
  EXPECT_NE(out.wrong.find("holds no crossing"), std::string::npos) << out.wrong;
}

}  // namespace
}  // namespace onestop::app
