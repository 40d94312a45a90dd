// A bundle of one crossing proves what stands on the log, to whoever has it alone, and is found out where it does not.
#include <cstdlib>
#include <fstream>
#include <random>

#include "../store/engines.h"
#include "server/audit/accounts.h"
#include "server/audit/audit.h"
#include "server/evidence/account.h"
#include "server/evidence/hand_out.h"
#include "server/evidence/trees.h"
#include "server/evidence/verify_bundle.h"
#include "standing_post.h"

namespace onestop::server::test {
namespace {

using namespace evidence;
using store::Engine;
using store::engine_name;

constexpr std::uint64_t vehicle = 1, other_vehicle = 2;

/// A post where two vehicles passed, one among the other's events; the officers who signed its law have accounts.
class Evidence : public store::OnBothEngines {
 protected:
  Evidence() {
    post.elsewhere = home.with();
    post.open(kg_midnight + -6 * hour_ms);
    for (unsigned char one = 1; one <= 2; ++one) {
      std::array<unsigned char, 32> seed{one};
      const auto told = record_by_operator(*post.store, "KZ", audit::AccountChanged{{}, Id{9, one}, "enrolled", {}, {}, key_pair_from_seed(seed).public_key});
      if (!told) throw std::runtime_error(told.error().what);
    }
    post.sign();
    (void)post.arrive(vehicle);
    (void)post.arrive(other_vehicle, "car_2");
    post.pass_through(vehicle);
    post.pass_through(other_vehicle);
  }

  Wish wish(Receiver receiver = {}) const { return {post.crossing_id(vehicle), std::move(receiver), "en"}; }
  Bytes handed_out(const Wish& wish) {
    const store::Files files(home.folder.file("files"));
    auto archive = hand_out_by_operator(*post.store, files, wish, "court");
    if (!archive) throw std::runtime_error(archive.error().what);
    return std::move(*archive);
  }
  /// As an operator who has the recorder's key could forge it.
  Bytes sealed_again(FileSet files) {
    const auto& recorder = post.runner->recorders().front();
    return value(seal_bundle(std::move(files), recorder.id, recorder.key));
  }
  static std::string first_finding(ByteView archive) {
    const auto outcome = verify_bundle(archive);
    return outcome.holds() ? "" : outcome.findings.front();
  }
  /// What the stranger's program says; 0 where the bundle holds.
  int strangers_word(const Bytes& archive, const std::string& options = {}) {
    const auto path = home.folder.file("bundle.zip");
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(archive.data()), static_cast<std::streamsize>(archive.size()));
    return std::system(("python3 -B " ONESTOP_SOURCE_DIR "/tests/tools/verify_bundle.py " + path + " " + options + " > " + home.folder.file("said") + " 2>&1").c_str());
  }
  std::string said() {
    std::ifstream file(home.folder.file("said"));
    return {(std::istreambuf_iterator<char>(file)), {}};
  }
  /// Both verifiers find it, though a recorder sealed it.
  void expect_found(FileSet files, const std::string& what) {
    const auto archive = sealed_again(std::move(files));
    EXPECT_NE(first_finding(archive), "") << what;
    EXPECT_NE(strangers_word(archive), 0) << what << ": the stranger's program accepts it";
  }
  template <class T>
  static T value(Expected<T> maybe) {
    if (!maybe) throw std::runtime_error(maybe.error().what);
    return std::move(*maybe);
  }

  StandingPost post;
};
ON_BOTH_ENGINES(Evidence);

TEST_P(Evidence, do_both_verifiers_accept_a_bundle_as_it_was_handed_out) {
  const auto archive = handed_out(wish());
  EXPECT_EQ(first_finding(archive), "");
  EXPECT_EQ(strangers_word(archive), 0) << said();
  const auto outcome = verify_bundle(archive);
  EXPECT_EQ(outcome.signatures, 2u) << "both under the law";
  EXPECT_EQ(outcome.signatures_without_account, 0u);
}

TEST_P(Evidence, is_the_same_crossing_in_the_same_log_the_same_to_the_byte) {
  const auto first = handed_out(wish());
  EXPECT_EQ(handed_out(wish()), first) << "that it was handed out once changes nothing of it";
}

TEST_P(Evidence, is_what_was_handed_out_on_the_log_with_its_hash) {
  const auto archive = handed_out(wish());
  std::ostringstream log;
  const auto now = value(log_now(*post.store->reader().value()));
  std::size_t told = 0;
  for (const auto& recorder : post.runner->recorders())
    for (const auto& one : value(post.store->reader().value()->read_crossing(audit_stream(recorder.id, audit_day(now)))))
      if (one.envelope.type == Code("HandedOut"))
        for (const auto& field : one.fields) told += field.name == "hash" && std::ranges::equal(field.value, sha256(archive));
  EXPECT_EQ(told, 1u);
}

TEST_P(Evidence, is_every_byte_of_an_event_found_although_a_recorder_sealed_the_change) {
  const auto files = value(unzip(handed_out(wish({.personal = true}))));
  const auto index = value(read_bundle(files)).index;
  std::size_t flips = 0;
  // The smallest one, and the arrival with its opened fields.
  std::string smallest = event_file(1), richest = event_file(1);
  for (std::size_t i = 1; i <= index.events; ++i) {
    const auto name = event_file(i);
    if (files.at(name).size() < files.at(smallest).size()) smallest = name;
    if (!value(read_bundle(files)).events[i - 1].openings.empty()) richest = name;
  }
  for (const auto& name : {smallest, richest})
    for (std::size_t at = 0; at < files.at(name).size(); ++at, ++flips) {
      auto changed = files;
      changed[name][at] ^= 0x20;
      EXPECT_NE(first_finding(sealed_again(std::move(changed))), "") << name << " byte " << at;
    }
  EXPECT_GT(flips, 500u);
}

TEST_P(Evidence, is_any_flipped_bit_of_the_archive_found_by_both) {
  const auto archive = handed_out(wish());
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 draw(seed);
  for (int i = 0; i < 400; ++i) {
    auto changed = archive;
    const auto at = draw() % changed.size();
    changed[at] ^= static_cast<unsigned char>(1u << draw() % 8);
    EXPECT_NE(first_finding(changed), "") << "byte " << at << ", seed " << seed;
  }
  EXPECT_EQ(strangers_word(archive, "--flips 200 --seed " + std::to_string(seed)), 0) << said();
}

TEST_P(Evidence, is_an_event_that_was_removed_or_exchanged_found) {
  const auto files = value(unzip(handed_out(wish())));
  const auto whole = value(read_bundle(files));
  const auto rest = [&](const Bundle& bundle) {
    auto changed = files_of(bundle);
    changed[account_file] = files.at(account_file);
    changed[method_file] = files.at(method_file);
    return changed;
  };
  std::vector<std::size_t> of_crossing;
  for (std::size_t i = 0; i < whole.events.size(); ++i)
    if (whole.events[i].kind == Kind::crossing) of_crossing.push_back(i);
  ASSERT_GT(of_crossing.size(), 4u);
  auto removed = whole;
  removed.events.erase(removed.events.begin() + static_cast<std::ptrdiff_t>(of_crossing[1]));
  removed.index.events = static_cast<std::uint32_t>(removed.events.size());
  expect_found(rest(removed), "an event is missing");
  auto exchanged = whole;
  std::swap(exchanged.events[of_crossing[1]], exchanged.events[of_crossing[2]]);
  expect_found(rest(exchanged), "two events changed their places");
  auto renamed = whole;
  renamed.events[of_crossing[0]].kind = Kind::shift;
  expect_found(rest(renamed), "an event of the crossing is given as another thing");
}

TEST_P(Evidence, is_a_checkpoint_of_another_log_or_law_that_nobody_signed_found) {
  const auto files = value(unzip(handed_out(wish())));
  auto bundle = value(read_bundle(files));
  const auto rest = [&](const Bundle& changed) {
    auto all = files_of(changed);
    all[account_file] = files.at(account_file);
    all[method_file] = files.at(method_file);
    return all;
  };
  auto foreign = bundle;
  auto tree = value(wire::parse_checkpoint(foreign.index.checkpoints.front().checkpoint));
  tree.root[0] ^= 1;
  for (const auto& one : post.runner->recorders())
    if (one.id == tree.recorder) foreign.index.checkpoints.front().checkpoint = wire::to_bytes(wire::sign_checkpoint(tree, one.key));
  expect_found(rest(foreign), "a checkpoint of other events");
  auto forged = bundle;
  auto& text = forged.texts.begin()->second;
  text.push_back('\n');
  expect_found(rest(forged), "a line more in the law");
  auto unsigned_law = bundle;
  unsigned_law.index.regimes.front().layout = "double";
  unsigned_law.index.regimes.front().hash = sha256(value(recipe_of(unsigned_law.index.regimes.front(), unsigned_law.texts)));
  expect_found(rest(unsigned_law), "a law that is in force nowhere");
}

TEST_P(Evidence, is_a_changed_account_found_even_where_it_was_sealed) {
  auto files = value(unzip(handed_out(wish())));
  auto& account = files[account_file];
  const std::string_view was = "Released", is = "Detained";
  const auto at = std::search(account.begin(), account.end(), was.begin(), was.end());
  ASSERT_NE(at, account.end());
  std::ranges::copy(is, at);
  EXPECT_EQ(first_finding(sealed_again(files)), "the account does not say what the events say");
  EXPECT_NE(first_finding(value(zip(files))), "") << "with the seal that it had";
  EXPECT_NE(strangers_word(value(zip(files))), 0);
}

TEST_P(Evidence, is_a_bundle_by_keys_that_no_state_has_published_found) {
  const auto archive = handed_out(wish());
  const auto outcome = verify_bundle(archive, {PublicKey{1}});
  EXPECT_FALSE(outcome.holds());
  EXPECT_NE(strangers_word(archive, "--key " + std::string(64, '0')), 0);
  std::vector<PublicKey> published;
  for (const auto& one : outcome.index.recorders) published.push_back(one.key);
  EXPECT_TRUE(verify_bundle(archive, published).holds());
}

TEST_P(Evidence, does_a_receiver_get_no_more_than_he_may_see_and_can_verify_that) {
  const auto names = [](const Bytes& archive) {
    const std::string_view name = "Model Driver";
    return std::search(archive.begin(), archive.end(), name.begin(), name.end()) != archive.end();
  };
  const auto whole = handed_out(wish()), masked = handed_out(wish({"joint commission", std::nullopt, false}));
  EXPECT_TRUE(names(whole)) << "the account tells a court who drove";
  EXPECT_FALSE(names(masked));
  EXPECT_EQ(first_finding(masked), "");
  EXPECT_EQ(strangers_word(masked), 0) << said();
  for (const auto& event : value(read_bundle(value(unzip(masked)))).events)
    for (const auto& field : value(read_event(event)).sealed.fields) EXPECT_FALSE(field.visibility == wire::Visibility::personal && field.present) << field.name;
}

TEST_P(Evidence, does_the_bundle_of_an_erased_person_still_verify) {
  store::Commit erasing;
  erasing.erases = {post.person_id(vehicle)};
  ASSERT_TRUE(record_by_operator(*post.store, "KZ", audit::PersonErased{{}, post.person_id(vehicle), "court"}, erasing));
  const auto archive = handed_out(wish());
  EXPECT_EQ(first_finding(archive), "");
  EXPECT_EQ(strangers_word(archive), 0) << said();
  for (const auto& event : value(read_bundle(value(unzip(archive)))).events) EXPECT_TRUE(event.openings.empty());
}

TEST_P(Evidence, is_there_an_account_in_every_language_without_a_word_missing) {
  for (const auto* language : {"en", "ru", "kk", "ky"}) {
    auto asked = wish();
    asked.language = language;
    const auto archive = handed_out(asked);
    EXPECT_EQ(first_finding(archive), "") << language;
    const auto files = value(unzip(archive));
    const auto& account = files.at(account_file);
    const std::string text(account.begin(), account.end());
    EXPECT_EQ(text.find("{{"), std::string::npos) << language;
    EXPECT_EQ(text.find("<script"), std::string::npos);
    EXPECT_NE(text.find("lang=\"" + std::string(language)), std::string::npos);
  }
}

TEST(InclusionProofs, are_many_at_once_those_that_are_made_one_by_one) {
  for (std::size_t size = 1; size <= 40; ++size) {
    std::vector<Hash> events(size);
    std::vector<std::uint64_t> leaves;
    for (std::size_t i = 0; i < size; ++i) events[i][0] = static_cast<unsigned char>(i), leaves.push_back(i);
    const auto proofs = inclusion_proofs(events, leaves);
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(proofs[i], wire::inclusion_proof(events, i)) << size << " " << i;
  }
}

TEST(VerifyPage, are_its_vectors_what_this_program_computes) {
  std::ifstream file(ONESTOP_SOURCE_DIR "/docs/verify-bundle.md");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  const auto has = [&](ByteView bytes) { return page.find("\n  = " + to_hex(bytes) + "\n") != std::string::npos; };
  const auto event = wire::event_hash(wire::no_previous, as_bytes("abc"));
  EXPECT_TRUE(has(event));
  EXPECT_TRUE(has(wire::leaf_hash(event)));
  EXPECT_TRUE(has(wire::node_hash(wire::leaf_hash(event), wire::leaf_hash(event))));
  std::array<unsigned char, 32> seed;
  seed.fill(7);
  const auto keys = key_pair_from_seed(seed);
  EXPECT_TRUE(has(keys.public_key));
  EXPECT_TRUE(has(sign(sealed_words(""), keys.secret_key)));
}

}  // namespace
}  // namespace onestop::server::test
