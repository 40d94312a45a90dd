#include "app/law_commands.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

#include "app/data_store.h"
#include "core/law/check.h"
#include "core/law/diff.h"
#include "core/law/timeline.h"
#include "core/law/words.h"
#include "core/post/check.h"
#include "server/api/explanation.h"
#include "server/post/law_on_record.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::app {
namespace {

int tell(const wire::Findings& findings) {
  std::fputs(wire::to_text(findings).c_str(), stderr);
  fmt::print(stderr, "{} finding{}\n", findings.size(), findings.size() == 1 ? "" : "s");
  return 1;
}

int tell(std::string wrong, std::string right) { return tell(wire::Findings{{{}, std::move(wrong), std::move(right)}}); }

/// Noon UTC of the day, so that the day is the same by the clocks of every state within twelve hours of UTC.
std::optional<Instant> noon(const std::string& date) {
  if (date.empty()) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
  }
  const auto day = parse_day(date);
  if (!day) return std::nullopt;
  return Instant{day->number * day_ms + day_ms / 2};
}

std::expected<law::Law, wire::Findings> read_together(const std::vector<std::string>& paths) {
  std::vector<wire::NamedText> all;
  for (const auto& path : paths) {
    auto files = wire::load_yaml(path);
    if (!files) return std::unexpected(files.error());
    std::ranges::move(*files, std::back_inserter(all));
  }
  return wire::read_law(all);
}

using Row = std::vector<std::string>;

/// Columns as wide as their widest entry; the last one runs free.
void print_table(const Row& head, const std::vector<Row>& rows) {
  std::vector<std::size_t> width(head.size());
  const auto measure = [&](const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
  };
  measure(head);
  for (const auto& row : rows) measure(row);
  const auto print = [&](const Row& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += i + 1 < row.size() ? fmt::format("{:<{}}  ", row[i], width[i]) : row[i];
    fmt::print("{}\n", line);
  };
  print(head);
  Row rule;
  for (const auto one : width) rule.push_back(std::string(one, '-'));
  print(rule);
  for (const auto& row : rows) print(row);
}

template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

std::string circumstances(const law::Procedure& p, const law::Cell& cell) {
  std::string text;
  for (const auto& fact : p.facts)
    for (int side = 0; side < (fact.bits[0] == fact.bits[1] ? 1 : 2); ++side) {
      if (cell.set & fact.bits[side]) text += (text.empty() ? "" : ", ") + fact.code.text();
      if (cell.clear & fact.bits[side]) text += (text.empty() ? "not " : ", not ") + fact.code.text();
    }
  return text.empty() ? "otherwise" : text;
}

int step_of(const post::Layout& layout, const law::Slot& slot) {
  for (std::size_t step = 0; step < layout.steps.size(); ++step)
    for (const auto& ref : layout.steps[step].does)
      if (slot.milestone != post::Milestone::none ? ref.milestone == slot.milestone : ref.control == slot.control && ref.side == slot.side)
        return static_cast<int>(step) + 1;
  return 0;
}

Row cell_row(const law::Procedure& p, const law::Slot& slot, const law::Cell& cell, const std::string& when) {
  const auto& cited = p.provisions[cell.provision];
  const bool performed = cell.effect == law::Effect::perform || cell.effect == law::Effect::joint;
  return {when, performed ? word(cell.depth) : "-", word(cell.effect), slot.station.empty() ? "-" : "", fmt::format("{}, art. {} ({})", cited.title, cited.article, cited.id.view())};
}

void explain(const law::Procedure& p, const post::Layout& layout, const Code& traffic_class) {
  const auto class_index = static_cast<std::size_t>(std::ranges::find(p.classes, traffic_class) - p.classes.begin());
  fmt::print("\n{} from {} to {}, layout {}\n\n", traffic_class.view(), p.states[0].view(), p.states[1].view(), p.layout.view());
  std::vector<Row> rows;
  for (std::size_t i = 0; i < p.slots.size(); ++i) {
    const auto& slot = p.slots[i];
    const int step = step_of(layout, slot);
    const auto station = slot.station[class_index].empty() ? "-" : slot.station[class_index].text();
    const Row start{step ? std::to_string(step) : "-", slot.control.text(), slot.agency.empty() ? "-" : slot.agency.text(), fmt::format("{} {}", word(slot.side), p.state_of(slot.side).view()), word(slot.of)};
    if (slot.milestone != post::Milestone::none) {
      auto row = start;
      row.insert(row.end(), {"always", "-", "-", station, "-"});
      rows.push_back(std::move(row));
      continue;
    }
    const auto other_classes = [&](const law::Cell& cell) {
      for (const auto& one : p.classes)
        if (one != traffic_class && (cell.set & p.class_bit(one))) return true;
      return false;
    };
    const auto last = p.first_cell[i + 1];
    std::size_t said = 0;
    for (auto c = p.first_cell[i]; c < last; ++c) {
      const auto& cell = p.cells[c];
      if (other_classes(cell)) continue;
      auto when = circumstances(p, cell);
      if (when == "otherwise" && said == 0) when = "always";
      auto row = said == 0 ? start : Row{"", "", "", "", ""};
      auto rest = cell_row(p, slot, cell, when);
      rest[3] = said == 0 ? station : "";
      row.insert(row.end(), rest.begin(), rest.end());
      rows.push_back(std::move(row));
      ++said;
      if (when == "otherwise" || when == "always") break;  // what follows never governs this class
    }
  }
  print_table({"step", "control", "agency", "by", "of", "when (first that holds)", "depth", "effect", "station", "provision"}, rows);
}

std::optional<law::Term> term(const law::Law& law, const Code& id) {
  const auto at = std::ranges::find(law.provisions, id, &law::Provision::id);
  if (at == law.provisions.end()) return std::nullopt;
  return law::term_of(*at, *law::find_instrument(law, at->instrument));
}

/// The day on which the answer became another one: the new provision begins then, or the old one ends.
std::string since(const law::Law& law, const law::ControlChange& change, Day was, Day is) {
  const auto begins = change.is ? term(law, change.is->provision) : std::nullopt;
  if (begins && begins->from > was && begins->from <= is) return ", from " + to_text(begins->from);
  const auto ends = change.was ? term(law, change.was->provision) : std::nullopt;
  if (ends && ends->until && *ends->until > was && *ends->until <= is) return ", from " + to_text(*ends->until);
  return "";
}

void print_provisions(const char* head, const std::vector<law::Citation>& provisions) {
  for (const auto& one : provisions) fmt::print("{} {} ({}, art. {}): {}\n", head, one.id.view(), one.title, one.article, one.text);
}

void print_difference(const law::Law& law, const law::Difference& difference, const law::Procedure& is, Day from, Day to) {
  fmt::print("\n{} to {}, layout {}\n", is.states[0].view(), is.states[1].view(), is.layout.view());
  if (difference.controls.empty() && difference.powers.empty() && difference.clauses.empty()) fmt::print("  nothing changes\n");
  for (const auto& one : difference.controls) fmt::print("  {}{}\n", law::in_words(one, is), since(law, one, from, to));
  for (const auto& one : difference.powers) fmt::print("  {}\n", law::in_words(one, is));
  for (const auto& one : difference.clauses) fmt::print("  {}\n", law::in_words(one));
  for (const auto& one : difference.not_compared) fmt::print("  {}: rests on more than {} facts; not compared\n", one.view(), law::most_facts_compared);
}

std::string cited(const server::Provision& provision) {
  return fmt::format("{}, art. {} ({}): {}", provision.instrument, provision.article, provision.id.view(), provision.text);
}

std::string made_of(const server::ControlBasis& basis) {
  std::string facts;
  for (const auto& fact : basis.facts) facts += (facts.empty() ? ", where " : ", ") + fact.text();
  const auto answer = law::in_words(law::Answer{basis.effect, basis.depth, basis.provision.id});
  return fmt::format("{} of {} by the {} side ({}): {}{}", basis.control.view(), basis.about, word(basis.side), basis.state.view(), answer, facts);
}

void print_explanation(const server::Explanation& e) {
  fmt::print("Crossing {}: {} {} from {} to {}, layout {}, procedure {}\n\nActs\n", to_text(e.crossing), e.traffic_class.view(), e.plate, e.exit_state.view(),
             e.entry_state.view(), e.layout.view(), to_hex(e.procedure).substr(0, 16));
  for (const auto& act : e.acts) {
    fmt::print("  {}  {}  by {} {} of {}{}\n", to_text(act.at), act.what, act.agency.empty() ? "no agency," : act.agency.view(), act.role.view(), act.state.view(),
               act.desk.empty() ? "" : " at " + act.desk.text());
    fmt::print("      allowed by {}\n", cited(act.provision));
    if (act.control) fmt::print("      {}\n      by {}\n", made_of(*act.control), cited(act.control->provision));
  }
  fmt::print("\nControls after the last act\n");
  for (const auto& control : e.controls) fmt::print("  {}\n      by {}\n", made_of(control), cited(control.provision));
  fmt::print("\nRefusals in the journals{}\n", e.refusals.empty() ? ": none" : "");
  for (const auto& no : e.refusals) {
    const auto whom = no.role.empty() ? std::string("somebody") : no.agency.text() + " " + no.role.text();
    fmt::print("  {}  {} to {} of {}: {} ({})\n      by {}\n", to_text(no.at), no.command.view(), whom, no.state.view(), no.sentence, no.code, cited(no.provision));
  }
}

Expected<server::Explanation> explanation(const Id& crossing, const std::string& data) {
  auto store = open_existing(data);
  if (!store) return std::unexpected(store.error());
  auto reader = (*store)->reader();
  if (!reader) return std::unexpected(reader.error());
  const auto record = server::LawOnRecord::read(**reader, {});
  if (!record) return std::unexpected(record.error());
  auto file = server::read_crossing_file(**reader, crossing, record->post());
  if (!file) return std::unexpected(file.error());
  if (!*file || !(*file)->state.opened()) return fault("the log holds no crossing " + to_text(crossing));
  const auto* procedure = record->of((*file)->state.opened()->opening->procedure);
  if (!procedure) return fault("the log does not hold the law under which the crossing was opened");
  auto officers = server::Officers::open(**store);
  if (!officers) return std::unexpected(officers.error());
  const auto journals = server::read_journals(**reader, crossing);
  if (!journals) return std::unexpected(journals.error());
  return server::explain(**file, *procedure, *journals, **officers);
}

}  // namespace

int law_diff(const DiffRequest& request) {
  const auto was_at = noon(request.was), is_at = noon(request.is);
  if (!was_at || !is_at || request.was.empty() || request.is.empty()) return tell("\"" + request.was + "\" and \"" + request.is + "\" are not two days", "two days such as 2015-08-11 2015-08-12");
  const auto law = wire::load_law(request.law);
  if (!law) return tell(law.error());
  const auto post = wire::load_post(request.post);
  if (!post) return tell(post.error());
  const Code layout = request.layout.empty() ? post->layout : Code(request.layout);
  const auto was = law::compile(*law, *post, layout, *was_at), is = law::compile(*law, *post, layout, *is_at);
  if (!was) return tell(was.error());
  if (!is) return tell(is.error());
  fmt::print("{}: what changes from {} to {}\n", post->title, request.was, request.is);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto difference = law::diff(was->procedures[i], is->procedures[i]);
    if (i == 0) {  // for both directions alike
      print_provisions("begun:", difference.begun);
      print_provisions("ended:", difference.ended);
      print_provisions("reworded:", difference.reworded);
    }
    print_difference(*law, difference, is->procedures[i], day_of(*was_at, 0), day_of(*is_at, 0));
  }
  return 0;
}

int law_explain(const std::string& crossing, const std::string& data) {
  const auto id = parse_id(crossing);
  if (!id) return tell("\"" + crossing + "\" is no identity of a crossing", "the identity that its card shows");
  const auto why = explanation(*id, data);
  if (!why) return tell(why.error().what, "onestop law explain CROSSING --db FILE");
  print_explanation(*why);
  return 0;
}

namespace {

/// Whether some provision speaks of this layout by its code.
bool names_layout(const law::Law& law, const Code& layout) {
  return std::ranges::any_of(law.provisions, [&](const law::Provision& one) {
    const auto* rule = std::get_if<law::ControlRule>(&one.rule);
    return rule && std::ranges::find(rule->layouts, layout) != rule->layouts.end();
  });
}

}  // namespace

int law_check(const std::vector<std::string>& files) {
  const auto law = read_together(files);
  if (!law) return tell(law.error());
  fmt::print("{} provisions of {} instruments on {} controls: no findings\n", law->provisions.size(), law->instruments.size(), law->controls.size());
  return 0;
}

int post_check(const std::vector<std::string>& posts, const std::string& law_path, const std::string& date) {
  const auto at = noon(date);
  if (!at) return tell("\"" + date + "\" is not a day", "a day such as 2006-07-01");
  const auto law = wire::load_law(law_path);
  if (!law) return tell(law.error());
  int code = 0;
  for (const auto& path : posts) {
    const auto post = wire::load_post(path);
    if (!post) {
      code = tell(post.error());
      continue;
    }
    for (const auto& layout : post->layouts) {
      const auto compiled = law::compile(*law, *post, layout.code, *at);
      if (!compiled) {
        code = tell(compiled.error());
        continue;
      }
      if (!names_layout(*law, layout.code)) fmt::print("note: no provision names layout {}; nothing is recognised, joint or abolished there by agreement\n", layout.code.view());
      for (const auto& p : compiled->procedures)
        fmt::print("{} {} {}-{}: {} slots, {} cells, {} powers: no findings; procedure {}\n", p.post.view(), p.layout.view(), p.states[0].view(), p.states[1].view(), p.slots.size(), p.cells.size(), p.powers.size(), to_hex(p.hash).substr(0, 16));
    }
  }
  return code;
}

int post_explain(const ExplainRequest& request) {
  const auto at = noon(request.date);
  if (!at) return tell("\"" + request.date + "\" is not a day", "a day such as 2006-07-01");
  const auto law = wire::load_law(request.law);
  if (!law) return tell(law.error());
  const auto post = wire::load_post(request.post);
  if (!post) return tell(post.error());
  const auto wanted = request.layout.empty() ? post->layout.text() : request.layout;
  std::vector<std::string> layouts, directions;
  for (const auto& layout : post->layouts) layouts.push_back(layout.code.text());
  if (std::ranges::find(layouts, wanted) == layouts.end()) return tell("post " + post->code.text() + " has no layout \"" + wanted + "\"", law::suggestion(wanted, "layouts", layouts));
  const auto compiled = law::compile(*law, *post, Code(wanted), *at);
  if (!compiled) return tell(compiled.error());
  const auto classes = law::texts(compiled->procedures[0].classes);
  if (std::ranges::find(classes, request.traffic_class) == classes.end()) return tell("there is no class \"" + request.traffic_class + "\"", law::suggestion(request.traffic_class, "classes", classes));
  for (const auto& p : compiled->procedures) directions.push_back(p.states[0].text() + "-" + p.states[1].text());
  if (!request.direction.empty() && std::ranges::find(directions, request.direction) == directions.end())
    return tell("there is no direction \"" + request.direction + "\"", law::suggestion(request.direction, "directions", directions));
  for (std::size_t i = 0; i < 2; ++i)
    if (request.direction.empty() || request.direction == directions[i]) explain(compiled->procedures[i], *post::find_layout(*post, Code(wanted)), Code(request.traffic_class));
  return 0;
}

}  // namespace onestop::app
