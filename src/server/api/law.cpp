// The law of the post as it stands, searched, and what is coming.
#include <algorithm>

#include "core/law/check.h"
#include "core/law/diff.h"
#include "core/law/words.h"
#include "server/api/api.h"
#include "server/law_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

/// A rule that names other posts only says nothing here.
bool concerns(const post::Post& post, const law::Provision& provision) {
  const auto* rule = std::get_if<law::ControlRule>(&provision.rule);
  return !rule || rule->posts.empty() || std::ranges::find(rule->posts, post.code) != rule->posts.end();
}

RuleView rule_view(const law::ControlRule& rule) {
  RuleView shown;
  shown.kind = "control";
  shown.effect = rule.effect;
  shown.depth = rule.depth;
  shown.control = rule.control;
  shown.side = rule.side;
  shown.classes = rule.classes;
  shown.layouts = rule.layouts;
  shown.exit_states = rule.exit_states;
  for (const auto& one : rule.when) shown.when.push_back({one.fact, one.value});
  return shown;
}

RuleView rule_view(const law::PowerRule& rule) {
  RuleView shown;
  shown.kind = "power";
  if (rule.sides.size() == 1) shown.side = rule.sides.front();
  shown.agencies = rule.agencies;
  shown.roles = rule.roles;
  shown.acts = rule.acts;
  return shown;
}

RuleView rule_view(const law::ClauseRule& rule) {
  RuleView shown;
  shown.kind = "clause";
  shown.clause = rule.clause;
  if (rule.figure) shown.figure = rule.figure;
  return shown;
}

RuleView rule_view(const law::LimitRule& rule) {
  RuleView shown;
  shown.kind = "limit";
  shown.control = rule.control;
  shown.field = rule.field;
  shown.fact = rule.fact;
  shown.classes = rule.classes;
  shown.at_most = rule.at_most;
  shown.at_least = rule.at_least;
  return shown;
}

RuleView rule_view(const law::FeeRule& rule) {
  RuleView shown;
  shown.kind = "fee";
  shown.classes = rule.classes;
  shown.fee = rule.fee;
  shown.amount = Money{rule.amount, rule.currency};
  return shown;
}

RuleView rule_view(const law::PriorityRule& rule) {
  RuleView shown;
  shown.kind = "priority";
  shown.classes = rule.classes;
  for (const auto& one : rule.when) shown.when.push_back({one.fact, one.value});
  shown.figure = rule.rank;
  return shown;
}

/// An instrument with a party that this post borders.
bool concerns(const post::Post& post, const law::RegisteredInstrument& instrument) {
  return std::ranges::any_of(instrument.parties, [&](const Code& party) {
    return std::ranges::any_of(post.states, [&](const post::State& state) { return state.code == party; });
  });
}

/// Two laws of one layout can be compared. Where the layout changes, the list of layouts says so.
bool law_changes(const Regime::Era& was, const Regime::Era& is) {
  return was.procedures[0]->layout == is.procedures[0]->layout && was.procedures[0]->post == is.procedures[0]->post;
}

LawView law_view(const Api& api, std::string_view question) {
  const auto& post = api.regime.post();
  LawView shown{api.clock.now(), {}, {}, {}};
  const auto& law = api.regime.law(shown.now);
  const auto& eras = api.regime.eras();
  for (std::size_t i = 1; i < eras.size(); ++i)
    if (eras[i].from > shown.now && law_changes(eras[i - 1], eras[i]) && !shown.changes) shown.changes = eras[i].from;
  const auto holding = law::in_force(law, post, shown.now);
  for (const auto& instrument : law.instruments) {
    InstrumentInForce one{instrument.code, instrument.title, instrument.kind, {}, instrument.from, instrument.until, {}};
    if (!instrument.state.empty()) one.state = instrument.state;
    for (const auto* provision : holding) {
      if (provision->instrument != instrument.code || !concerns(post, *provision)) continue;
      if (!law::mentions(instrument.title + " " + provision->article + " " + provision->text, question)) continue;
      const auto term = law::term_of(*provision, instrument);
      one.provisions.push_back({provision->id, provision->article, provision->text, term.from, term.until,
                                std::visit([](const auto& rule) { return rule_view(rule); }, provision->rule)});
    }
    if (!one.provisions.empty()) shown.instruments.push_back(std::move(one));
  }
  for (const auto& one : law.registry)
    if (concerns(post, one) && law::mentions(one.title + " " + one.number, question))
      shown.registry.push_back({one.code, one.title, one.number, one.parties, one.signed_on, one.in_force, one.source});
  return shown;
}

std::optional<AnswerView> view(const std::optional<law::Answer>& answer) {
  if (!answer) return std::nullopt;
  return AnswerView{answer->effect, answer->depth, answer->provision};
}

DirectionChange direction_change(const law::Difference& difference, const law::Procedure& is) {
  DirectionChange shown{is.states[0], is.states[1], {}, {}, {}, difference.not_compared};
  for (const auto& one : difference.controls)
    shown.controls.push_back({one.control, one.side, is.state_of(one.side), one.classes, view(one.was), view(one.is), law::in_words(one, is)});
  for (const auto& one : difference.powers) shown.powers.push_back({one.act, one.gained, one.provision, law::in_words(one, is)});
  for (const auto& one : difference.clauses)
    shown.clauses.push_back({one.clause, one.was, one.is, one.was_under, one.is_under, law::in_words(one)});
  return shown;
}

/// The state at whose midnight the instant lies; every change is at one.
const post::State& whose_midnight(const post::Post& post, Instant at) {
  for (const auto& state : post.states)
    if ((at.ms + state.utc_offset_min * minute_ms) % day_ms == 0) return state;
  return post.states.front();
}

LawChange law_change(const post::Post& post, const Regime::Era& was, const Regime::Era& is) {
  const auto& state = whose_midnight(post, is.from);
  LawChange change{is.from, day_of(is.from, state.utc_offset_min), state.code, {}, {}, {}, {}};
  for (std::size_t i = 0; i < is.procedures.size(); ++i) {
    const auto difference = law::diff(*was.procedures[i], *is.procedures[i]);
    change.directions.push_back(direction_change(difference, *is.procedures[i]));
    if (i > 0) continue;  // provisions begin and end for both directions alike
    for (const auto& one : difference.begun) change.begun.push_back(provision_view(one));
    for (const auto& one : difference.ended) change.ended.push_back(provision_view(one));
    for (const auto& one : difference.reworded) change.reworded.push_back(provision_view(one));
  }
  return change;
}

/// Every change of the regime, compared once: what two people signed does not change while the server runs.
std::vector<LawChange> all_changes(const Regime& regime) {
  std::vector<LawChange> out;
  const auto& eras = regime.eras();
  for (std::size_t i = 1; i < eras.size(); ++i)
    if (law_changes(eras[i - 1], eras[i])) out.push_back(law_change(regime.post(), eras[i - 1], eras[i]));
  return out;
}

constexpr std::size_t most_changes_shown = 50;

LawChanges coming(const std::vector<LawChange>& changes, Instant now) {
  LawChanges shown{now, {}};
  for (const auto& one : changes)
    if (one.at > now && shown.changes.size() < most_changes_shown) shown.changes.push_back(one);
  return shown;
}

http::Response provision(const Api& api, const http::Request& request) {
  const auto id = request.param("id");
  const auto* cited = Code::fits(id) ? api.regime.cite(Code(id), api.clock.now()) : nullptr;
  if (!cited) return not_found(request, "The law of this post has no such provision.");
  return http::json(wire::to_json(provision_view(*cited)));
}

}  // namespace

void add_law_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/law", "The provisions in force now, by instrument (query: q, words that all must stand in title, article and text)").answers<LawView>(200, "the law");
  router.get("/api/v1/law", [&api](const http::Request& request) { return http::json(wire::to_json(law_view(api, request.query_value("q").value_or("")))); });

  doc.route("GET", "/api/v1/law/changes", "What will change, and when").answers<LawChanges>(200, "the coming changes, at most 50");
  router.get("/api/v1/law/changes", [&api, changes = std::make_shared<const std::vector<LawChange>>(all_changes(api.regime))](const http::Request&) {
    return http::json(wire::to_json(coming(*changes, api.clock.now())));
  });

  doc.route("GET", "/api/v1/law/provisions/{id}", "One provision with its text, as in force now").answers<Provision>(200, "the provision").problem(404, "unknown");
  router.get("/api/v1/law/provisions/{id}", [&api](const http::Request& request) { return provision(api, request); });
}

}  // namespace onestop::server
