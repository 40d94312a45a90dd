// Who serves where on which day, and who may decide about whose account.
#include <gtest/gtest.h>

#include "core/identity/identity.h"

namespace onestop::identity {
namespace {

const Id ada{1, 1}, bek{1, 2}, cem{1, 3};

Appointment appointment(std::uint64_t id, const char* agency, const char* role, int from, std::optional<int> until = {}) {
  return {{2, id}, ada, "post", "A", agency, role, {from}, until ? std::optional(Day{*until}) : std::nullopt};
}

TEST(Identity, holds_an_appointment_from_its_first_day_until_the_day_before_its_end) {
  const auto one = appointment(1, "customs", "officer", 10, 12);
  EXPECT_FALSE(holds(one, {9}));
  EXPECT_TRUE(holds(one, {10}));
  EXPECT_TRUE(holds(one, {11}));
  EXPECT_FALSE(holds(one, {12}));
  EXPECT_TRUE(holds(appointment(1, "customs", "officer", 10), {100'000})) << "without an end";
  EXPECT_FALSE(holds(appointment(1, "customs", "officer", 10, 10), {10})) << "ended on its first day it never held";
}

TEST(Identity, does_only_the_appointment_of_the_day_and_of_the_desk_count) {
  const std::vector<Appointment> all{appointment(1, "customs", "officer", 0, 20), appointment(2, "customs", "supervisor", 20), appointment(3, "frontier", "officer", 0)};
  const auto at = [&](const char* agency, const char* role, int day) {
    const auto* found = appointment_for(all, {"post", "A", agency, role}, {day});
    return found ? found->id.low : 0;
  };
  EXPECT_EQ(at("customs", "officer", 19), 1u);
  EXPECT_EQ(at("customs", "officer", 20), 0u) << "on the day of the end it is over";
  EXPECT_EQ(at("customs", "supervisor", 19), 0u);
  EXPECT_EQ(at("customs", "supervisor", 20), 2u);
  EXPECT_EQ(at("frontier", "officer", 20), 3u) << "one officer may hold several";
  EXPECT_EQ(appointment_for(all, {"post", "B", "customs", "officer"}, {5}), nullptr) << "of another state";
  EXPECT_EQ(appointment_for(all, {"other", "A", "customs", "officer"}, {5}), nullptr) << "at another post";
  EXPECT_EQ(appointment_on(all, "post", {25})->id.low, 2u) << "of several the one that began last";
}

TEST(Identity, is_every_change_that_gives_or_takes_a_name_for_two) {
  for (const auto one : {Change::enrol, Change::appoint, Change::end_appointment, Change::close_account, Change::open_account, Change::issue_password, Change::reset_pin,
                         Change::remove_second_factor, Change::bind_subject, Change::bind_certificate})
    EXPECT_TRUE(needs_second_person(one)) << static_cast<int>(one);
  EXPECT_FALSE(needs_second_person(Change::end_sessions)) << "whoever sees a stranger at a desk waits for nobody";
  EXPECT_FALSE(needs_second_person(Change::rename));
}

TEST(Identity, may_nobody_approve_alone) {
  const Waiting waiting{Change::appoint, "A", ada, cem, true};
  const auto code = [&](const Administrator& who, const Waiting& what) {
    const auto no = judge_approval(who, what);
    return no ? name_of(no->code) : "approved";
  };
  EXPECT_EQ(code({bek, "A", true}, waiting), "approved");
  EXPECT_EQ(code({ada, "A", true}, waiting), "account.same_person");
  EXPECT_EQ(code({cem, "A", true}, waiting), "account.own_account");
  EXPECT_EQ(code({bek, "B", true}, waiting), "account.other_state");
  EXPECT_EQ(code({bek, "A", false}, waiting), "account.not_yours");
  EXPECT_EQ(code({bek, "A", true}, {Change::appoint, "A", ada, cem, false}), "account.already_decided");
}

TEST(Identity, does_nobody_ask_for_himself_or_for_the_other_state) {
  EXPECT_FALSE(judge_wish({ada, "A", true}, Change::appoint, cem, "A"));
  EXPECT_EQ(judge_wish({ada, "A", true}, Change::appoint, ada, "A")->code, RefusalCode::own_account);
  EXPECT_FALSE(judge_wish({ada, "A", true}, Change::end_sessions, ada, "A")) << "his own sessions he may end";
  EXPECT_EQ(judge_wish({ada, "A", true}, Change::appoint, cem, "B")->code, RefusalCode::other_state);
  EXPECT_EQ(judge_wish({ada, "A", false}, Change::appoint, cem, "A")->code, RefusalCode::not_yours);
}

TEST(Identity, does_what_is_past_stay_as_it_was) {
  EXPECT_FALSE(judge_days({10}, {10}, std::nullopt));
  EXPECT_EQ(judge_days({10}, {9}, std::nullopt)->code, RefusalCode::day_past);
  EXPECT_EQ(judge_days({10}, {12}, Day{12})->code, RefusalCode::day_order);
  EXPECT_FALSE(judge_end({10}, appointment(1, "customs", "officer", 0), {10}));
  EXPECT_EQ(judge_end({10}, appointment(1, "customs", "officer", 0), {9})->code, RefusalCode::day_past);
  EXPECT_EQ(judge_end({10}, appointment(1, "customs", "officer", 0, 10), {15})->code, RefusalCode::day_past) << "what has ended is not brought back";
}

}  // namespace
}  // namespace onestop::identity
