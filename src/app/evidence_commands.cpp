#include "app/evidence_commands.h"

#include <cstdio>
#include <fstream>

#include "app/data_store.h"
#include "server/evidence/account.h"
#include "server/evidence/hand_out.h"
#include "server/evidence/verify_bundle.h"

namespace onestop::app {
namespace {

using namespace server::evidence;

int failed(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 1;
}

Expected<void> export_to(const EvidenceRequest& request) {
  const auto crossing = parse_id(request.crossing);
  if (!crossing) return fault("\"" + request.crossing + "\" is no identity of a crossing; take it from the address of its card");
  if (!account_speaks(request.language)) return fault("the account speaks en, ru, kk and ky, not \"" + request.language + "\"");
  if (!Code::fits(request.of_state)) return fault("\"" + request.of_state + "\" is no state");
  auto store = open_existing(request.data);
  if (!store) return std::unexpected(store.error());
  Wish wish{*crossing, {request.receiver, std::nullopt, !request.without_personal}, Code(request.language)};
  if (!request.of_state.empty()) wish.receiver.of_state = Code(request.of_state);
  const auto archive = hand_out_by_operator(**store, store::Files(store::files_path(request.data)), wish, request.receiver + ": " + request.into);
  if (!archive) return std::unexpected(archive.error());
  std::ofstream file(request.into, std::ios::binary);
  file.write(reinterpret_cast<const char*>(archive->data()), static_cast<std::streamsize>(archive->size()));
  file.close();
  if (!file) return fault("the bundle cannot be written to " + request.into + "; the log says that it was handed out");
  std::printf("%s holds the evidence of crossing %s: %zu bytes, SHA-256 %s. It can be checked with: onestop log verify-bundle %s\n", request.into.c_str(),
              request.crossing.c_str(), archive->size(), to_hex(sha256(*archive)).c_str(), request.into.c_str());
  return {};
}

}  // namespace

int export_crossing(const EvidenceRequest& request) {
  const auto done = export_to(request);
  return done ? 0 : failed(done.error().what);
}

int verify_bundle_file(const std::string& path, const std::vector<std::string>& keys) {
  std::vector<PublicKey> known;
  for (const auto& text : keys) {
    const auto bytes = from_hex(text);
    if (bytes.size() != sizeof(PublicKey)) return failed("\"" + text + "\" is no public key: 64 hexadecimal digits");
    std::copy(bytes.begin(), bytes.end(), known.emplace_back().begin());
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed("the file " + path + " cannot be read");
  const Bytes archive((std::istreambuf_iterator<char>(file)), {});
  const auto outcome = verify_bundle(archive, known);
  for (const auto& one : outcome.findings) std::printf("%s\n", one.c_str());
  if (!outcome.holds()) return failed(path + " is NOT as it was recorded");
  std::printf("%s: crossing %s, %u events in their places, %llu signatures of officers hold\n", path.c_str(), to_text(outcome.index.crossing).c_str(), outcome.index.events,
              static_cast<unsigned long long>(outcome.signatures));
  for (const auto& one : outcome.index.recorders) std::printf("recorder %s (%s), key %s\n", one.name.c_str(), one.state.text().c_str(), to_hex(one.key).c_str());
  if (known.empty()) std::printf("Compare these keys with those that the states have published, or give them with --key.\n");
  return 0;
}

}  // namespace onestop::app
