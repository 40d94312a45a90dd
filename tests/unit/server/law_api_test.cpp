// The law as pages read it, what is coming, and why everything on record about a crossing was allowed: over HTTP.
#include "../../http/client.h"
#include "server/api/api.h"
#include "server/law_messages.h"
#include "standing_api.h"
#include "wire/json.h"

namespace onestop::server::test {
namespace {

struct LawApi : testing::Test {
  StandingPost post;
  std::unique_ptr<StandingApi> standing;

  void SetUp() override {
    post.open(instant("2010-12-31T12:00:00Z"));
    post.sign();
    standing = std::make_unique<StandingApi>(post);
    standing->serve();
  }
  void TearDown() override {
    standing.reset();
  }
  http::Answer get(const std::string& path, const std::string& token = "") {
    http::Client client(standing->server->port());
    return client.get(path, token.empty() ? "" : "Authorization: Bearer " + token + "\r\n");
  }
  template <class T>
  T read(const std::string& path, const std::string& token = "") {
    const auto answer = get(path, token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    auto value = wire::read_json<T>(answer.body);
    EXPECT_TRUE(value) << answer.body;
    return value ? *value : T{};
  }
  /// Signs an officer in at the desk; the token of the session.
  std::string sign_in(const char* desk) {
    return standing->sign_in(desk);
  }
  Explanation explained(std::uint64_t n, const char* desk) { return read<Explanation>("/api/v1/crossings/" + to_text(StandingPost::crossing_id(n)) + "/explanation", sign_in(desk)); }
};

std::vector<Code> ids(const LawView& law) {
  std::vector<Code> out;
  for (const auto& instrument : law.instruments)
    for (const auto& provision : instrument.provisions) out.push_back(provision.id);
  return out;
}
bool has(const std::vector<Code>& list, const char* id) { return std::ranges::find(list, Code(id)) != list.end(); }

TEST_F(LawApi, is_the_law_shown_as_it_stands_today_by_instrument) {
  const auto today = read<LawView>("/api/v1/law");
  ASSERT_EQ(today.instruments.size(), 3u) << "the agreement and the law of both states; no community yet, no third state";
  EXPECT_TRUE(has(ids(today), "kz-vehicle"));
  EXPECT_FALSE(has(ids(today), "kz-vehicle-new-year"));
  EXPECT_EQ(today.changes, kg_midnight);
  const auto& kz = *std::ranges::find(today.instruments, Code("kz_border_law"), &InstrumentInForce::code);
  EXPECT_EQ(kz.state, Code("KZ"));
  EXPECT_EQ(to_text(kz.provisions.front().from), "2004-01-01");

  post.set_clock(kg_midnight);
  const auto tonight = read<LawView>("/api/v1/law");
  EXPECT_TRUE(has(ids(tonight), "kg-vehicle-new-year"));
  EXPECT_FALSE(has(ids(tonight), "kz-vehicle-new-year"));
  EXPECT_EQ(tonight.changes, kz_midnight);
  post.set_clock(kz_midnight);
  EXPECT_TRUE(has(ids(read<LawView>("/api/v1/law")), "kz-vehicle-new-year"));
  EXPECT_GT(read<LawView>("/api/v1/law").changes, instant("2015-01-01T00:00:00Z")) << "only the community is to come";
}

TEST_F(LawApi, does_a_search_look_at_title_article_and_text) {
  EXPECT_EQ(ids(read<LawView>("/api/v1/law?q=MEASURED+radiation+Kazakhstan")), (std::vector<Code>{"kz-gate", "kz-hand-radiation"})) << "text and title";
  EXPECT_EQ(ids(read<LawView>("/api/v1/law?q=8(3)%20kyrgyzstan")), (std::vector<Code>{"kg-second-look"})) << "article and title";
  EXPECT_TRUE(read<LawView>("/api/v1/law?q=unicorn").instruments.empty());
}

TEST_F(LawApi, does_each_provision_say_what_it_does) {
  const auto found = read<LawView>("/api/v1/law?q=MEASURED+radiation+Kazakhstan");
  ASSERT_EQ(found.instruments.size(), 1u);
  const auto& rule = found.instruments[0].provisions.at(0).rule;
  EXPECT_EQ(rule.kind, Code("control"));
  EXPECT_EQ(rule.control, Code("gate"));
  EXPECT_EQ(rule.effect, law::Effect::perform);
  EXPECT_FALSE(rule.clause);
}

TEST_F(LawApi, are_only_the_registered_instruments_of_this_border_shown) {
  const auto shown = read<LawView>("/api/v1/law").registry;
  for (const auto& one : shown) EXPECT_TRUE(has(one.parties, "KZ") || has(one.parties, "KG")) << one.title;
  EXPECT_EQ(shown.size(), post.regime->law(post.clock.now()).registry.size()) << "every registered instrument has such a party in these files";
  EXPECT_TRUE(read<LawView>("/api/v1/law?q=unicorn").registry.empty());
}

TEST_F(LawApi, are_the_coming_changes_told_in_words) {
  const auto coming = read<LawChanges>("/api/v1/law/changes");
  ASSERT_EQ(coming.changes.size(), 3u) << "two midnights of this night, and the community in 2015";
  EXPECT_EQ(coming.changes[0].at, kg_midnight);
  EXPECT_EQ(coming.changes[0].state, Code("KG"));
  EXPECT_EQ(to_text(coming.changes[0].day), "2011-01-01");
  EXPECT_EQ(coming.changes[1].state, Code("KZ"));
  ASSERT_EQ(coming.changes[0].begun.size(), 1u);
  EXPECT_EQ(coming.changes[0].begun[0].id, Code("kg-vehicle-new-year"));
  ASSERT_EQ(coming.changes[0].directions.size(), 2u);
  ASSERT_EQ(coming.changes[0].directions[0].controls.size(), 1u);
  EXPECT_EQ(coming.changes[0].directions[0].controls[0].sentence, "vehicle_customs by the entry side (KG), car: performed (documents) under kg-vehicle -> waived under kg-vehicle-new-year");
  post.set_clock(kg_midnight);
  EXPECT_EQ(read<LawChanges>("/api/v1/law/changes").changes.size(), 2u);
}

TEST_F(LawApi, is_a_provision_shown_by_its_identity) {
  EXPECT_EQ(read<Provision>("/api/v1/law/provisions/kz-gate").article, "3");
  EXPECT_EQ(read<Provision>("/api/v1/law/provisions/kz-vehicle-new-year").article, "8(6)") << "also one that is to come";
  EXPECT_EQ(get("/api/v1/law/provisions/nothing").status, 404);
}

TEST_F(LawApi, is_every_act_explained_by_the_law_of_its_crossing) {
  post.set_clock(kg_midnight + -minute_ms);
  ASSERT_EQ(said(post.arrive(1)), "done");
  const auto id = StandingPost::crossing_id(1), vehicle = StandingPost::vehicle_id(1);
  post.set_clock(kz_midnight + minute_ms);
  ASSERT_EQ(said(post.ask("kz_gate_in_1", id, crossing::CloseControl{"gate", vehicle, crossing::Outcome::passed, {}, {}})), "done");
  ASSERT_NE(said(post.ask("kz_car_customs_1", id, crossing::CloseControl{"vehicle_customs", vehicle, crossing::Outcome::passed, {}, {}})), "done");
  ASSERT_NE(said(post.ask("kg_gate_in_1", id, crossing::CloseControl{"gate", vehicle, crossing::Outcome::passed, {}, {}})), "done");

  const auto why = explained(1, "kz_gate_in_1");
  EXPECT_EQ(why.procedure, post.pinned(1));
  ASSERT_EQ(why.acts.size(), 2u);
  EXPECT_EQ(why.acts[0].what, "vehicle arrived");
  EXPECT_FALSE(why.acts[0].control);
  EXPECT_EQ(why.acts[1].what, "control closed: gate, vehicle, passed");
  EXPECT_EQ(why.acts[1].state, Code("KZ"));
  EXPECT_EQ(why.acts[1].role, Code("officer"));
  EXPECT_EQ(why.acts[1].desk, Code("kz_gate_in_1"));
  EXPECT_FALSE(why.acts[1].provision.text.empty());
  ASSERT_TRUE(why.acts[1].control);
  EXPECT_EQ(why.acts[1].control->provision.id, Code("kz-gate"));
  EXPECT_EQ(why.acts[1].control->effect, law::Effect::perform);
  for (const auto& one : why.controls)
    if (one.control == Code("vehicle_customs")) EXPECT_EQ(one.provision.id, Code(one.state == Code("KZ") ? "kz-vehicle" : "kg-vehicle")) << "opened in the old year";
  const auto gate = std::ranges::find_if(why.controls, [](const auto& one) { return one.control == Code("gate") && one.state == Code("KG"); });
  ASSERT_NE(gate, why.controls.end());
  EXPECT_EQ(gate->effect, law::Effect::recognise);
  EXPECT_EQ(gate->provision.id, Code("agr-gate-once"));

  EXPECT_TRUE(why.refusals.empty()) << "what others were refused is for shift heads and auditors";
  const auto ours = explained(1, "kz_shift_head"), theirs = explained(1, "kg_shift_head");
  ASSERT_EQ(ours.refusals.size(), 1u) << "the other state's journal is its own";
  EXPECT_EQ(ours.refusals[0].code, "crossing.not_yet");
  EXPECT_EQ(ours.refusals[0].provision.id, Code("agr-order"));
  EXPECT_FALSE(ours.refusals[0].provision.text.empty());
  ASSERT_EQ(theirs.refusals.size(), 1u);
  EXPECT_EQ(theirs.refusals[0].provision.id, Code("agr-gate-once"));
  EXPECT_EQ(wire::to_json(why).find("Model Driver"), std::string::npos) << "no name stands in an explanation";
}

TEST_F(LawApi, is_a_control_explained_by_the_facts_known_before_the_act) {
  ASSERT_EQ(said(post.arrive(1)), "done");
  const auto id = StandingPost::crossing_id(1), vehicle = StandingPost::vehicle_id(1), driver = StandingPost::person_id(1);
  const auto close = [&](const char* desk, const char* control, const Id& subject, std::vector<Code> establishes) {
    ASSERT_EQ(said(post.ask(desk, id, crossing::CloseControl{control, subject, crossing::Outcome::passed, std::move(establishes), {}})), "done");
  };
  close("kz_gate_in_1", "gate", vehicle, {});
  close("kz_passport_car_1", "passport", driver, {});
  close("kg_passport_car_1", "passport", driver, {});
  close("kz_car_customs_1", "vehicle_customs", vehicle, {"secondary"});
  const auto why = explained(1, "kz_gate_in_1");
  ASSERT_EQ(why.acts.size(), 5u);
  ASSERT_TRUE(why.acts[4].control);
  EXPECT_FALSE(has(why.acts[4].control->facts, "secondary")) << "this act established it";
  EXPECT_TRUE(has(why.acts[4].control->facts, "declared_goods"));
  const auto second = std::ranges::find_if(why.controls, [](const auto& one) { return one.control == Code("secondary") && one.state == Code("KZ"); });
  ASSERT_NE(second, why.controls.end());
  EXPECT_TRUE(has(second->facts, "secondary"));
}

TEST_F(LawApi, is_an_explanation_given_to_officers_only) {
  ASSERT_EQ(said(post.arrive(1)), "done");
  const auto path = "/api/v1/crossings/" + to_text(StandingPost::crossing_id(1)) + "/explanation";
  EXPECT_EQ(get(path).status, 401);
  EXPECT_EQ(get("/api/v1/crossings/" + to_text(StandingPost::crossing_id(2)) + "/explanation", sign_in("kz_gate_in_1")).status, 404);
  EXPECT_EQ(get("/api/v1/crossings/none/explanation", sign_in("kz_gate_in_1")).status, 404);
}

}  // namespace
}  // namespace onestop::server::test
