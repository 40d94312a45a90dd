// To whom the minutes of a crossing belong, told by hand.
#include <gtest/gtest.h>

#include "crossing_story.h"

namespace onestop::study::test {
namespace {

TEST(Attribution, does_a_quiet_crossing_add_up_with_each_wait_on_the_agency_that_ended_it) {
  Story story;
  story.arrival().control(2, 5, kz_frontier, "gate").control(9, 15, kz_customs, "customs_documents", story.goods).notice(16);
  story.acceptance(18).control(20, 30, kg_transport, "transport").release(31).departure(40);
  const auto attribution = story.attributed();
  EXPECT_EQ(told(attribution),
            "0-2 wait waiting gate frontier KZ\n"
            "2-5 work A gate frontier KZ\n"
            "5-9 wait waiting customs_documents customs KZ\n"
            "9-15 work B customs_documents customs KZ\n"
            "15-16 wait waiting frontier KZ\n"
            "16-18 wait hand_over frontier KG\n"
            "18-20 wait waiting transport transport KG\n"
            "20-30 work I transport transport KG\n"
            "30-31 wait waiting customs KG\n"
            "31-40 wait dwell traveller\n");
  EXPECT_EQ(attribution->elapsed_ms(), 40 * minute_ms);
  EXPECT_EQ(attribution->end, End::departed);
  EXPECT_EQ(attribution->mended, Mended{});
}

TEST(Attribution, are_the_stamps_those_of_the_milestones) {
  Story story;
  story.arrival().notice(16).acceptance(18);
  story.at(25, SubjectReleased{kg_customs, story.goods, 0, {}}).at(26, SubjectReleased{kg_customs, story.vehicle, 1, {}}).release(31).departure(40);
  EXPECT_EQ(story.attributed()->stamps, (Stamps{minute(0), minute(16), minute(18), minute(31), minute(40), {}, {}, {}, {}, {}, {}, {}}));
  Story standing;
  standing.arrival();
  EXPECT_EQ(standing.attributed(combined(), 7)->stamps, (Stamps{minute(0), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}));
}

TEST(Attribution, does_the_control_that_finishes_last_own_the_time_of_parallel_ones) {
  Story story;
  story.arrival().at(0, ControlBegun{kz_frontier, "gate", story.vehicle}).at(4, ControlBegun{kz_customs, "customs_documents", story.goods});
  story.at(10, ControlClosed{kz_frontier, "gate", story.vehicle, {}, {}, {}, {}}).at(12, ControlClosed{kz_customs, "customs_documents", story.goods, {}, {}, {}, {}});
  story.at(12, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()), "0-4 work A gate frontier KZ\n4-12 work B customs_documents customs KZ\n");
}

TEST(Attribution, does_the_one_begun_first_own_the_time_of_two_that_finish_together) {
  Story story;
  story.arrival().at(0, ControlBegun{kz_frontier, "gate", story.vehicle}).at(4, ControlBegun{kz_customs, "customs_documents", story.goods});
  story.at(10, ControlClosed{kz_customs, "customs_documents", story.goods, {}, {}, {}, {}}).at(10, ControlClosed{kz_frontier, "gate", story.vehicle, {}, {}, {}, {}});
  story.at(10, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()), "0-10 work A gate frontier KZ\n");
}

TEST(Attribution, does_a_hold_own_the_time_in_which_nobody_works_and_its_control_go_on_after_it) {
  Story story;
  story.arrival().at(0, ControlBegun{kz_customs, "customs_documents", story.goods}).hold(5, kz_customs, "customs_documents", "H1", story.goods);
  story.control(8, 12, kz_frontier, "gate").lift(20, kz_customs, "H1", "hand-held of KZ").at(24, ControlClosed{kz_customs, "customs_documents", story.goods, {}, {}, {}, {}});
  story.at(24, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()),
            "0-5 work B customs_documents customs KZ\n"
            "5-8 hold B customs_documents customs KZ\n"
            "8-12 work A gate frontier KZ\n"
            "12-20 hold B customs_documents customs KZ\n"
            "20-24 work B customs_documents customs KZ\n");
}

TEST(Attribution, does_the_hold_that_ends_last_own_the_time_of_overlapping_ones) {
  Story story;
  story.arrival().hold(0, kz_frontier, {}, "H1").hold(5, kz_customs, {}, "H2").lift(10, kz_frontier, "H1");
  story.at(20, HoldExpired{clock, id_named("H2")}).at(22, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()), "0-5 hold hold frontier KZ\n5-20 hold hold customs KZ\n20-22 wait waiting traveller\n");
}

TEST(Attribution, does_a_control_under_two_holds_rest_until_both_are_ended) {
  Story story;
  story.arrival().at(0, ControlBegun{kz_customs, "customs_documents", story.goods});
  story.hold(2, kz_customs, "customs_documents", "H1", story.goods).hold(4, kz_customs, "customs_documents", "H2", story.goods);
  story.lift(6, kz_customs, "H1").lift(9, kz_customs, "H2").at(10, ControlClosed{kz_customs, "customs_documents", story.goods, {}, {}, {}, {}}).at(10, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()), "0-2 work B customs_documents customs KZ\n2-9 hold B customs_documents customs KZ\n9-10 work B customs_documents customs KZ\n");
}

TEST(Attribution, does_an_alarm_stop_the_clock_of_every_control_until_two_persons_agreed) {
  Story story;
  story.arrival().at(0, ControlBegun{kz_frontier, "gate", story.vehicle}).at(3, VehicleIsolated{device, id_named("A1"), "gamma", "1"});
  story.at(10, AlarmClosureAgreed{officer("KZ", "frontier", "one"), id_named("A1"), Verdict::innocent, {}});
  story.at(11, AlarmClosureAgreed{officer("KZ", "frontier", "one"), id_named("A1"), Verdict::innocent, {}});
  story.at(12, AlarmClosureAgreed{officer("KG", "customs", "two"), id_named("A1"), Verdict::confirmed, {}});
  story.at(15, AlarmClosureAgreed{officer("KG", "customs", "three"), id_named("A1"), Verdict::innocent, {}});
  story.at(18, ControlClosed{kz_frontier, "gate", story.vehicle, {}, {}, {}, {}}).at(18, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()), "0-3 work A gate frontier KZ\n3-15 hold isolation customs KG\n15-18 work A gate frontier KZ\n");
}

TEST(Attribution, does_the_wait_before_an_alarm_belong_to_the_next_act_and_not_to_who_settled_it) {
  Story story;
  story.arrival().at(3, VehicleIsolated{device, id_named("A1"), "gamma", "1"});
  for (const auto* name : {"one", "two"}) story.at(6, AlarmClosureAgreed{officer("KG", "customs", name), id_named("A1"), Verdict::innocent, {}});
  story.control(8, 9, kz_frontier, "gate").at(9, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()),
            "0-3 wait waiting gate frontier KZ\n3-6 hold isolation customs KG\n6-8 wait waiting gate frontier KZ\n8-9 work A gate frontier KZ\n");
}

TEST(Attribution, does_an_open_alarm_belong_to_nobody_s_agency) {
  Story story;
  story.arrival().at(3, VehicleIsolated{device, id_named("A1"), "gamma", "1"});
  EXPECT_EQ(told(story.attributed(combined(), 9)), "0-3 wait waiting nobody\n3-9 hold isolation infrastructure\n");
}

TEST(Attribution, does_driving_between_two_sites_belong_to_the_infrastructure) {
  Story story;
  story.arrival().notice(5).acceptance(25).departure(30);
  EXPECT_EQ(told(story.attributed(two_stop())), "0-5 wait waiting frontier KZ\n5-25 travel hand_over infrastructure\n25-30 wait waiting frontier KG\n");
}

TEST(Attribution, does_entry_work_ahead_of_the_acceptance_count_as_work) {
  Story story;
  story.arrival().notice(5).control(6, 9, kg_transport, "transport").acceptance(12).departure(12);
  EXPECT_EQ(told(story.attributed()),
            "0-5 wait waiting frontier KZ\n5-6 wait hand_over transport transport KG\n6-9 work I transport transport KG\n9-12 wait hand_over frontier KG\n");
}

TEST(Attribution, does_a_close_without_a_begin_end_the_wait_and_get_reported) {
  Story story;
  story.arrival().at(10, ControlClosed{kz_frontier, "gate", story.vehicle, {}, {}, {}, {}}).at(12, CrossingWithdrawn{kz_frontier, "own_wish"});
  const auto attribution = story.attributed();
  EXPECT_EQ(told(attribution), "0-10 wait waiting gate frontier KZ\n10-12 wait waiting traveller\n");
  EXPECT_EQ(attribution->mended.closed_unbegun, 1u);
}

TEST(Attribution, does_a_control_never_closed_end_with_the_exit_notice_or_the_release) {
  Story story;
  story.arrival().at(0, ControlBegun{kz_frontier, "gate", story.vehicle}).notice(5).acceptance(5).at(6, ControlBegun{kg_transport, "transport", story.vehicle}).release(9).departure(12);
  const auto attribution = story.attributed();
  EXPECT_EQ(told(attribution), "0-5 work A gate frontier KZ\n5-6 wait waiting transport transport KG\n6-9 work I transport transport KG\n9-12 wait dwell traveller\n");
  EXPECT_EQ(attribution->mended.never_closed, 2u);
}

TEST(Attribution, does_a_joint_inspection_begin_when_the_last_invited_is_there) {
  Story story;
  story.arrival().at(1, InspectionOrdered{kg_customs, id_named("I1"), story.goods, "goods_inspection", Side::entry, true, {}});
  story.at(4, InspectionAttended{kg_customs, id_named("I1")}).at(9, InspectionAttended{kz_customs, id_named("I1")}).at(9, InspectionAttended{kz_frontier, id_named("I1")});
  InspectionAct act;
  act.inspection = id_named("I1");
  act.control = "goods_inspection";
  story.at(20, InspectionActDrawn{kg_customs, act}).at(21, InspectionActSigned{kg_customs, id_named("I1"), {}, {}, {}}).at(25, InspectionActSigned{kz_customs, id_named("I1"), {}, {}, {}});
  EXPECT_EQ(told(story.attributed(combined(), 30)),
            "0-4 wait waiting goods_inspection customs KG\n4-9 wait waiting goods_inspection customs KZ\n9-25 work B goods_inspection customs KG\n25-30 wait waiting nobody\n");
}

TEST(Attribution, does_a_crossing_under_way_reach_to_now) {
  Story story;
  story.arrival().at(2, ControlBegun{kz_frontier, "gate", story.vehicle});
  const auto attribution = story.attributed(combined(), 30);
  EXPECT_EQ(told(attribution), "0-2 wait waiting gate frontier KZ\n2-30 work A gate frontier KZ\n");
  EXPECT_EQ(attribution->end, End::none);
  EXPECT_EQ(attribution->mended.never_closed, 0u);
  story.departure(40);
  EXPECT_EQ(told(story.attributed(combined(), 30)), told(attribution)) << "what lies behind now is not known yet";
}

TEST(Attribution, does_a_refused_vehicle_wait_for_the_state_that_takes_it_back) {
  Story story;
  story.arrival().notice(5).acceptance(6).at(8, ControlBegun{kg_transport, "transport", story.vehicle});
  story.hold(9, kg_customs, {}, "H1").at(10, SubjectRefused{kg_transport, story.vehicle, "transport", "no_permit", {}}).at(25, SubjectReadmitted{kz_frontier, story.vehicle}).at(60, ControlBegun{kg_transport, "transport", story.vehicle});
  const auto attribution = story.attributed();
  EXPECT_EQ(told(attribution),
            "0-5 wait waiting frontier KZ\n5-6 wait hand_over frontier KG\n6-8 wait waiting transport transport KG\n8-10 work I transport transport KG\n10-25 wait waiting frontier KZ\n");
  EXPECT_EQ(attribution->end, End::readmitted);
  Story at_exit;
  at_exit.arrival().at(4, SubjectRefused{kz_frontier, at_exit.vehicle, {}, "no_visa", {}});
  EXPECT_EQ(at_exit.attributed()->end, End::exit_refused);
  EXPECT_EQ(told(at_exit.attributed()), "0-4 wait waiting frontier KZ\n");
}

TEST(Attribution, does_a_stay_end_with_the_detention_of_the_whole_party_or_the_seizure_of_the_vehicle) {
  Story party;
  VehicleArrived on_foot;
  on_foot.by = kz_frontier;
  on_foot.vehicle = party.vehicle;
  on_foot.traffic_class = "pedestrian";
  on_foot.exit_state = "KZ";
  on_foot.persons.push_back({party.driver, "traveller", "KZ", {}, {}});
  party.at(0, on_foot).control(1, 3, kz_frontier, "passport", party.driver).at(9, PersonDetained{kz_frontier, party.driver, id_named("O1")});
  EXPECT_EQ(told(party.attributed()), "0-1 wait waiting passport frontier KZ\n1-3 work F passport frontier KZ\n3-9 wait waiting frontier KZ\n");
  EXPECT_EQ(party.attributed()->end, End::detained);
  Story truck;
  truck.arrival().at(5, SubjectReleased{kg_customs, truck.goods, 0, {}}).at(6, SubjectReleased{kg_customs, truck.driver, 0, {}});
  truck.at(12, SubjectSeized{kz_customs, truck.vehicle, id_named("O1"), false});
  EXPECT_EQ(told(truck.attributed()), "0-6 wait waiting customs KG\n6-12 wait waiting customs KZ\n");
  EXPECT_EQ(truck.attributed()->end, End::seized);
}

TEST(Attribution, does_an_offline_recorder_s_late_event_count_from_its_own_time) {
  Story story;
  story.arrival().at(20, ControlBegun{kz_customs, "customs_documents", story.goods}).at(30, ControlClosed{kz_customs, "customs_documents", story.goods, {}, {}, {}, {}});
  story.at(5, ControlBegun{kz_frontier, "gate", story.vehicle}, "hand-held of KZ").at(8, ControlClosed{kz_frontier, "gate", story.vehicle, {}, {}, {}, {}}, "hand-held of KZ");
  const auto attribution = story.attributed(combined(), 30);
  EXPECT_EQ(told(attribution),
            "0-5 wait waiting gate frontier KZ\n5-8 work A gate frontier KZ\n8-20 wait waiting customs_documents customs KZ\n20-30 work B customs_documents customs KZ\n");
  EXPECT_EQ(attribution->mended.steps_back, 1u);
  EXPECT_EQ(attribution->mended.largest_step_back_ms, 25 * minute_ms);
}

TEST(Attribution, is_a_recorder_s_clock_that_was_set_back_held_where_it_was) {
  Story story;
  story.arrival().at(10, ControlBegun{kz_frontier, "gate", story.vehicle}).at(6, ControlClosed{kz_frontier, "gate", story.vehicle, {}, {}, {}, {}}).at(12, CrossingWithdrawn{kz_frontier, "own_wish"});
  EXPECT_EQ(told(story.attributed()), "0-10 wait waiting gate frontier KZ\n10-12 wait waiting traveller\n");
}

TEST(Attribution, do_events_of_a_recorder_ahead_of_the_arrival_count_from_the_arrival) {
  Story story;
  story.at(-4, ControlBegun{kg_transport, "transport", story.vehicle}).arrival().at(3, ControlClosed{kg_transport, "transport", story.vehicle, {}, {}, {}, {}});
  story.lift(3, kg_customs, "H1").hold(3, kg_customs, "transport", "H1");
  EXPECT_EQ(told(story.attributed(combined(), 5)), "0-3 work I transport transport KG\n3-5 wait waiting nobody\n") << "the hold was lifted before it was placed, by another clock";
}

TEST(Attribution, does_a_hold_lifted_by_another_clock_before_it_was_placed_stop_nobody) {
  Story story;
  story.arrival().at(0, ControlBegun{kg_transport, "transport", story.vehicle}).lift(2, kg_customs, "H1", "hand-held of KG").hold(3, kg_transport, "transport", "H1");
  story.at(8, ControlClosed{kg_transport, "transport", story.vehicle, {}, {}, {}, {}});
  EXPECT_EQ(told(story.attributed(combined(), 8)), "0-8 work I transport transport KG\n");
}

TEST(Attribution, does_what_a_device_records_end_nobody_s_wait) {
  Story story;
  story.arrival().at(5, ControlClosed{device, "gate", story.vehicle, {}, {}, {}, {}}).control(9, 10, kz_customs, "customs_documents");
  EXPECT_EQ(told(story.attributed(combined(), 10)), "0-9 wait waiting customs_documents customs KZ\n9-10 work B customs_documents customs KZ\n");
}

TEST(Attribution, is_a_stay_without_length_empty_and_one_without_arrival_nothing) {
  Story story;
  EXPECT_EQ(told(story.attributed()), "no arrival");
  story.notice(1);
  EXPECT_EQ(told(story.attributed()), "no arrival");
  story.arrival(5);
  const auto attribution = story.attributed(combined(), 2);
  EXPECT_TRUE(attribution->segments.empty());
  EXPECT_EQ(attribution->elapsed_ms(), 0);
}

}  // namespace
}  // namespace onestop::study::test
