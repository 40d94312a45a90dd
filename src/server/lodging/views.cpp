#include "server/lodging/views.h"

#include <algorithm>

#include "wire/json.h"

namespace onestop::server {
namespace {

const std::string& in(const channel::Words& words, const std::string& language) {
  const auto& text = language == "ru" ? words.ru : language == "kk" ? words.kk : language == "ky" ? words.ky : words.en;
  return text.empty() ? words.en : text;
}

std::vector<CertificateView> certificate_views(const std::vector<channel::ItemResult>& items, const channel::RuleSet* rules, const std::string& language) {
  std::vector<CertificateView> views;
  for (const auto& one : items) {
    CertificateView view{one.item, one.requirement, one.met, one.certificate, {}, {}, {}, one.short_by_g};
    if (rules)
      if (const auto at = std::ranges::find(rules->requirements, one.requirement, &channel::Requirement::code); at != rules->requirements.end()) {
        view.what = in(at->what, language);
        view.todo = in(at->todo, language);
        view.provision = at->provision;
      }
    views.push_back(std::move(view));
  }
  return views;
}

ChannelReason reason_of(const channel::Hit& hit, const channel::RuleSet* rules, const LodgementReader& who) {
  ChannelReason reason{who.officer ? hit.rule : Code(), hit.channel, {}, {}, {}, hit.items, who.officer ? hit.facts : std::vector<std::string>{}};
  if (!rules) return reason;
  const auto at = std::ranges::find(rules->rules, hit.rule, &channel::Rule::code);
  if (at == rules->rules.end()) return reason;
  reason.why = who.officer ? in(at->why, who.language) : "";  // what officers look for is not told to whom they look at
  reason.todo = in(at->todo, who.language);
  reason.provision = at->provision;
  return reason;
}

Expected<std::optional<AtThePost>> at_the_post(store::Reader& reader, const Id& crossing, const Code& post, bool everything) {
  const auto row = reader.crossing(crossing);
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<AtThePost>{};
  AtThePost view{crossing, (*row)->phase, (*row)->arrived, (*row)->released, (*row)->ended, {}};
  const auto file = read_crossing_file(reader, crossing, post);
  if (const auto archive = reader.archived(crossing); !file && archive && *archive) return std::optional(std::move(view));  // nothing holds it any more
  if (!file) return std::unexpected(file.error());
  if (*file)
    for (const auto& half : (*file)->state.halves)
      for (const auto& hold : half.holds)
        if ((*file)->state.status_of(hold) == crossing::HoldStatus::open && (everything || hold.covers.scope != crossing::Scope::person)) view.holds.push_back({hold.agency, half.state, hold.reason, hold.evidence, hold.placed});
  return std::optional(std::move(view));
}

}  // namespace

std::string language_of(const http::Request& request) {
  const auto named = [](std::string_view text) { return text == "en" || text == "ru" || text == "kk" || text == "ky"; };
  if (const auto asked = request.query_value("language"); asked && named(*asked)) return std::string(*asked);
  const auto header = request.header("accept-language").value_or("");
  for (std::size_t from = 0; from + 1 < header.size();) {
    const auto to = std::min(header.find(',', from), header.size());
    auto word = header.substr(from, to - from);
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    if (word.size() >= 2 && named(word.substr(0, 2))) return std::string(word.substr(0, 2));
    from = to + 1;
  }
  return "en";
}

LodgementItem item_of(const store::LodgementRow& row, const LodgementReader& who) {
  LodgementItem item{row.lodgement, row.reference, row.firm, row.firm_name, row.kind, row.format, row.number,
                     wire::enum_from_text<lodgement::Standing>(row.standing.view()).value_or(lodgement::Standing::waiting), row.exit_state, row.entry_state,
                     row.plate, row.expected, row.lodged, row.updated, row.late, row.warnings, row.crossing, {}, {}, row.version};
  if (!who.officer && !channels_told(row, who.lodgements.environment().terms)) return item;
  item.channels = wire::read_json<std::vector<ChannelMark>>(row.channels).value_or(std::vector<ChannelMark>{});
  if (!item.channels.empty()) item.closest = static_cast<channel::Channel>(std::min<std::uint32_t>(row.closest, 3));
  if (!who.officer)
    for (auto& one : item.channels) {
      one.random = false;  // nobody learns whether he was drawn or chosen
      one.rule = {};
    }
  return item;
}

std::vector<ChannelView> channel_views(const std::vector<channel::Decision>& decisions, const LodgementReader& who) {
  std::vector<ChannelView> views;
  for (const auto& one : decisions) {
    const auto rules = who.lodgements.environment().rules.edition(one.state, one.agency, one.version);
    ChannelView view{one.state, one.agency, one.channel, who.officer ? one.rule : Code(), one.version, who.officer && one.random, {}, certificate_views(one.items, rules.get(), who.language)};
    for (const auto& hit : one.hits) view.reasons.push_back(reason_of(hit, rules.get(), who));
    if (!who.officer) std::erase_if(view.reasons, [](const ChannelReason& reason) { return reason.todo.empty(); });
    views.push_back(std::move(view));
  }
  return views;
}

Expected<LodgementView> view_of(store::Reader& reader, const store::LodgementRow& row, const LodgementFile& file, const LodgementReader& who) {
  const auto& at = who.lodgements.environment();
  LodgementView view;
  view.item = item_of(row, who);
  for (const auto& one : file.state.keeper()->versions)
    view.versions.push_back({one.number, one.format, to_hex(one.hash), one.size_bytes, one.at, one.expected, one.late, one.warnings});
  auto declared = Lodgements::declared_of(row);
  if (!declared) return std::unexpected(declared.error());
  view.declared = std::move(*declared);
  if (row.expected) view.deadline = *row.expected + -(at.terms.notice_min * minute_ms);
  std::vector<channel::Decision> decisions;
  for (const auto& half : file.state.halves)
    if (half.judged) decisions.insert(decisions.end(), half.judged->decisions.begin(), half.judged->decisions.end());
  auto channels = channel_views(decisions, who);
  for (auto& one : channels)
    for (const auto& certificate : one.certificates)
      if (certificate.met != channel::Met::met) view.certificates.push_back(certificate);
  if (who.officer || channels_told(row, at.terms)) view.channels = std::move(channels);
  if (const auto* table = channel::table_for(at.duties, row.entry_state, day_of(row.expected.value_or(row.lodged), 0)); table && !view.declared.items.empty())
    view.estimate = EstimateView{row.entry_state, channel::estimate(*table, view.declared), "of the duties in force from " + to_text(table->valid_from)};
  if (row.crossing && (who.officer || at.confirmed(row.firm))) {
    auto there = at_the_post(reader, *row.crossing, at.regime.post().code, who.officer);
    if (!there) return std::unexpected(there.error());
    view.at_the_post = std::move(*there);
  }
  return view;
}

}  // namespace onestop::server
