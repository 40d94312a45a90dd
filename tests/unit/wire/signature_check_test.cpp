// Signatures of officers are held against the keys that the log names for them.
#include "wire/signature_check.h"

#include <gtest/gtest.h>

#include "core/law/activation.h"
#include "wire/audit_events.h"
#include "wire/events.h"

namespace onestop::wire {
namespace {

const Id officer{1, 1}, other{1, 2}, stream{2, 1};

KeyPair key(unsigned char number) {
  std::array<unsigned char, 32> seed{number};
  return key_pair_from_seed(seed);
}

struct Signed : testing::Test {
  SignatureCheck check;
  crossing::InspectionAct act{Id{3, 1}, Id{3, 2}, "goods_inspection", crossing::Outcome::passed, "nothing found", {"S1"}, {}, officer, Instant{5}};

  std::vector<std::string> take(const EncodedEvent& event, const Id& in = stream) {
    Envelope envelope;
    envelope.type = event.type;
    envelope.type_version = event.type_version;
    envelope.stream = in;
    return check.take(envelope, event.fields);
  }
  void enrolled(const Id& who, const PublicKey& with) { EXPECT_TRUE(take(encode(audit::Event(audit::AccountChanged{{}, who, "enrolled", {}, {}, with}))).empty()); }
  void drawn() { EXPECT_TRUE(take(encode(crossing::Event(crossing::InspectionActDrawn{{}, act}))).empty()); }
  std::vector<std::string> signed_with(const KeyPair& keys, const Id& in = stream) {
    crossing::By by;
    by.officer = officer;
    const auto bytes = crossing::act_bytes(act);
    return take(encode(crossing::Event(crossing::InspectionActSigned{by, act.inspection, sha256(bytes), keys.public_key, sign(bytes, keys.secret_key)})), in);
  }
};

TEST_F(Signed, does_a_genuine_signature_by_the_officers_own_key_hold) {
  enrolled(officer, key(1).public_key);
  drawn();
  EXPECT_TRUE(signed_with(key(1)).empty());
  EXPECT_EQ(check.genuine(), 1u);
  EXPECT_EQ(check.without_account(), 0u);
}

TEST_F(Signed, is_a_signature_by_a_key_that_is_not_the_officers_found) {
  enrolled(officer, key(1).public_key);
  drawn();
  EXPECT_EQ(signed_with(key(2)).size(), 1u);
}

TEST_F(Signed, is_a_key_good_from_the_change_of_the_account_on) {
  enrolled(officer, key(1).public_key);
  enrolled(officer, key(2).public_key);
  enrolled(officer, {});  // another change of the account, which leaves the key as it was
  drawn();
  EXPECT_TRUE(signed_with(key(2)).empty());
  EXPECT_EQ(signed_with(key(1)).size(), 1u);
}

TEST_F(Signed, is_a_signature_under_another_act_found) {
  enrolled(officer, key(1).public_key);
  drawn();
  act.findings = "two boxes more";
  EXPECT_EQ(signed_with(key(1)).size(), 1u) << "this act was never drawn";
}

TEST_F(Signed, is_an_act_of_another_crossing_no_act_of_this_one) {
  drawn();
  EXPECT_EQ(signed_with(key(1), Id{2, 2}).size(), 1u);
}

TEST_F(Signed, is_a_signature_without_an_account_on_the_log_counted) {
  drawn();
  EXPECT_TRUE(signed_with(key(1)).empty());
  EXPECT_EQ(check.without_account(), 1u);
}

TEST_F(Signed, is_law_that_one_person_signed_twice_found) {
  law::RegimeActivated activation{sha256(as_bytes("law")), "korday", "combined", Instant{1}, {}};
  const auto endorse = [&](const Id& who, const KeyPair& keys) { activation.endorsements.push_back({who, keys.public_key, sign(law::activation_bytes(activation), keys.secret_key)}); };
  endorse(officer, key(1));
  endorse(officer, key(2));
  EXPECT_EQ(take(encode(activation)).size(), 1u);
  activation.endorsements.pop_back();
  endorse(other, key(2));
  EXPECT_TRUE(take(encode(activation)).empty());
  activation.layout = "double";
  EXPECT_EQ(take(encode(activation)).size(), 2u) << "neither signed this";
}

}  // namespace
}  // namespace onestop::wire
