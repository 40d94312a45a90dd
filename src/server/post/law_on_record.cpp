#include "server/post/law_on_record.h"

#include <algorithm>

#include "core/law/activation.h"
#include "server/post/recipe.h"
#include "wire/events.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::server {

Bytes recipe(const Ingredients& from) {
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(from.law.size()));
  for (const auto& file : from.law) {
    out.text(file.name);
    out.text(file.text);
  }
  out.text(from.post.name);
  out.text(from.post.text);
  out.text(from.layout.view());
  out.instant(from.at);
  return out.take();
}

Bytes recipe(const std::vector<wire::NamedText>& law, const wire::NamedText& post, const Code& layout, Instant at) {
  Ingredients from{{}, {post.name, post.text}, layout, at};
  for (const auto& file : law) from.law.push_back({file.name, file.text});
  return recipe(from);
}

std::string in_words(const std::vector<law::Finding>& findings) {
  std::string text;
  for (const auto& one : findings)
    text += one.place.file + ":" + std::to_string(one.place.line) + ": " + one.wrong + (one.right.empty() ? "" : "; right would be: " + one.right) + "\n";
  if (!text.empty()) text.pop_back();
  return text;
}

Expected<Ingredients> read_recipe(ByteView bytes) {
  ByteReader in(bytes);
  Ingredients read;
  read.law.resize(std::min<std::uint32_t>(in.u32(), wire::most_law_files));
  for (auto& file : read.law) {
    file.name = in.text();
    file.text = in.text();
  }
  read.post.name = in.text();
  read.post.text = in.text();
  const auto layout = in.text();
  read.at = in.instant();
  if (!in.done() || !Code::fits(layout)) return fault("a regime on record cannot be read");
  read.layout = Code(layout);
  return read;
}

Expected<Cooked> cook(ByteView bytes) {
  const auto from = read_recipe(bytes);
  if (!from) return std::unexpected(from.error());
  std::vector<wire::NamedText> law_files;
  for (const auto& file : from->law) law_files.push_back({file.name, file.text});
  auto law = wire::read_law(law_files);
  if (!law) return fault(in_words(law.error()));
  auto post = wire::read_post({from->post.name, from->post.text});
  if (!post) return fault(in_words(post.error()));
  const Code layout = from->layout.empty() ? post->layout : from->layout;
  auto eras = law::timeline(*law, *post, layout, from->at);
  Cooked cooked{std::make_shared<const Sources>(Sources{std::move(*law), std::move(*post)}), layout, {}, {}};
  if (eras) {
    cooked.eras = std::move(*eras);
    return cooked;
  }
  cooked.lapse = std::move(eras.error());
  cooked.eras = std::move(cooked.lapse->before);
  if (cooked.eras.empty()) return fault(in_words(cooked.lapse->findings));
  return cooked;
}

Expected<LawOnRecord> LawOnRecord::read(store::Reader& reader, const Code& post) {
  const auto rows = reader.regimes();
  if (!rows) return std::unexpected(rows.error());
  LawOnRecord record;
  std::map<Hash, Activation> compiled;
  for (const auto& row : *rows) {
    if (row.kind != Code("regime")) continue;
    if (sha256(row.source) != row.hash) return fault("the regime of " + to_text(row.activated) + " on record is not what its hash says");
    auto cooked = cook(row.source);  // a lapse in its later days was signed by a version that did not look ahead
    if (!cooked) return std::unexpected(cooked.error());
    compiled[row.hash] = {row.activated, cooked->layout, cooked->sources, record.keep(std::move(cooked->eras))};
  }
  if (post.empty()) return record;
  const auto events = reader.read_crossing(law::post_stream(post));
  if (!events) return std::unexpected(events.error());
  for (const auto& one : *events) {
    if (one.envelope.type != Code("RegimeActivated")) continue;
    const auto event = wire::decode_activation(one.envelope.type_version, one.fields);
    if (!event) return fault("event " + std::to_string(one.seq) + ": " + event.error().what);
    const auto found = compiled.find(event->regime);
    if (found == compiled.end()) return fault("the sources of event " + std::to_string(one.seq) + ", which brought them into force, are not on record");
    if (!law::is_endorsed(*event)) return fault("event " + std::to_string(one.seq) + " brings law into force without two signatures that hold");
    record.add(found->second);
  }
  return record;
}

void LawOnRecord::add(Activation activation) {
  std::erase_if(activations_, [&](const Activation& other) { return other.from == activation.from; });
  activations_.insert(std::ranges::upper_bound(activations_, activation.from, {}, &Activation::from), std::move(activation));
}

bool comes_to(const LawOnRecord::Activation& activation, const std::vector<LawOnRecord::Era>& eras) {
  if (eras.empty()) return false;
  std::vector<LawOnRecord::Era> rest;  // of what was signed, from their first instant on
  for (const auto& era : activation.eras) {
    if (era.from <= eras.front().from) rest.assign(1, {eras.front().from, era.procedures});
    else rest.push_back(era);
  }
  return std::ranges::equal(rest, eras, [](const auto& a, const auto& b) { return a.from == b.from && a.procedures == b.procedures; });
}

std::vector<LawOnRecord::Era> LawOnRecord::keep(std::vector<law::Era> eras) {
  std::vector<Era> out;
  for (auto& era : eras) {
    Era kept_era{era.from, {}};
    for (std::size_t i = 0; i < 2; ++i) {
      auto& procedure = era.compiled.procedures[i];
      for (const auto& citation : procedure.provisions) citations_[citation.id] = citation;
      auto& kept = procedures_[procedure.hash];
      if (!kept) kept = std::make_unique<law::Procedure>(std::move(procedure));
      kept_era.procedures[i] = kept.get();
    }
    out.push_back(kept_era);
  }
  return out;
}

const law::Procedure* LawOnRecord::of(const Hash& procedure) const {
  const auto at = procedures_.find(procedure);
  return at == procedures_.end() ? nullptr : at->second.get();
}

const law::Citation* LawOnRecord::cite(const Code& provision) const {
  const auto at = citations_.find(provision);
  return at == citations_.end() ? nullptr : &at->second;
}

}  // namespace onestop::server
