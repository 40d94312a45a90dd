#include "server/evidence/hand_out.h"

#include "server/audit/accounts.h"
#include "server/evidence/account.h"
#include "server/evidence/verify_bundle.h"
#include "server/post/officers.h"

namespace onestop::server::evidence {
namespace {

constexpr std::string_view method =
#include "server/evidence/method.inc"
    ;

Expected<std::optional<SecretKey>> key_of_recorder(store::Store& store, const Id& recorder) {
  SecretKey key{};
  const auto kept = store.keys().secret("recorder_key", recorder);
  if (!kept) return std::unexpected(kept.error());
  if (!*kept || (*kept)->size() != key.size()) return std::optional<SecretKey>{};
  std::ranges::copy(**kept, key.begin());
  return std::optional(key);
}

/// Another process may write between the two; then the next round covers that, too.
Expected<Bundle> collect_signed(store::Store& store, const store::Files& files, const Wish& wish) {
  const auto officers = Officers::open(store);
  if (!officers) return std::unexpected(officers.error());
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  constexpr int rounds = 4;
  for (int i = 0; i < rounds; ++i) {
    auto collected = collect(**reader, files, wish, [&](const Id& id) { return (*officers)->title_of(id); });
    if (!collected) return std::unexpected(collected.error());
    if (!*collected) return fault("there is no crossing " + to_text(wish.crossing) + " on this log");
    if ((*collected)->unsigned_recorders.empty()) return std::move((*collected)->bundle);
    const auto now = log_now(**reader);
    if (!now) return std::unexpected(now.error());
    auto& writer = store.writer();
    if (auto begun = writer.begin(store::Takes::several); !begun) return std::unexpected(begun.error());
    const auto key_of = [&](const Id& recorder) { return key_of_recorder(store, recorder).value_or(std::nullopt); };
    if (auto done = sign_trees(writer, (*collected)->unsigned_recorders, *now, key_of); !done) {
      writer.abandon();
      return std::unexpected(done.error());
    }
    if (auto done = writer.finish(); !done) return std::unexpected(done.error());
  }
  return fault("the log grew faster than its checkpoints could be signed; try again");
}

}  // namespace

Expected<Bytes> archive_of(const Bundle& bundle, const Id& recorder, const SecretKey& key) {
  auto account = account_of(bundle);
  if (!account) return std::unexpected(account.error());
  auto files = files_of(bundle);
  files[account_file] = Bytes(account->begin(), account->end());
  files[method_file] = Bytes(method.begin(), method.end());
  return seal_bundle(std::move(files), recorder, key);
}

Expected<Bytes> hand_out_by_operator(store::Store& store, const store::Files& files, const Wish& wish, const std::string& to) {
  auto bundle = collect_signed(store, files, wish);
  if (!bundle) return std::unexpected(bundle.error());
  if (bundle->index.recorders.empty()) return fault("the bundle names no recorder");
  const auto sealer = bundle->index.recorders.front().id;
  const auto key = key_of_recorder(store, sealer);
  if (!key) return std::unexpected(key.error());
  if (!*key) return fault("the key of recorder " + to_text(sealer) + " is not here, so that nothing can be sealed");
  auto archive = archive_of(*bundle, sealer, **key);
  if (!archive) return archive;
  if (auto recorded = record_by_operator(store, bundle->index.recorders.front().state, audit::HandedOut{{}, "evidence", wish.crossing, sha256(*archive), to}); !recorded)
    return std::unexpected(recorded.error());
  return archive;
}

}  // namespace onestop::server::evidence
