#include "server/evidence/account.h"

#include <algorithm>
#include <boost/json.hpp>

#include "server/post/crossing_file.h"
#include "server/post/law_on_record.h"
#include "study/report_text.h"
#include "study/report_words.h"
#include "wire/audit_events.h"
#include "wire/events.h"
#include "wire/json.h"
#include "wire/lodgement_events.h"
#include "wire/shift_events.h"

namespace onestop::server::evidence {
namespace {

using study::escaped;
using study::ReportWords;

constexpr std::string_view style = R"(<style>
body { font: 10.5pt/1.45 "Noto Sans", "DejaVu Sans", sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #111 }
h1 { font-size: 17pt } h2 { font-size: 13pt; margin-top: 2rem }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt } th, td { border: 1px solid #999; padding: .3rem .45rem; text-align: left; vertical-align: top }
th { background: #eee } tr { break-inside: avoid } .small { color: #444; font-size: 8.5pt } code { font-size: 8pt; word-break: break-all }
</style>)";
constexpr std::size_t longest_shown = 400;  // characters of one value

/// An event of any kind, as the account tells it.
struct Line {
  std::optional<crossing::By> by;
  std::vector<std::pair<std::string, std::string>> fields;  // name and value
};

std::string shown(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return {text->data(), text->size()};
  return boost::json::serialize(value);
}

/// The members in clear; who acted stands apart, and the persons and goods have a table of their own.
template <class E>
void add_members(const E& event, Line& line) {
  if constexpr (requires { event.by; }) line.by = event.by;
  const auto parsed = boost::json::parse(wire::to_json(event));
  for (const auto& member : parsed.as_object()) {
    const std::string_view key(member.key().data(), member.key().size());
    if (key == "by" || key == "persons" || key == "consignments" || key == "part") continue;
    auto value = shown(member.value());
    if (!value.empty() && value != "[]" && value != "0") line.fields.emplace_back(key, std::move(value));
  }
}

template <class Variant>
Expected<Line> line_of(const Expected<Variant>& event) {
  if (!event) return std::unexpected(event.error());
  Line line;
  std::visit([&](const auto& one) { add_members(one, line); }, *event);
  return line;
}

class Account {
 public:
  Account(const Bundle& bundle, const ReportWords& words) : bundle_(bundle), words_(words) {}

  Expected<std::string> page() {
    if (auto known = read_law(); !known) return std::unexpected(known.error());
    if (auto known = read_crossing(); !known) return std::unexpected(known.error());
    const auto title = words_.text("evidence.title", {{"plate", opening_ ? opening_->plate : std::string()}});
    std::string text = "<!doctype html>\n<html lang=\"" + words_.language() + "\"><head><meta charset=\"utf-8\"><title>" + escaped(title) + "</title>" +
                       std::string(style) + "</head><body><h1>" + escaped(title) + "</h1>\n" + head();
    auto events = course();
    if (!events) return std::unexpected(events.error());
    return text + subjects() + *events + refusals() + law() + photographs() + closing() + "</body></html>\n";
  }

 private:
  Expected<void> read_law() {
    for (const auto& regime : bundle_.index.regimes) {
      const auto bytes = recipe_of(regime, bundle_.texts);
      if (!bytes) return std::unexpected(bytes.error());
      auto cooked = cook(*bytes);
      if (!cooked) return std::unexpected(cooked.error());
      (void)law_.keep(std::move(cooked->eras));
    }
    return {};
  }

  Expected<void> read_crossing() {
    state_.id = bundle_.index.crossing;
    for (const auto& event : bundle_.events) {
      auto read = read_event(event);
      if (!read) return std::unexpected(read.error());
      if (event.kind == Kind::crossing) {
        const auto& e = read->sealed.envelope;
        auto told = wire::decode(e.type, e.type_version, read->fields);
        if (!told) return std::unexpected(told.error());
        if (const auto* arrived = std::get_if<crossing::VehicleArrived>(&*told)) labels_.add(arrived->persons, arrived->consignments);
        if (const auto* found = std::get_if<crossing::FurtherRegistered>(&*told)) labels_.add(found->persons, found->consignments);
        crossing::evolve(state_, {e.recorder, e.at, std::move(*told)});
      }
      read_.push_back(std::move(*read));
    }
    const auto* half = state_.opened();
    if (!half) return fault("the bundle does not tell of an arrival");
    opening_ = &*half->opening;
    return {};
  }

  std::string heading(std::string_view key) const { return "<h2>" + escaped(words_.text(key)) + "</h2>\n"; }
  std::string paragraph(std::string_view key, ReportWords::Values values = {}) const { return "<p>" + escaped(words_.text(key, values)) + "</p>\n"; }
  std::string columns(std::initializer_list<std::string_view> keys) const {
    std::string text = "<table><thead><tr>";
    for (const auto key : keys) text += "<th>" + escaped(words_.text(key)) + "</th>";
    return text + "</tr></thead><tbody>\n";
  }
  static std::string row(std::initializer_list<std::string> cells) {
    std::string text = "<tr>";
    for (const auto& one : cells) text += "<td>" + one + "</td>";
    return text + "</tr>\n";
  }

  std::string head() const {
    const auto& index = bundle_.index;
    const auto* procedure = law_.of(opening_->procedure);
    std::string text = paragraph("evidence.what", {{"receiver", index.receiver}});
    text += "<table><tbody>\n";
    text += row({escaped(words_.text("evidence.crossing")), "<code>" + to_text(index.crossing) + "</code>"});
    text += row({escaped(words_.text("evidence.post")), escaped(index.post.text())});
    text += row({escaped(words_.word("field", "plate")), escaped(opening_->plate)});
    text += row({escaped(words_.word("field", "traffic_class")), escaped(words_.word("class", opening_->traffic_class.view()))});
    if (procedure) text += row({escaped(words_.word("dimension", "direction")), escaped(words_.word("state", procedure->states[0].view()) + " – " + words_.word("state", procedure->states[1].view()))});
    if (procedure) text += row({escaped(words_.word("dimension", "layout")), escaped(words_.word("layout", procedure->layout.view()))});
    return text + "</tbody></table>\n";
  }

  std::string subjects() const {
    std::string text = heading("evidence.aboard") + columns({"evidence.who", "evidence.details"});
    const auto withheld = words_.text("evidence.withheld");
    for (const auto& [id, one] : labels_.persons)
      text += row({escaped(words_.word("part", one.part.view())) + "<br><code class=\"small\">" + to_text(id) + "</code>",
                   escaped(one.name.value_or(withheld) + ", " + one.nationality.text() + ", " + one.document.value_or(withheld))});
    for (const auto& [id, one] : labels_.goods)
      text += row({escaped(words_.word("kind", "consignment")) + "<br><code class=\"small\">" + to_text(id) + "</code>", escaped(one.goods + ", " + one.commodity.text() + ", " + one.reference)});
    return text + "</tbody></table>\n";
  }

  Expected<Line> line(std::size_t i) const {
    const auto& e = read_[i].sealed.envelope;
    const auto& fields = read_[i].fields;
    switch (bundle_.events[i].kind) {
      case Kind::crossing: return line_of(wire::decode(e.type, e.type_version, fields));
      case Kind::shift: return line_of(wire::decode_shift(e.type, e.type_version, fields));
      case Kind::lodgement: return line_of(wire::decode_lodgement(e.type, e.type_version, fields));
      case Kind::law: return line_of(wire::decode_event<std::variant<law::RegimeActivated>>(e.type, e.type_version, fields));
      case Kind::account: return line_of(wire::decode_audit(e.type, e.type_version, fields));
    }
    return fault("it is of no known kind");
  }

  Expected<std::string> course() const {
    std::string text = heading("evidence.course") + columns({"evidence.number", "evidence.at", "evidence.who", "evidence.did", "evidence.by_which"});
    for (std::size_t i = 0; i < read_.size(); ++i) {
      auto told = line(i);
      if (!told) return fault(event_file(i + 1) + ": " + told.error().what);
      const auto& e = read_[i].sealed.envelope;
      text += row({std::to_string(i + 1), escaped(to_text(e.at)), who(*told), "<b>" + escaped(words_.word("event", e.type.view())) + "</b>" + details(*told, read_[i]),
                   provision(told->by ? told->by->basis : Code())});
    }
    return text + "</tbody></table>\n" + paragraph("evidence.times");
  }

  std::string title_of(const Id& officer) const {
    const auto at = std::ranges::find(bundle_.index.officers, officer, &OfficerTitle::officer);
    return at == bundle_.index.officers.end() ? std::string() : at->title;
  }

  std::string who(const Line& line) const {
    if (!line.by) return "";
    const auto& by = *line.by;
    std::string text = escaped(title_of(by.officer));
    for (const auto& part : {words_.word("role", by.role.view()), words_.word("agency", by.agency.view()), words_.word("state", by.state.view())})
      if (!part.empty()) text += (text.empty() ? "" : "<br>") + escaped(part);
    return text + (by.officer ? "<br><code class=\"small\">" + to_text(by.officer) + "</code>" : "");
  }

  std::string label(const std::string& value) const {
    const auto id = parse_id(value);
    if (!id) return value;
    if (const auto person = labels_.persons.find(*id); person != labels_.persons.end())
      return words_.word("part", person->second.part.view()) + (person->second.name ? " " + *person->second.name : "");
    if (const auto goods = labels_.goods.find(*id); goods != labels_.goods.end()) return goods->second.goods;
    if (opening_->subjects.front().id == *id) return opening_->plate;
    if (const auto title = title_of(*id); !title.empty()) return title;
    return value;
  }

  /// A value that is a word of the law, in the language of the account.
  std::string worded(const std::string& name, const std::string& value) const {
    for (const auto* section : {"control", "outcome", "verdict", "lane"})
      if (name == section) return words_.word(section, value);
    return label(value);
  }

  std::string details(const Line& line, const ReadEvent& read) const {
    std::string text;
    for (const auto& [name, value] : line.fields) {
      auto one = worded(name, value);
      if (one.size() > longest_shown) one = words_.text("evidence.long", {{"bytes", std::to_string(one.size())}});
      text += "<br>" + escaped(words_.word("field", name)) + ": " + escaped(one);
    }
    std::size_t withheld = 0;
    for (const auto& field : read.fields) withheld += field.present ? 0 : 1;
    if (withheld > 0) text += "<br><i>" + escaped(words_.text("evidence.fields_withheld", {{"count", std::to_string(withheld)}})) + "</i>";
    return text;
  }

  std::string provision(const Code& id) const {
    if (id.empty()) return "";
    const auto* cited = law_.cite(id);
    if (!cited) return escaped(id.text());
    return escaped(cited->title + ", " + cited->article) + "<br><span class=\"small\">" + escaped(cited->text) + "</span>";
  }

  std::string refusals() const {
    if (bundle_.index.refusals.empty()) return "";
    std::string text = heading("evidence.refusals") + paragraph("evidence.refusals_are") + columns({"evidence.at", "evidence.who", "evidence.did", "evidence.by_which"});
    for (const auto& one : bundle_.index.refusals)
      text += row({escaped(to_text(one.at)), escaped(title_of(one.officer)), "<b>" + escaped(words_.word("command", one.command.view())) + "</b><br>" + escaped(one.sentence),
                   Code::fits(one.provision) ? provision(Code(one.provision)) : escaped(one.provision)});
    return text + "</tbody></table>\n";
  }

  std::string law() const {
    std::string text = heading("evidence.law");
    for (const auto& regime : bundle_.index.regimes) {
      text += paragraph("evidence.law_is", {{"at", to_text(regime.at)}, {"hash", to_hex(regime.hash)}});
      text += "<ul>";
      for (const auto& one : regime.law) text += "<li>" + escaped(one.file) + "</li>";
      text += "<li>" + escaped(regime.post.file) + "</li></ul>\n";
    }
    return text;
  }

  std::string photographs() const {
    if (bundle_.index.photographs.empty()) return "";
    std::string text = heading("evidence.photographs") + "<ul>";
    for (const auto& one : bundle_.index.photographs)
      text += "<li><code>" + to_hex(one.hash) + "</code> " + escaped(one.file.empty() ? words_.text("evidence.not_here") : one.file) + "</li>";
    return text + "</ul>\n";
  }

  std::string closing() const {
    std::string text = heading("evidence.proof") + paragraph("evidence.proves") + paragraph("evidence.proves_not") + columns({"evidence.recorder", "evidence.key"});
    for (const auto& one : bundle_.index.recorders)
      text += row({escaped(one.name + ", " + words_.word("state", one.state.view())), "<code>" + to_hex(one.key) + "</code>"});
    return text + "</tbody></table>\n";
  }

  const Bundle& bundle_;
  const ReportWords& words_;
  LawOnRecord law_;
  crossing::Crossing state_;
  const crossing::Opening* opening_ = nullptr;
  Labels labels_;
  std::vector<ReadEvent> read_;
};

}  // namespace

Expected<ReadEvent> read_event(const Event& event) {
  auto sealed = wire::parse_event(event.envelope, event.body, event.hash);
  if (!sealed) return std::unexpected(sealed.error());
  auto fields = wire::open_with(*sealed, event.openings);
  if (!fields) return std::unexpected(fields.error());
  return ReadEvent{std::move(*sealed), std::move(*fields)};
}

bool account_speaks(std::string_view language) { return ReportWords::in(language) != nullptr; }

Expected<std::string> account_of(const Bundle& bundle) {
  const auto* words = ReportWords::in(bundle.index.language.view());
  if (!words) return fault("the account is in no language that this program speaks: en, ru, kk, ky");
  return Account(bundle, *words).page();
}

}  // namespace onestop::server::evidence
