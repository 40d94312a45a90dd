// What is done around the record of crossings lies on the same log, and changes nothing of the record.
#include "server/audit/audit.h"

#include <future>
#include <sstream>
#include <thread>

#include "../store/engines.h"
#include "server/audit/accounts.h"
#include "server/identity/account_hash.h"
#include "server/post/log_text.h"
#include "standing_post.h"
#include "store/verify.h"
#include "wire/audit_events.h"

namespace onestop::server::test {
namespace {

using store::Engine;
using store::engine_name;

constexpr std::uint64_t vehicle = 1;
const auto kg_recorder_at = 1u, kz_recorder_at = 0u;

crossing::By officer_of(const char* state) { return {Id{7, 1}, state, "customs", "officer", "kz_customs_1", {}}; }

class AuditTrail : public store::OnBothEngines {
 protected:
  AuditTrail() {
    post.elsewhere = home.with();
    post.open(kg_midnight + -6 * hour_ms);
    post.sign();
    open_audit();
  }
  void open_audit() {
    if (!post.runner->start()) ADD_FAILURE() << "the runner does not start";
    audit = std::make_unique<Audit>(*post.runner, post.clock, post.regime->post().host);
  }
  bool record(const char* state, audit::Event event) {
    std::promise<bool> written;
    audit->record(state, std::move(event), [&](bool durable) { written.set_value(durable); });
    return written.get_future().get();
  }
  const Id& recorder(std::size_t i) const { return post.runner->recorders()[i].id; }
  std::vector<audit::Event> trail(const Id& of) {
    std::vector<audit::Event> events;
    const auto stored = post.store->reader().value()->read_crossing(audit_stream(of, audit_day(post.clock.now())));
    if (!stored) throw std::runtime_error(stored.error().what);
    for (const auto& one : *stored) events.push_back(wire::decode_audit(one.envelope.type, one.envelope.type_version, one.fields).value());
    return events;
  }
  template <class E>
  std::size_t count(const Id& of) {
    const auto events = trail(of);
    return static_cast<std::size_t>(std::ranges::count_if(events, [](const auto& one) { return std::holds_alternative<E>(one); }));
  }

  StandingPost post;
  std::unique_ptr<Audit> audit;
};
ON_BOTH_ENGINES(AuditTrail);

TEST_P(AuditTrail, does_the_recorder_of_the_officers_state_write_what_was_done) {
  ASSERT_TRUE(record("KG", audit::SignedIn{officer_of("KG"), "password", true, Id{5, 5}}));
  ASSERT_TRUE(record("KZ", audit::SignedOut{officer_of("KZ"), Id{5, 6}, "own_wish"}));
  ASSERT_EQ(count<audit::SignedIn>(recorder(kg_recorder_at)), 1u);
  EXPECT_EQ(count<audit::SignedIn>(recorder(kz_recorder_at)), 0u);
  EXPECT_EQ(count<audit::SignedOut>(recorder(kz_recorder_at)), 1u);
  const auto events = trail(recorder(kg_recorder_at));
  const auto told = std::get<audit::SignedIn>(events.back());
  EXPECT_EQ(told.by.officer, (Id{7, 1}));
  EXPECT_EQ(told.method, Code("password"));
  EXPECT_TRUE(told.second_factor);
}

TEST_P(AuditTrail, does_the_hosts_recorder_write_what_nobody_of_a_state_did) {
  ASSERT_TRUE(record("", audit::SignInsRefused{{}, "password", 3}));
  const auto host = post.regime->post().host == post.runner->recorders()[0].state ? 0u : 1u;
  EXPECT_EQ(count<audit::SignInsRefused>(recorder(host)), 1u);
}

TEST_P(AuditTrail, does_each_day_have_a_stream_of_its_own) {
  ASSERT_TRUE(record("KZ", audit::SignedOut{officer_of("KZ"), Id{5, 6}, "expired"}));
  const auto first = trail(recorder(kz_recorder_at)).size();
  post.runner->stop();
  post.open(post.clock.now() + day_ms);
  open_audit();
  ASSERT_TRUE(record("KZ", audit::SignedOut{officer_of("KZ"), Id{5, 7}, "expired"}));
  EXPECT_EQ(trail(recorder(kz_recorder_at)).size(), 1u);
  EXPECT_EQ(post.store->reader().value()->read_crossing(audit_stream(recorder(kz_recorder_at), audit_day(post.clock.now() + -day_ms))).value().size(), first);
}

TEST_P(AuditTrail, does_what_is_audited_leave_every_crossing_and_its_state_alone) {
  const auto state = [&] {
    std::ostringstream out;
    const auto reader = post.store->reader();
    const auto done = export_log(**reader, out);
    EXPECT_TRUE(done) << done.error().what;
    std::istringstream in(out.str());
    const auto again = replay_log(in);
    EXPECT_TRUE(again) << again.error().what;
    return done->state;
  };
  post.runner->stop();
  ASSERT_TRUE(std::holds_alternative<Recorded>(post.arrive(vehicle)));
  post.pass_through(vehicle);
  const auto before = state();
  post.open(post.clock.now());
  open_audit();
  ASSERT_TRUE(record("KZ", audit::PersonalDataViewed{officer_of("KZ"), "crossing", post.crossing_id(vehicle), {"persons/0/name"}, "control", 1}));
  EXPECT_EQ(state(), before);
  const auto stream = audit_stream(recorder(kz_recorder_at), audit_day(post.clock.now()));
  const auto file = read_crossing_file(*post.store->reader().value(), stream, post.regime->post().code);
  ASSERT_TRUE(file);
  EXPECT_FALSE(*file) << "a day of the audit is no crossing";
}

TEST_P(AuditTrail, does_bringing_law_into_force_tell_the_auditors_who_signed) {
  bool found = false;
  for (std::size_t i = 0; i < 2; ++i)
    for (const auto& one : trail(recorder(i)))
      if (const auto* changed = std::get_if<audit::RulesChanged>(&one)) {
        found = true;
        EXPECT_EQ(changed->kind, Code("law"));
        EXPECT_EQ(changed->signed_by, (std::vector<Id>{{9, 1}, {9, 2}}));
        EXPECT_EQ(changed->after, post.regime->activation().regime);
      }
  EXPECT_TRUE(found);
}

TEST_P(AuditTrail, is_every_account_on_the_log_once_with_the_key_that_verifies_its_officer) {
  post.runner->stop();
  const auto secrets = credentials("a password of many words", "483920", Password::known_to_all);
  ASSERT_TRUE(post.officers->enrol({{Id{3, 1}, "aida", "A. Officer", "KG", "customs", "officer", {}}, {Id{3, 2}, "bolat", "B. Officer", "KZ", "customs", "officer", {}}}, *secrets));
  for (int twice = 0; twice < 2; ++twice) ASSERT_TRUE(note_accounts(*post.store, post.officers->accounts(), post.clock.now()));
  ASSERT_EQ(count<audit::AccountChanged>(recorder(kg_recorder_at)), 1u);
  ASSERT_EQ(count<audit::AccountChanged>(recorder(kz_recorder_at)), 1u);
  const auto events = trail(recorder(kg_recorder_at));
  const auto told = std::get<audit::AccountChanged>(events.back());
  const auto* aida = post.officers->by_name("aida");
  EXPECT_EQ(told.officer, aida->id);
  EXPECT_EQ(told.key, aida->key);
  EXPECT_EQ(told.after, account_hash(*post.officers->account_named("aida")));
}

TEST_P(AuditTrail, is_an_erasure_on_the_log_in_the_commit_that_erases) {
  post.runner->stop();
  ASSERT_TRUE(std::holds_alternative<Recorded>(post.arrive(vehicle)));
  store::Commit erasing;
  erasing.erases = {post.person_id(vehicle)};
  const auto recorded = record_by_operator(*post.store, "KG", audit::PersonErased{{}, post.person_id(vehicle), "request"}, erasing);
  ASSERT_TRUE(recorded) << recorded.error().what;
  const auto file = read_crossing_file(*post.store->reader().value(), post.crossing_id(vehicle), post.regime->post().code);
  EXPECT_FALSE((*file)->labels.persons.at(post.person_id(vehicle)).name);
  std::size_t told = 0;
  const auto now = log_now(*post.store->reader().value());
  const auto of_the_day = post.store->reader().value()->read_crossing(audit_stream(recorder(kg_recorder_at), audit_day(*now))).value();
  for (const auto& one : of_the_day)
    told += one.envelope.type == Code("PersonErased");
  EXPECT_EQ(told, 1u);
}

/// Two programs of one database find the same day's stream at the same version.
TEST(AuditOfProcesses, do_events_that_two_programs_write_at_once_both_land) {
  store::Home home{store::Engine::postgres};
  const auto one = home.open_sample(), other = home.open_empty();
  const Instant now = instant("2010-07-05T10:00:00Z");
  constexpr int each = 20;
  const auto write = [&](store::Store& store) {
    for (int i = 0; i < each; ++i) {
      if (!store.writer().begin()) throw std::runtime_error("no transaction");
      if (const auto put = put_audit(store.writer(), store::kz, now, audit::SignInsRefused{{}, "password", 1}); !put) throw std::runtime_error(put.error().what);
      if (!store.writer().finish()) throw std::runtime_error("not durable");
    }
  };
  auto beside = std::async(std::launch::async, [&] { write(*other); });
  write(*one);
  beside.get();
  const auto stored = one->reader().value()->read_crossing(audit_stream(store::kz, audit_day(now)));
  ASSERT_TRUE(stored) << stored.error().what;
  EXPECT_EQ(stored->size(), 2u * each);
}

}  // namespace
}  // namespace onestop::server::test
