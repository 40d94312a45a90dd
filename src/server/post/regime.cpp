#include "server/post/regime.h"

#include "core/post/check.h"
#include "wire/events.h"
#include "wire/law_yaml.h"

namespace onestop::server {

Expected<std::unique_ptr<Regime>> Regime::open(const Sources& sources, store::Store& store, Instant at) {
  const auto law_files = wire::load_yaml(sources.law);
  if (!law_files) return fault(in_words(law_files.error()));
  const auto post_files = wire::load_yaml(sources.post);
  if (!post_files) return fault(in_words(post_files.error()));
  if (post_files->empty()) return fault(sources.post.string() + " holds no post");
  auto regime = std::unique_ptr<Regime>(new Regime);
  regime->recipe_ = recipe(*law_files, post_files->front(), sources.layout, at);
  auto cooked = cook(regime->recipe_);
  if (!cooked) return std::unexpected(cooked.error());
  if (cooked->lapse) return fault(in_words(cooked->lapse->findings));

  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  auto record = LawOnRecord::read(**reader);
  if (!record) return std::unexpected(record.error());
  regime->record_ = std::move(*record);
  regime->at_ = at;
  regime->law_ = std::move(cooked->law);
  regime->post_ = std::move(cooked->post);
  regime->layout_ = post::find_layout(regime->post_, cooked->layout);
  regime->eras_ = regime->record_.keep(std::move(cooked->eras));
  regime->activated_ = regime->record_.holds(regime->eras_);
  return regime;
}

law::RegimeActivated Regime::activation() const { return {sha256(recipe_), post_.code, layout_->code, at_, {}}; }

Expected<void> Regime::activate(store::Store& store, const law::RegimeActivated& activation, const Id& recorder) {
  const auto wanted = this->activation();
  if (activation.regime != wanted.regime || activation.layout != wanted.layout || !law::is_endorsed(activation))
    return fault("law and post come into force only when two different people sign exactly these sources");
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto stream = law::post_stream(post_.code);
  const auto heads = (*reader)->versions(stream);
  if (!heads) return std::unexpected(heads.error());
  store::Commit commit;
  commit.expects.push_back({recorder, stream, 0});
  for (const auto& head : *heads)
    if (head.recorder == recorder) commit.expects.front().version = head.version;
  auto encoded = wire::encode(activation);
  commit.events.push_back({recorder, stream, encoded.type, encoded.type_version, activation.from, {}, std::move(encoded.fields)});
  auto& writer = store.writer();
  if (auto done = writer.begin(); !done) return done;
  if (auto done = writer.put_regime({wanted.regime, "regime", layout_->code.text(), recipe_, at_}); !done) return done;
  const auto outcome = writer.apply(commit);
  if (!outcome) return std::unexpected(outcome.error());
  if (!std::holds_alternative<store::Applied>(*outcome)) return fault("somebody else is bringing law into force; try again");
  if (auto done = writer.finish(); !done) return done;
  activated_ = true;
  return {};
}

const law::Procedure* Regime::in_force(const Code& exit_state, Instant now) const {
  const law::Procedure* found = nullptr;
  for (const auto& era : eras_) {
    if (era.from > now) break;
    for (const auto* one : era.procedures)
      if (one->states[0] == exit_state) found = one;
  }
  return found;
}

const law::Citation* Regime::cite(const Code& provision, Instant now) const {
  const auto* present = in_force(post_.host, now);
  const auto* cited = present ? present->cite(provision) : nullptr;
  return cited ? cited : record_.cite(provision);
}

}  // namespace onestop::server
