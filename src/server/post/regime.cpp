#include "server/post/regime.h"

#include "wire/events.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::server {
namespace {

/// How a compiled procedure is put on record: everything needed to compile it again, in canonical bytes.
Bytes recipe(const std::vector<wire::NamedText>& law, const wire::NamedText& post, const Code& layout, Instant at) {
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(law.size()));
  for (const auto& file : law) {
    out.text(file.name);
    out.text(file.text);
  }
  out.text(post.name);
  out.text(post.text);
  out.text(layout.view());
  out.instant(at);
  return out.take();
}

std::string in_words(const std::vector<law::Finding>& findings) {
  std::string text;
  for (const auto& one : findings)
    text += one.place.file + ":" + std::to_string(one.place.line) + ": " + one.wrong + (one.right.empty() ? "" : "; right would be: " + one.right) + "\n";
  if (!text.empty()) text.pop_back();
  return text;
}

struct Cooked {
  law::Law law;
  post::Post post;
  Code layout;
  law::Compiled compiled;
};

Expected<Cooked> cook(ByteView bytes) {
  ByteReader in(bytes);
  std::vector<wire::NamedText> law_files(std::min<std::uint32_t>(in.u32(), wire::most_law_files));
  for (auto& file : law_files) {
    file.name = in.text();
    file.text = in.text();
  }
  wire::NamedText post_file;
  post_file.name = in.text();
  post_file.text = in.text();
  const auto layout_text = in.text();
  const auto at = in.instant();
  if (!in.done() || !Code::fits(layout_text)) return fault("a regime on record cannot be read");
  auto law = wire::read_law(law_files);
  if (!law) return fault(in_words(law.error()));
  auto post = wire::read_post(post_file);
  if (!post) return fault(in_words(post.error()));
  const Code layout = layout_text.empty() ? post->layout : Code(layout_text);
  auto compiled = law::compile(*law, *post, layout, at);
  if (!compiled) return fault(in_words(compiled.error()));
  return Cooked{std::move(*law), std::move(*post), layout, std::move(*compiled)};
}

}  // namespace

Expected<std::unique_ptr<Regime>> Regime::open(const Sources& sources, store::Store& store, Instant at) {
  const auto law_files = wire::load_yaml(sources.law);
  if (!law_files) return fault(in_words(law_files.error()));
  const auto post_files = wire::load_yaml(sources.post);
  if (!post_files) return fault(in_words(post_files.error()));
  if (post_files->empty()) return fault(sources.post.string() + " holds no post");
  const auto bytes = recipe(*law_files, post_files->front(), sources.layout, at);
  auto cooked = cook(bytes);
  if (!cooked) return std::unexpected(cooked.error());

  auto regime = std::unique_ptr<Regime>(new Regime);
  if (auto done = regime->recall(store); !done) return std::unexpected(done.error());
  regime->law_ = std::move(cooked->law);
  regime->post_ = std::move(cooked->post);
  for (const auto& layout : regime->post_.layouts)
    if (layout.code == cooked->layout) regime->layout_ = &layout;

  regime->recipe_ = bytes;
  regime->at_ = at;
  regime->activated_ = true;
  for (auto& procedure : cooked->compiled.procedures) {
    regime->activated_ = regime->activated_ && regime->procedures_.contains(procedure.hash);
    for (const auto& citation : procedure.provisions) regime->citations_[citation.id] = citation;
    auto& kept = regime->procedures_[procedure.hash];
    if (!kept) kept = std::make_unique<law::Procedure>(std::move(procedure));
    regime->in_force_.push_back(kept.get());
  }
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

Expected<void> Regime::recall(store::Store& store) {
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto rows = (*reader)->regimes();
  if (!rows) return std::unexpected(rows.error());
  for (const auto& row : *rows) {
    if (row.kind != Code("regime")) continue;
    if (sha256(row.source) != row.hash) return fault("the regime of " + to_text(row.activated) + " on record is not what its hash says");
    auto cooked = cook(row.source);
    if (!cooked) return std::unexpected(cooked.error());
    for (auto& procedure : cooked->compiled.procedures) {
      for (const auto& citation : procedure.provisions) citations_.emplace(citation.id, citation);
      auto& kept = procedures_[procedure.hash];
      if (!kept) kept = std::make_unique<law::Procedure>(std::move(procedure));
    }
  }
  return {};
}

const law::Procedure* Regime::in_force(const Code& exit_state) const {
  for (const auto* one : in_force_)
    if (one->states[0] == exit_state) return one;
  return nullptr;
}

const law::Procedure* Regime::of(const Hash& procedure) const {
  const auto at = procedures_.find(procedure);
  return at == procedures_.end() ? nullptr : at->second.get();
}

const law::Citation* Regime::cite(const Code& provision) const {
  const auto at = citations_.find(provision);
  return at == citations_.end() ? nullptr : &at->second;
}

}  // namespace onestop::server
