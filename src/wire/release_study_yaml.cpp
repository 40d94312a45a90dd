#include "wire/release_study_yaml.h"

#include <algorithm>

#include "core/law/words.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

constexpr std::size_t most_rows = 50;
constexpr std::int64_t most_minutes = 30 * 24 * 60;
constexpr std::int64_t most_units = 1'000'000;  // of a currency, for one share of a cost

class StudyReader {
 public:
  explicit StudyReader(YamlFile& file) : file_(file) {}

  programme::ReleaseStudy read(const YamlNode& root) {
    YamlFields fields(file_, root, "a release-time study", {"study", "title", "before", "rows", "costs", "marks", "targets"});
    programme::ReleaseStudy out;
    out.code = fields.code("study");
    out.title = fields.text("title");
    out.before = fields.code_or_none("before");
    out.place = fields.place();
    const auto* rows = fields.need("rows");
    fields.each("rows", [&](const YamlNode& node) { out.rows.push_back(row(node)); });
    if (rows && (out.rows.empty() || out.rows.size() > most_rows)) file_.say(rows->line, "a study of " + std::to_string(out.rows.size()) + " rows", "1 to " + std::to_string(most_rows));
    fields.each("costs", [&](const YamlNode& node) { out.costs.push_back(cost(node)); });
    fields.each("marks", [&](const YamlNode& node) { out.marks.push_back(mark(node)); });
    fields.each("targets", [&](const YamlNode& node) { out.targets.push_back(target(node)); });
    for (auto one = out.marks.begin(); one != out.marks.end(); ++one)
      if (std::any_of(out.marks.begin(), one, [&](const auto& other) { return other.mark == one->mark; })) file_.say(one->place.line, "a second list of the same mark", "each mark once");
    only_once(out.rows, "row");
    only_once(out.costs, "cost");
    return out;
  }

 private:
  programme::StudyRow row(const YamlNode& node) {
    YamlFields fields(file_, node, "a row", {"code", "title", "classes", "holds", "lacks"});
    programme::StudyRow out{fields.code("code"), fields.text("title"), {}, fields.codes("holds"), fields.codes("lacks"), fields.place()};
    if (fields.need("classes")) out.classes = fields.codes("classes");
    return out;
  }

  programme::StudyCost cost(const YamlNode& node) {
    YamlFields fields(file_, node, "a cost", {"code", "title", "row", "currency", "parts", "source"});
    programme::StudyCost out{fields.code("code"), fields.text("title"), fields.code("row"), fields.code("currency"), {}, fields.text("source"), fields.place()};
    fields.need("parts");
    fields.each("parts", [&](const YamlNode& one) {
      YamlFields part(file_, one, "a share of a cost", {"code", "title", "amount"});
      out.parts.push_back({part.code("code"), part.text("title"), {part.number("amount", 0, most_units, std::nullopt) * 100, out.currency}});
    });
    return out;
  }

  programme::StudyMark mark(const YamlNode& node) {
    YamlFields fields(file_, node, "a mark", {"mark", "values"});
    programme::StudyMark out;
    out.place = fields.place();
    const auto code = fields.code("mark");
    if (code == Code("channel")) out.mark = programme::Mark::channel;
    else if (code == Code("sps")) out.mark = programme::Mark::sps;
    else if (code == Code("prearrival")) out.mark = programme::Mark::prearrival;
    else file_.say(out.place.line, "there is no mark \"" + code.text() + "\"", "channel, sps or prearrival");
    fields.need("values");
    fields.each("values", [&](const YamlNode& one) {
      YamlFields value(file_, one, "a value of a mark", {"code", "any"});
      out.values.push_back({value.code("code"), value.codes("any")});
      if (out.values.size() > 1 && out.values[out.values.size() - 2].any.empty()) file_.say(out.place.line, "a value behind the one that takes whoever is left", "the value without facts last");
    });
    return out;
  }

  programme::StudyTarget target(const YamlNode& node) {
    YamlFields fields(file_, node, "a target", {"classes", "holds", "lacks", "within_min", "source"});
    programme::StudyTarget out{{}, fields.codes("holds"), fields.codes("lacks"), fields.number("within_min", 1, most_minutes, std::nullopt), fields.text("source"), fields.place()};
    if (fields.need("classes")) out.classes = fields.codes("classes");
    return out;
  }

  template <class List>
  void only_once(const List& list, const std::string& what) {
    for (auto one = list.begin(); one != list.end(); ++one)
      if (std::any_of(list.begin(), one, [&](const auto& other) { return other.code == one->code; }))
        file_.say(one->place.line, "a second " + what + " \"" + one->code.text() + "\"", "each code once");
  }

  YamlFile& file_;
};

template <class List, class Word>
std::vector<std::string> words_of(const List& list, Word word) {
  std::vector<std::string> words;
  for (const auto& one : list) words.push_back((one.*word).text());
  return words;
}

/// A finding where the word is none of those known.
void know(const Code& word, const std::string& what, const std::vector<std::string>& known, const law::Place& place, Findings& findings) {
  if (std::ranges::find(known, word.text()) != known.end()) return;
  findings.push_back({place, "there is no " + what + " \"" + word.text() + "\"", law::suggestion(word.view(), what, known)});
}

}  // namespace

std::expected<programme::ReleaseStudy, Findings> read_release_study(const NamedText& source) {
  Findings findings;
  const auto root = read_yaml(source.name, source.text, findings);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  YamlFile file(source.name, findings);
  auto study = StudyReader(file).read(root);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  return study;
}

std::expected<programme::ReleaseStudy, Findings> load_release_study(const std::filesystem::path& path) {
  const auto files = load_yaml(path);
  if (!files) return std::unexpected(files.error());
  if (files->size() != 1) return std::unexpected(Findings{{{path.string(), 1}, "a folder instead of a study", "the one file of the study"}});
  return read_release_study(files->front());
}

Findings unknown_words(const programme::ReleaseStudy& study, const law::Law& law, const post::Post& post) {
  Findings findings;
  const auto classes = words_of(law.classes, &law::TrafficClass::code);
  const auto facts = words_of(law.facts, &law::FactDefinition::code);
  const auto rows = words_of(study.rows, &programme::StudyRow::code);
  for (const auto& row : study.rows) {
    for (const auto& one : row.classes) know(one, "class", classes, row.place, findings);
    for (const auto& one : row.holds) know(one, "fact", facts, row.place, findings);
    for (const auto& one : row.lacks) know(one, "fact", facts, row.place, findings);
  }
  for (const auto& target : study.targets) {
    for (const auto& one : target.classes) know(one, "class", classes, target.place, findings);
    for (const auto& one : target.holds) know(one, "fact", facts, target.place, findings);
    for (const auto& one : target.lacks) know(one, "fact", facts, target.place, findings);
  }
  for (const auto& mark : study.marks)
    for (const auto& value : mark.values)
      for (const auto& one : value.any) know(one, "fact", facts, mark.place, findings);
  for (const auto& cost : study.costs) know(cost.row, "row", rows, cost.place, findings);
  if (!study.before.empty()) know(study.before, "layout", words_of(post.layouts, &post::Layout::code), study.place, findings);
  return findings;
}

}  // namespace onestop::wire
