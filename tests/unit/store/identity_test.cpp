// Accounts, appointments, sessions and requests, in both engines.
#include "engines.h"

namespace onestop::store {
namespace {

const Id ada{0x0800, 1}, bek{0x0800, 2}, wish{0x0900, 1};
const Instant later = morning + hour_ms;

struct Identities : OnBothEngines {
  std::unique_ptr<Store> store = home.open_sample();

  template <class Work>
  auto write(Work work) {
    must(store->writer().begin());
    auto result = work(store->writer());
    must(store->writer().finish());
    return value(std::move(result));
  }
  template <class Work>
  void write_all(Work work) {
    must(store->writer().begin());
    must(work(store->writer()));
    must(store->writer().finish());
  }
  std::unique_ptr<Reader> reader() { return value(store->reader()); }
  AccountRow account(const Id& id, const char* name) const { return {id, name, "Officer", identity::AccountKind::officer, "KZ"}; }
  SessionRow session(unsigned char n, const Id& officer, const char* desk) const {
    Hash hash{};
    hash[0] = n;
    return {hash, Id{0x0A00, n}, officer, Id{0x0B00, 1}, desk, "password", false, morning, morning + 10 * hour_ms, morning};
  }
};
ON_BOTH_ENGINES(Identities);

TEST_P(Identities, is_an_account_read_as_it_was_written) {
  auto one = account(ada, "a.ada");
  one.key[3] = 7;
  one.issuer = "https://issuer.example";
  one.subject = "subject";
  EXPECT_TRUE(write([&](Writer& w) { return w.put_account(one); }));
  ASSERT_EQ(value(reader()->accounts()), std::vector{one});
  one.version = 2;
  one.closed = one.sessions_from = later;
  one.second_factor = one.new_password = true;
  one.certificate = "cn:scanner";
  EXPECT_TRUE(write([&](Writer& w) { return w.put_account(one); }));
  EXPECT_EQ(value(reader()->accounts()), std::vector{one});
}

TEST_P(Identities, is_a_change_refused_that_does_not_know_the_one_before) {
  auto one = account(ada, "a.ada");
  EXPECT_TRUE(write([&](Writer& w) { return w.put_account(one); }));
  one.version = 2;
  one.title = "first";
  EXPECT_TRUE(write([&](Writer& w) { return w.put_account(one); }));
  one.title = "second";
  EXPECT_FALSE(write([&](Writer& w) { return w.put_account(one); }));
  EXPECT_EQ(value(reader()->accounts()).at(0).title, "first");
}

TEST_P(Identities, has_each_name_one_account) {
  EXPECT_TRUE(write([&](Writer& w) { return w.put_account(account(ada, "same")); }));
  EXPECT_FALSE(write([&](Writer& w) { return w.put_account(account(bek, "same")); }));
  EXPECT_EQ(value(reader()->accounts()).size(), 1u);
}

TEST_P(Identities, is_an_appointment_ended_and_not_rewritten) {
  identity::Appointment one{Id{0x0B00, 1}, ada, "post", "KZ", "customs", "officer", {100}};
  write_all([&](Writer& w) { return w.put_appointment(one); });
  EXPECT_EQ(value(reader()->appointments()), std::vector{one});
  one.until = Day{200};
  one.approved_by = bek;
  auto rewritten = one;
  rewritten.agency = "frontier";
  write_all([&](Writer& w) { return w.put_appointment(rewritten); });
  EXPECT_EQ(value(reader()->appointments()), std::vector{one});
}

TEST_P(Identities, does_the_number_of_changes_grow_with_each) {
  const auto before = value(reader()->identity_change());
  EXPECT_TRUE(write([&](Writer& w) { return w.put_account(account(ada, "a.ada")); }));
  const auto between = value(reader()->identity_change());
  EXPECT_GT(between, before);
  write_all([&](Writer& w) { return w.put_appointment({Id{0x0B00, 1}, ada, {}, "KZ", "customs", "officer", {}}); });
  EXPECT_GT(value(reader()->identity_change()), between);
}

TEST_P(Identities, is_a_session_found_until_it_is_ended) {
  const auto one = session(1, ada, "bay_1"), other = session(2, bek, "bay_1");
  write_all([&](Writer& w) { return w.put_session(one); });
  write_all([&](Writer& w) { return w.put_session(other); });
  EXPECT_EQ(value(reader()->session(one.token_hash)), one);
  EXPECT_EQ(value(reader()->sessions_at("bay_1")).size(), 2u);
  EXPECT_EQ(value(reader()->sessions_of(bek)), std::vector{other});
  write_all([&](Writer& w) { return w.touch_session(one.token_hash, later); });
  write_all([&](Writer& w) { return w.touch_session(one.token_hash, morning); });
  EXPECT_EQ(value(reader()->session(one.token_hash))->last_used, later) << "the last use never goes back";
  EXPECT_TRUE(write([&](Writer& w) { return w.end_session(one.token_hash); }));
  EXPECT_FALSE(write([&](Writer& w) { return w.end_session(one.token_hash); })) << "ended once";
  EXPECT_FALSE(value(reader()->session(one.token_hash)));
}

TEST_P(Identities, is_a_code_used_once) {
  EXPECT_TRUE(write([&](Writer& w) { return w.use_code(ada, "app 1", morning); }));
  EXPECT_FALSE(write([&](Writer& w) { return w.use_code(ada, "app 1", morning); }));
  EXPECT_TRUE(write([&](Writer& w) { return w.use_code(bek, "app 1", morning); })) << "of another officer";
  EXPECT_TRUE(write([&](Writer& w) { return w.use_code(ada, "paper 1", morning); }));
  EXPECT_TRUE(write([&](Writer& w) { return w.use_code(ada, "app 2", morning + 2 * hour_ms); }));
  EXPECT_EQ(value(reader()->used_codes(ada)).size(), 2u) << "an app's code is forgotten when it cannot come again";
  EXPECT_FALSE(write([&](Writer& w) { return w.use_code(ada, "paper 1", morning + 9 * hour_ms); })) << "one on paper never";
}

TEST_P(Identities, is_a_request_decided_once) {
  const AccountRequestRow one{wish, "KZ", identity::Change::appoint, bek, "{}", 3, ada, morning};
  write_all([&](Writer& w) { return w.put_account_request(one); });
  EXPECT_EQ(value(reader()->account_request(wish)), one);
  EXPECT_EQ(value(reader()->account_requests("KZ", true, 10)), std::vector{one});
  EXPECT_TRUE(value(reader()->account_requests("KG", true, 10)).empty());
  EXPECT_TRUE(write([&](Writer& w) { return w.decide_account_request(wish, bek, later, RequestOutcome::approved); }));
  EXPECT_FALSE(write([&](Writer& w) { return w.decide_account_request(wish, ada, later, RequestOutcome::declined); }));
  EXPECT_TRUE(value(reader()->account_requests("KZ", true, 10)).empty());
  EXPECT_EQ(value(reader()->account_requests("KZ", false, 10)).at(0).outcome, RequestOutcome::approved);
}

}  // namespace
}  // namespace onestop::store
