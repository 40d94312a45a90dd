#include "server/post/regime.h"

#include <algorithm>

#include "core/post/check.h"
#include "server/audit/audit.h"
#include "wire/events.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::server {
namespace {

/// Null before the first.
const LawOnRecord::Activation* activation_at(const LawOnRecord& record, Instant at) {
  const LawOnRecord::Activation* found = nullptr;
  for (const auto& one : record.activations())
    if (one.from <= at) found = &one;
  return found;
}

/// The same for whoever reads what was done around the record, beside the event that two people signed.
audit::RulesChanged told_to_auditors(const law::RegimeActivated& activation, const std::vector<store::RegimeRow>& on_record) {
  audit::RulesChanged changed{{}, {}, "law", {}, activation.regime, activation.from};
  for (const auto& one : activation.endorsements) changed.signed_by.push_back(one.officer);
  Instant latest{INT64_MIN};
  for (const auto& row : on_record)
    if (row.kind == Code("regime") && row.activated <= activation.from && row.activated >= latest) changed.before = row.hash, latest = row.activated;
  return changed;
}

}  // namespace

Expected<std::unique_ptr<Regime>> Regime::open(const Where& where, store::Store& store, Instant at) {
  const auto law_files = wire::load_yaml(where.law);
  if (!law_files) return fault(in_words(law_files.error()));
  const auto post_files = wire::load_yaml(where.post);
  if (!post_files) return fault(in_words(post_files.error()));
  if (post_files->empty()) return fault(where.post.string() + " holds no post");
  const auto named = wire::read_post(post_files->front());
  if (!named) return fault(in_words(named.error()));

  auto regime = std::unique_ptr<Regime>(new Regime);
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  auto record = LawOnRecord::read(**reader, named->code);
  if (!record) return std::unexpected(record.error());
  regime->record_ = std::move(*record);
  regime->at_ = at;
  const auto* present = activation_at(regime->record_, at);
  const auto layout = where.layout.empty() && present ? present->layout : where.layout;
  regime->recipe_ = recipe(*law_files, post_files->front(), layout, at);
  auto cooked = cook(regime->recipe_);
  if (!cooked) return std::unexpected(cooked.error());
  if (cooked->lapse) return fault(in_words(cooked->lapse->findings));
  regime->sources_ = cooked->sources;
  regime->layout_ = post::find_layout(regime->sources_->post, cooked->layout);
  regime->own_ = regime->record_.keep(std::move(cooked->eras));
  regime->governs_already_ = present && present->layout == regime->layout_->code && comes_to(*present, regime->own_);
  const auto planned = regime->is_planned(*law_files, post_files->front(), where.layout);
  if (!planned) return std::unexpected(planned.error());
  regime->activated_ = regime->governs_already_ || *planned;
  regime->line_up();
  return regime;
}

/// Whoever plans a change has its files in place before the day.
Expected<bool> Regime::is_planned(const std::vector<wire::NamedText>& law, const wire::NamedText& post, const Code& layout) {
  for (const auto& planned : record_.activations()) {
    if (governs_already_ || planned.from <= at_ || (!layout.empty() && layout != planned.layout)) continue;
    auto cooked = cook(recipe(law, post, planned.layout, planned.from));
    if (!cooked) return std::unexpected(cooked.error());
    if (!cooked->lapse && comes_to(planned, record_.keep(std::move(cooked->eras)))) return true;
  }
  return false;
}

/// Each activation reigns until the next.
void Regime::line_up() {
  reigns_.clear();
  eras_.clear();
  const auto& on_record = record_.activations();
  for (std::size_t i = 0; i < on_record.size(); ++i) {
    const auto& one = on_record[i];
    const auto until = i + 1 < on_record.size() ? std::optional(on_record[i + 1].from) : std::nullopt;
    reigns_.push_back({one.from, until, one.sources, post::find_layout(one.sources->post, one.layout)});
    for (const auto& era : one.eras)
      if (!until || era.from < *until) eras_.push_back(era);
  }
  if (!reigns_.empty()) return;
  reigns_.push_back({at_, std::nullopt, sources_, layout_});
  eras_ = own_;
}

const Regime::Reign& Regime::reign(Instant now) const {
  const auto* found = &reigns_.front();
  for (const auto& one : reigns_)
    if (one.from <= now) found = &one;
  return *found;
}

law::RegimeActivated Regime::activation() const { return {sha256(recipe_), sources_->post.code, layout_->code, at_, {}}; }

Expected<void> Regime::activate(store::Store& store, const law::RegimeActivated& activation, const Id& recorder, Instant now) {
  const auto wanted = this->activation();
  if (activation.regime != wanted.regime || activation.layout != wanted.layout || activation.from != wanted.from || !law::is_endorsed(activation))
    return fault("law and post come into force only when two different people sign exactly these sources");
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto stream = law::post_stream(post().code);
  const auto heads = (*reader)->versions(stream);
  if (!heads) return std::unexpected(heads.error());
  const auto before = (*reader)->regimes();
  if (!before) return std::unexpected(before.error());
  store::Commit commit;
  commit.expects.push_back({recorder, stream, 0});
  for (const auto& head : *heads)
    if (head.recorder == recorder) commit.expects.front().version = head.version;
  auto encoded = wire::encode(activation);
  commit.events.push_back({recorder, stream, encoded.type, encoded.type_version, now, {}, std::move(encoded.fields)});
  auto& writer = store.writer();
  if (auto done = writer.begin(); !done) return done;
  if (auto done = writer.put_regime({wanted.regime, "regime", layout_->code.text(), recipe_, at_}); !done) return done;
  const auto outcome = writer.apply(commit);
  if (!outcome) return std::unexpected(outcome.error());
  if (!std::holds_alternative<store::Applied>(*outcome)) return fault("somebody else is bringing law into force; try again");
  if (auto done = put_audit(writer, recorder, now, told_to_auditors(activation, *before)); !done) {
    writer.abandon();
    return done;
  }
  if (auto done = writer.finish(); !done) return done;
  record_.add({at_, layout_->code, sources_, own_});
  line_up();
  governs_already_ = activated_ = true;
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

Expected<Instant> midnight_of_host(const std::filesystem::path& file, Day day) {
  const auto files = wire::load_yaml(file);
  if (!files) return fault(in_words(files.error()));
  if (files->empty()) return fault(file.string() + " holds no post");
  const auto post = wire::read_post(files->front());
  if (!post) return fault(in_words(post.error()));
  std::int64_t offset_min = 0;
  for (const auto& state : post->states)
    if (state.code == post->host) offset_min = state.utc_offset_min;
  return Instant{day.number * day_ms - offset_min * minute_ms};
}

const law::Citation* Regime::cite(const Code& provision, Instant now) const {
  const auto* present = in_force(post().host, now);
  const auto* cited = present ? present->cite(provision) : nullptr;
  return cited ? cited : record_.cite(provision);
}

}  // namespace onestop::server
