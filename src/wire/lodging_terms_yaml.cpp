#include "wire/lodging_terms_yaml.h"

#include "wire/law_yaml.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

enum class Late { marked, refused };
enum class Told { at_arrival, at_once };
BOOST_DESCRIBE_ENUM(Late, marked, refused)
BOOST_DESCRIBE_ENUM(Told, at_arrival, at_once)

}  // namespace

std::expected<lodgement::Terms, Findings> read_lodging_terms(const std::string& name, const std::string& text) {
  Findings findings;
  const auto root = read_yaml(name, text, findings);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  YamlFile file(name, findings);
  YamlFields fields(file, root, "the terms of lodging", {"lodging", "notice_min", "provision", "late", "early_days", "kept_h", "channels_told"});
  lodgement::Terms terms;
  fields.code("lodging");
  terms.notice_min = fields.number("notice_min", 0, 30 * 24 * 60, std::nullopt);
  terms.provision = fields.text("provision");
  terms.late_is_refused = fields.needed_choice<Late>("late") == Late::refused;
  terms.early_days = fields.number("early_days", 1, 366, 30);
  terms.kept_h = fields.number("kept_h", 1, 366 * 24, 72);
  terms.channel_told_at_arrival = fields.choice("channels_told", Told::at_arrival) == Told::at_arrival;
  if (!findings.empty()) return std::unexpected(std::move(findings));
  return terms;
}

std::expected<lodgement::Terms, Findings> load_lodging_terms(const std::filesystem::path& path) {
  const auto files = load_yaml(path);
  if (!files) return std::unexpected(files.error());
  if (files->size() != 1) return std::unexpected(Findings{{{path.string(), 0}, "the terms of lodging stand in " + std::to_string(files->size()) + " files", "one file"}});
  return read_lodging_terms(files->front().name, files->front().text);
}

}  // namespace onestop::wire
