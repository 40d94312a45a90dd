#include "server/right/rights_in_force.h"

#include <algorithm>
#include <set>

#include "server/audit/audit.h"
#include "wire/rights_yaml.h"

namespace onestop::server {
namespace {

right::Words words_at(const Regime& regime, Instant now) {
  std::vector<Code> states;
  for (const auto& one : regime.post().states) states.push_back(one.code);
  return wire::words_of(regime.law(now), states, {regime.post().code});
}

}  // namespace

Expected<std::unique_ptr<RightsInForce>> RightsInForce::open(const std::filesystem::path& file, const Regime& regime, store::Store& store, Instant now) {
  const auto words = words_at(regime, now);
  const auto texts = wire::load_yaml(file);
  if (!texts) return fault(wire::to_text(texts.error()));
  auto own = wire::read_rights(texts->front(), words);
  if (!own) return fault(wire::to_text(own.error()));
  auto opened = std::unique_ptr<RightsInForce>(new RightsInForce);
  opened->file_ = std::make_shared<right::Rights>(std::move(*own));
  opened->text_ = texts->front().text;
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto list = rights_on_record(**reader);
  if (!list) return std::unexpected(list.error());
  for (const auto& one : *list) {
    if (auto sound = verify(one); !sound) return std::unexpected(sound.error());
    auto read = wire::read_rights({"rights on record", one.text}, words);
    if (!read) return fault(wire::to_text(read.error()));
    opened->reigns_.push_back({one.from, std::make_shared<right::Rights>(std::move(*read))});
  }
  std::ranges::stable_sort(opened->reigns_, {}, &Reign::from);
  return opened;
}

RightsInForce::At RightsInForce::at(Instant now) const {
  At found{file_, false};
  for (const auto& one : reigns_)
    if (one.from <= now) found = {one.rights, true};
  return found;
}

Expected<void> RightsInForce::activate(store::Store& store, const Regime& regime, const SignedRights& rights, const std::vector<Code>& states, const Id& recorder, Instant now) {
  if (auto sound = verify(rights); !sound) return sound;
  if (std::set<Code>(states.begin(), states.end()).size() < 2) return fault("one officer of each state has to sign");
  if (auto read = wire::read_rights({"rights", rights.text}, words_at(regime, now)); !read) return fault(wire::to_text(read.error()));
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return begun;
  auto list = rights_on_record(writer.reader());
  if (!list) {
    writer.abandon();
    return std::unexpected(list.error());
  }
  audit::RulesChanged changed{{}, {}, "rights", list->empty() ? Hash{} : list->back().hash, rights.hash, rights.from};
  for (const auto& one : rights.endorsements) changed.signed_by.push_back(one.officer);
  list->push_back(rights);
  auto done = put_rights(writer, *list);
  if (done) done = put_audit(writer, recorder, now, changed);
  if (done) return writer.finish();
  writer.abandon();
  return done;
}

std::filesystem::path rights_beside(const std::filesystem::path& law) {
  const auto folder = law.has_filename() ? law.parent_path() : law.parent_path().parent_path();
  return folder / "rights" / "korday.yaml";
}

}  // namespace onestop::server
