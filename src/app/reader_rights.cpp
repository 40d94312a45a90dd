#include "app/reader_rights.h"

#include <algorithm>

#include "wire/law_yaml.h"
#include "wire/yaml_fields.h"

namespace onestop::app {
namespace {

using store::Reach;

bool sits(const post::Post& post, const Code& state, const Code& agency) {
  return std::ranges::any_of(post.layouts, [&](const post::Layout& layout) {
    return std::ranges::any_of(layout.desks, [&](const post::Desk& desk) { return desk.state == state && desk.agency == agency; });
  });
}

/// What a rule must show to some officer of an agency before the agency reads such rows.
struct Shown {
  Reach store::ReaderRights::*rows;
  std::string_view kind, field;
};
constexpr Shown shown[] = {{&store::ReaderRights::crossings, "crossing", "passage"}, {&store::ReaderRights::acts, "crossing", "acts"},
                           {&store::ReaderRights::work, "crossing", "work"},         {&store::ReaderRights::stays, "crossing", "minutes"},
                           {&store::ReaderRights::lodgements, "lodgement", "standing"}, {&store::ReaderRights::events, "crossing", "acts"}};

bool is_shown(const right::Rights& rights, const store::ReaderRights& reader, right::Field field) {
  const auto fits = [](const std::vector<Code>& named, const Code& code) { return named.empty() || std::ranges::find(named, code) != named.end(); };
  return std::ranges::any_of(rights.rules, [&](const right::Rule& rule) {
    return rule.who == right::Party::officers && fits(rule.agencies, reader.agency) && fits(rule.states, reader.state) && std::ranges::find(rule.sees, field) != rule.sees.end();
  });
}

}  // namespace

std::string beyond_rights(const std::vector<store::ReaderRights>& readers, const right::Rights& rights) {
  for (const auto& reader : readers)
    for (const auto& one : shown) {
      const auto field = right::field_named(one.kind, one.field);
      if (reader.*one.rows != Reach::nothing && (!field || !is_shown(rights, reader, *field)))
        return store::reader_role(reader) + " would read what the rights show to no officer of " + reader.agency.text() + ": " + std::string(one.kind) + "." + std::string(one.field);
    }
  return {};
}

std::expected<std::vector<store::ReaderRights>, wire::Findings> load_reader_rights(const std::filesystem::path& path, const post::Post& post) {
  const auto files = wire::load_yaml(path);
  if (!files) return std::unexpected(files.error());
  wire::Findings findings;
  std::vector<store::ReaderRights> readers;
  for (const auto& one : *files) {
    const auto root = wire::read_yaml(one.name, one.text, findings);
    if (!findings.empty()) break;
    wire::YamlFile file(one.name, findings);
    wire::YamlFields fields(file, root, "rights of readers", {"readers", "agencies"});
    fields.code("readers");
    fields.each("agencies", [&](const wire::YamlNode& node) {
      wire::YamlFields entry(file, node, "an agency that reads", {"agency", "crossings", "acts", "work", "stays", "lodgements", "events"});
      store::ReaderRights rights{{}, entry.code("agency"), entry.choice("crossings", Reach::nothing), entry.choice("acts", Reach::nothing), entry.choice("work", Reach::nothing),
                                 entry.choice("stays", Reach::nothing), entry.choice("lodgements", Reach::nothing), entry.choice("events", Reach::nothing)};
      const auto before = readers.size();
      for (const auto& state : post.states) {
        if (!sits(post, state.code, rights.agency)) continue;
        rights.state = state.code;
        readers.push_back(rights);
      }
      if (readers.size() == before) file.say(node, "no desk of the post is of agency " + rights.agency.text(), "an agency of the post");
    });
  }
  if (!findings.empty()) return std::unexpected(std::move(findings));
  return readers;
}

}  // namespace onestop::app
