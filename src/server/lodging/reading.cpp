#include "server/lodging/reading.h"

#include <algorithm>

#include "lodging/digest.h"
#include "lodging/rules/rules.h"

namespace onestop::server {
namespace {

std::string weight_word(lodging::Weight weight) {
  switch (weight) {
    case lodging::Weight::error: return "error";
    case lodging::Weight::warning: return "warning";
    case lodging::Weight::unchecked: return "not_checked";
  }
  return {};
}

}  // namespace

std::uint32_t Reading::count(lodging::Weight weight) const {
  return static_cast<std::uint32_t>(std::ranges::count(findings, weight, &lodging::Finding::weight));
}

Expected<std::unique_ptr<MessageReader>> MessageReader::open(const std::string& codes_folder, const std::string& schema_folder) {
  auto made = std::make_unique<MessageReader>();
  if (!codes_folder.empty()) {
    auto codes = lodging::CodeBook::of_folder(codes_folder);
    if (!codes) return std::unexpected(codes.error());
    made->codes_ = std::move(*codes);
  }
  if (!schema_folder.empty()) {
    auto schemas = lodging::SchemaFolder::open(schema_folder);
    if (!schemas) return std::unexpected(schemas.error());
    made->schemas_ = std::make_unique<lodging::SchemaFolder>(std::move(*schemas));
  }
  return made;
}

Reading MessageReader::read(std::string_view bytes, std::optional<lodging::Format> format, Day today, int utc_offset_min) {
  Reading out;
  out.size_bytes = static_cast<std::uint32_t>(bytes.size());
  out.received = lodging::receive(bytes, format);
  out.findings = out.received.findings;
  const auto add = [&](lodging::Findings more) { std::ranges::move(more, std::back_inserter(out.findings)); };
  if (!out.received.lodgement) return out;
  const auto& lodgement = *out.received.lodgement;
  const auto& shape = lodging::shape_of(*out.received.format);
  if (schemas_ && shape.notation == lodging::Notation::xml) add(schemas_->validate(bytes, shape.root.name));
  add(lodging::check_rules(lodgement, codes_, today));
  if (out.findings.size() > lodging::most_findings) out.findings.resize(lodging::most_findings);
  out.declared = lodging::declared_of(lodgement, utc_offset_min);
  return out;
}

ReadingView reading_view(const Reading& reading, const std::string& language) {
  ReadingView view;
  if (reading.received.format) view.format = lodging::name_of(*reading.received.format);
  view.hash = to_hex(reading.received.hash);
  view.size_bytes = reading.size_bytes;
  view.errors = reading.count(lodging::Weight::error);
  view.warnings = reading.count(lodging::Weight::warning);
  view.not_checked = reading.count(lodging::Weight::unchecked);
  for (const auto& one : reading.findings) {
    auto said = lodging::sentence(one, language);
    view.findings.push_back({one.code, weight_word(one.weight), one.place, one.line, one.column, std::move(said.what), std::move(said.right)});
  }
  for (const auto& one : reading.received.unmapped) view.not_taken_over.push_back({one.place, one.text});
  view.not_taken_over_count = static_cast<std::int64_t>(reading.received.unmapped_count);
  view.declared = reading.declared;
  return view;
}

}  // namespace onestop::server
