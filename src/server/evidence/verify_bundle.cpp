#include "server/evidence/verify_bundle.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/law/activation.h"
#include "server/evidence/account.h"
#include "wire/events.h"
#include "wire/signature_check.h"

namespace onestop::server::evidence {
namespace {

class Verifier {
 public:
  Verifier(const std::vector<PublicKey>& known, Outcome& result) : known_(known), result_(result) {}

  void all(ByteView archive) {
    const auto files = unzip(archive);
    if (!files) return find(files.error().what);
    auto bundle = read_bundle(*files);
    if (!bundle) return find(bundle.error().what);
    bundle_ = std::move(*bundle);
    recorders();
    seal(*files);
    checkpoints();
    events();
    seen();
    law();
    photographs();
    if (result_.holds()) account(*files);
    result_.index = bundle_.index;
    result_.signatures = signatures_.genuine();
    result_.signatures_without_account = signatures_.without_account();
  }

 private:
  void find(std::string what) {
    if (result_.findings.size() < most_findings) result_.findings.push_back(std::move(what));
  }

  void recorders() {
    for (const auto& one : bundle_.index.recorders) {
      if (!keys_.emplace(one.id, one.key).second) find("recorder " + to_text(one.id) + " is named twice");
      if (!known_.empty() && std::ranges::find(known_, one.key) == known_.end())
        find("the key of recorder " + one.name + " is none of those that were given: " + to_hex(one.key));
    }
  }

  void seal(const FileSet& files) {
    const auto text = [&](const char* name) {
      const auto file = files.find(name);
      return file == files.end() ? std::string() : std::string(file->second.begin(), file->second.end());
    };
    const auto manifest = text(manifest_file), seal = text(seal_file);
    if (manifest != manifest_of(files)) find("a file is not the one that the manifest names, or one is missing or too many");
    const auto recorder = parse_id(std::string_view(seal).substr(0, std::min<std::size_t>(36, seal.size())));
    const auto key = recorder ? keys_.find(*recorder) : keys_.end();
    if (key == keys_.end()) return find("the bundle is sealed by no recorder that it names");
    Signature signature{};
    const auto bytes = seal.size() == 36 + 1 + 2 * signature.size() + 1 && seal[36] == ' ' && seal.back() == '\n' ? from_hex(std::string_view(seal).substr(37, 2 * signature.size())) : Bytes{};
    if (bytes.size() != signature.size()) return find("the seal cannot be read");
    std::ranges::copy(bytes, signature.begin());
    const bool written_so = seal == to_text(*recorder) + " " + to_hex(signature) + "\n";
    if (!written_so || !verify(sealed_words(manifest), signature, key->second)) find("the seal does not bear the recorder's signature under the manifest");
  }

  void checkpoints() {
    for (const auto& one : bundle_.index.checkpoints) {
      const auto key = keys_.find(one.recorder);
      const auto tree = wire::parse_checkpoint(one.checkpoint);
      if (!tree || key == keys_.end() || tree->recorder != one.recorder || !wire::verify(*tree, key->second))
        find("the checkpoint of recorder " + to_text(one.recorder) + " does not bear its signature");
      else if (!trees_.emplace(one.recorder, *tree).second) find("recorder " + to_text(one.recorder) + " has two checkpoints");
    }
  }

  void events() {
    for (std::size_t i = 0; i < bundle_.events.size(); ++i) {
      const auto& event = bundle_.events[i];
      name_ = event_file(i + 1) + ": ";
      const auto read = read_event(event);
      if (!read) {
        find(name_ + read.error().what);
        continue;
      }
      place(event, *read);
      for (const auto& opening : event.openings)
        if (std::ranges::none_of(read->fields, [&](const auto& field) { return field.name == opening.field && field.present && field.visibility == wire::Visibility::personal; }))
          find(name_ + "a field is opened that it does not have: " + opening.field);
      for (const auto& wrong : signatures_.take(read->sealed.envelope, read->fields)) find(name_ + wrong);
      remember(event, *read);
    }
    if (crossing_events_ == 0) find("no event tells of the crossing");
  }

  void place(const Event& event, const ReadEvent& read) {
    const auto& e = read.sealed.envelope;
    if (auto fits = wire::verify_event(read.sealed, event.previous); !fits) find(name_ + fits.error().what);
    const bool of_crossing = event.kind == Kind::crossing;
    if (of_crossing != (e.stream == bundle_.index.crossing)) find(name_ + "it is not of the crossing, or is given as another thing");
    crossing_events_ += of_crossing ? 1 : 0;
    auto& chain = chains_[{e.recorder, e.stream}];
    if (e.version == 1 && event.previous != wire::no_previous) find(name_ + "it is the first of its stream and names one before it");
    if (e.version == chain.version + 1 && chain.version > 0 && event.previous != chain.hash) find(name_ + "it does not follow on the event before it in its stream");
    if (e.version <= chain.version) find(name_ + "it stands behind a later event of its stream");
    if (of_crossing && e.version != chain.version + 1) find(name_ + "the event before it in its stream is missing");
    if (event.position <= positions_[e.recorder]) find(name_ + "it stands behind a later event of its recorder");
    positions_[e.recorder] = event.position;
    chain = {e.version, event.hash};
    const auto tree = trees_.find(e.recorder);
    if (tree == trees_.end()) return find(name_ + "there is no checkpoint of its recorder");
    if (event.position == 0 || !wire::verify_inclusion(event.hash, event.position - 1, tree->second.size, event.proof, tree->second.root))
      find(name_ + "it is not at its position under the checkpoint of its recorder");
  }

  void remember(const Event& event, const ReadEvent& read) {
    const auto& e = read.sealed.envelope;
    if (event.kind == Kind::crossing)
      for (const auto& seen : e.seen) seen_[seen.recorder] = std::max(seen_[seen.recorder], seen.version);
    if (event.kind == Kind::law) {
      const auto told = wire::decode_activation(e.type_version, read.fields);
      if (told) activations_.push_back(*told);
    }
    if (event.kind != Kind::crossing) return;
    const auto told = wire::decode(e.type, e.type_version, read.fields);
    if (!told) return find(name_ + told.error().what);
    if (const auto* attached = std::get_if<crossing::PhotographAttached>(&*told)) photographs_.insert(attached->hash);
  }

  /// What one state knew of the other's events must be here.
  void seen() {
    for (const auto& [recorder, version] : seen_)
      if (chains_[{recorder, bundle_.index.crossing}].version < version)
        find("events of recorder " + to_text(recorder) + " were seen by another up to version " + std::to_string(version) + " and are not all here");
  }

  void law() {
    if (bundle_.index.regimes.empty()) find("the law in force is not in the bundle");
    for (const auto& regime : bundle_.index.regimes) {
      const auto sources = recipe_of(regime, bundle_.texts);
      if (!sources || sha256(*sources) != regime.hash) {
        find("the sources of law and post are not those of the hash " + to_hex(regime.hash));
        continue;
      }
      const bool in_force = std::ranges::any_of(activations_, [&](const auto& one) { return one.regime == regime.hash && law::is_endorsed(one); });
      if (!in_force) find("no event of the bundle brings the law " + to_hex(regime.hash) + " into force with two signatures");
    }
  }

  void photographs() {
    std::set<Hash> named;
    for (const auto& one : bundle_.index.photographs) {
      named.insert(one.hash);
      const auto file = bundle_.pictures.find(one.file);
      if (!one.file.empty() && (file == bundle_.pictures.end() || sha256(file->second) != one.hash)) find("the photograph " + one.file + " is not the one of its hash");
    }
    if (named != photographs_) find("the photographs are not those that the events name");
  }

  /// Only this program writes the account in these words; another one would compare it by reading.
  void account(const FileSet& files) {
    const auto file = files.find(account_file);
    const auto again = account_of(bundle_);
    if (!again) return find("the account cannot be made again: " + again.error().what);
    if (file == files.end() || !std::ranges::equal(file->second, as_bytes(*again))) find("the account does not say what the events say");
  }

  struct Chain {
    std::uint64_t version = 0;
    Hash hash{};
  };

  const std::vector<PublicKey>& known_;
  Outcome& result_;
  Bundle bundle_;
  std::string name_;
  std::map<Id, PublicKey> keys_;
  std::map<Id, wire::Checkpoint> trees_;
  std::map<std::pair<Id, Id>, Chain> chains_;
  std::map<Id, std::uint64_t> positions_, seen_;
  std::vector<law::RegimeActivated> activations_;
  std::set<Hash> photographs_;
  std::size_t crossing_events_ = 0;
  wire::SignatureCheck signatures_;
};

}  // namespace

Outcome verify_bundle(ByteView archive, const std::vector<PublicKey>& known) {
  Outcome result;
  Verifier(known, result).all(archive);
  return result;
}

}  // namespace onestop::server::evidence
