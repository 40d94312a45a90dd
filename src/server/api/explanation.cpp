#include "server/api/explanation.h"

#include <algorithm>
#include <map>

#include "core/crossing/decide.h"
#include "server/right/answer.h"

namespace onestop::server {
namespace {

using crossing::Event;
using law::Side;

/// "ControlClosed": "control closed"
std::string spoken(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const bool large = c >= 'A' && c <= 'Z';
    if (large && !text.empty()) text += ' ';
    text += large ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return text;
}

template <class E>
std::string word(E value) {
  auto text = std::string(wire::enum_text(value));
  std::ranges::replace(text, '_', ' ');
  return text;
}

/// What an event is about, where it is about one subject or one control.
struct About {
  Id subject;
  Code control;
};
About about(const Event& event) {
  return std::visit([](const auto& one) {
    About about;
    if constexpr (requires { one.subject; }) about.subject = one.subject;
    else if constexpr (requires { one.consignment; }) about.subject = one.consignment;
    else if constexpr (requires { one.covers; }) about.subject = one.covers.subject;
    else if constexpr (requires { one.act.consignment; }) about.subject = one.act.consignment;
    if constexpr (requires { one.control; }) about.control = one.control;
    else if constexpr (requires { one.act.control; }) about.control = one.act.control;
    return about;
  }, event);
}

/// How it turned out, in a word, where it could have turned out otherwise.
std::string outcome(const Event& event) {
  return std::visit([](const auto& one) -> std::string {
    if constexpr (requires { one.outcome; }) return word(one.outcome);
    else if constexpr (requires { one.act.outcome; }) return word(one.act.outcome);
    else if constexpr (requires { one.verdict; }) return word(one.verdict);
    else if constexpr (requires { one.granted; }) return one.granted ? "granted" : "declined";
    else return {};
  }, event);
}

class Explainer {
 public:
  Explainer(const CrossingFile& file, const law::Procedure& procedure) : file_(file), procedure_(procedure) {
    std::map<law::SubjectKind, int> counted;
    for (const auto& one : opening().subjects) {
      const auto number = ++counted[one.kind];
      labels_[one.id] = one.kind == law::SubjectKind::vehicle ? word(one.kind) : word(one.kind) + " " + std::to_string(number);
    }
  }

  const crossing::Opening& opening() const { return *file_.state.opened()->opening; }

  std::vector<ExplainedAct> acts() const {
    std::vector<ExplainedAct> out;
    crossing::Crossing so_far;
    so_far.id = file_.state.id;
    for (std::size_t i = 0; i < file_.events.size(); ++i) {
      const auto& recorded = file_.events[i];
      out.push_back(act(so_far, recorded, file_.stored[i]));
      crossing::evolve(so_far, recorded);
    }
    return out;
  }

  std::vector<ControlBasis> controls() const {
    std::vector<ControlBasis> out;
    const crossing::View view(file_.state, procedure_);
    for (const auto& one : view.subjects())
      for (int slot = 0; slot < static_cast<int>(procedure_.slots.size()); ++slot)
        if (auto basis = control(one, slot)) out.push_back(std::move(*basis));
    return out;
  }

 private:
  ExplainedAct act(const crossing::Crossing& before, const crossing::Recorded& recorded, const store::StoredEvent& stored) const {
    const auto& by = crossing::by_of(recorded.event);
    ExplainedAct shown{stored.seq, recorded.at, by.state, by.agency, by.role, by.desk, stored.envelope.type, spoken(stored.envelope.type.view()),
                       provision_view(procedure_, by.basis), {}};
    const auto what = about(recorded.event);
    std::string more = what.control.text();
    for (const auto& part : {label(what.subject), outcome(recorded.event)})
      if (!part.empty()) more += (more.empty() ? "" : ", ") + part;
    if (!more.empty()) shown.what += ": " + more;
    if (what.control.empty() || !before.opened()) return shown;
    const crossing::View view(before, procedure_);
    const int slot = procedure_.slot_of(what.control, procedure_.side_of(by.state));
    if (const auto* subject = view.subject(what.subject); subject && slot >= 0) shown.control = control(*subject, slot);
    return shown;
  }

  std::optional<ControlBasis> control(const crossing::SubjectView& one, int slot) const {
    const auto& at = procedure_.slots[static_cast<std::size_t>(slot)];
    const auto* cell = at.milestone == post::Milestone::none ? law::governing(procedure_, slot, one.facts) : nullptr;
    if (!cell) return std::nullopt;
    ControlBasis basis{at.control, one.subject->id, label(one.subject->id), at.side, procedure_.state_of(at.side), cell->effect, cell->depth, {},
                       provision_view(procedure_.provisions[cell->provision])};
    for (const auto& fact : procedure_.facts)
      if (one.facts & fact.bits[static_cast<std::size_t>(at.side)]) basis.facts.push_back(fact.code);
    return basis;
  }

  std::string label(const Id& subject) const {
    const auto at = labels_.find(subject);
    return at == labels_.end() ? std::string() : at->second;
  }

  const CrossingFile& file_;
  const law::Procedure& procedure_;
  std::map<Id, std::string> labels_;
};

ExplainedRefusal refusal(const store::RefusalRow& row, const Code& state, const law::Procedure& procedure, const Officers& officers) {
  ExplainedRefusal shown{row.at, state, {}, {}, row.command, "crossing." + row.code.text(), row.sentence, {}};
  if (const auto* officer = officers.by_id(row.officer)) {
    shown.agency = officer->agency;
    shown.role = officer->role;
  }
  if (Code::fits(row.provision)) shown.provision = provision_view(procedure, Code(row.provision));
  return shown;
}

}  // namespace

Expected<Journals> read_journals(store::Reader& reader, const Id& crossing) {
  auto recorders = reader.recorders();
  if (!recorders) return std::unexpected(recorders.error());
  auto refusals = reader.refusals_about(crossing, store::largest_page);
  if (!refusals) return std::unexpected(refusals.error());
  return Journals{std::move(*recorders), std::move(*refusals)};
}

Explanation explain(const CrossingFile& file, const law::Procedure& procedure, const Journals& journals, const Officers& officers) {
  const Explainer explainer(file, procedure);
  const auto& opening = explainer.opening();
  Explanation shown{file.state.id, opening.plate, opening.traffic_class, procedure.states[0], procedure.states[1], procedure.layout, procedure.hash,
                    explainer.acts(), explainer.controls(), {}, {}};
  for (const auto& row : journals.refusals) {
    const auto at = std::ranges::find(journals.recorders, row.recorder, &store::RecorderRow::id);
    if (at != journals.recorders.end()) shown.refusals.push_back(refusal(row, at->state, procedure, officers));
  }
  return shown;
}

void add_explanation_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/crossings/{id}/explanation", "Why every act on record was allowed, and the refusals in the journal of the reader's own state")
      .path<Id>("id").answers<Explanation>(200, "act by act").problem(401, "sign in first").problem(404, "unknown");
  router.get("/api/v1/crossings/{id}/explanation", [&api](http::Request request, http::Reply reply) {
    auto asked_for = std::make_shared<http::Request>(request);
    look_at_crossing(api, std::move(request), std::move(reply), [&api, asked_for](Looking& asked, const CrossingFile& file, const law::Procedure& procedure) -> http::Response {
      auto reader = api.readers.borrow();
      if (!reader) return fault_answer(*asked_for, {"the log cannot be read"});
      auto journals = read_journals(*reader, file.state.id);
      if (!journals) return fault_answer(*asked_for, journals.error());
      // A journal belongs to its recorder's state: what the other state refused its own officers is not on the shared record.
      std::erase_if(journals->recorders, [&](const store::RecorderRow& row) { return row.state != asked.who.session.officer.state; });
      return masked_json(asked.look, explain(file, procedure, *journals, api.officers));
    });
  });
}

}  // namespace onestop::server
