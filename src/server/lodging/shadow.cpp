#include "server/lodging/shadow.h"

#include <algorithm>

namespace onestop::server {
namespace {

constexpr std::uint64_t most_movements = 200'000;
constexpr std::size_t most_cases = 100;

/// Those lodged for the same movement, whether it has arrived or not.
Expected<std::vector<lodgement::Declared>> certificates_of(store::Reader& reader, const store::LodgementRow& row, const lodgement::Declared& declared) {
  if (!row.crossing) return Lodgements::certificates_of(reader, Lodgements::keys_of(declared));
  const auto rows = reader.lodgements_of(*row.crossing);
  if (!rows) return std::unexpected(rows.error());
  std::vector<lodgement::Declared> list;
  for (const auto& one : *rows) {
    if (one.kind != Code("certificate")) continue;
    if (auto its = Lodgements::declared_of(one)) list.push_back(std::move(*its));
  }
  std::ranges::sort(list, {}, &lodgement::Declared::number);
  return list;
}

}  // namespace

Expected<ShadowReport> shadow_report(store::Reader& reader, const Lodgements& lodgements, const channel::RuleBook& book, const channel::Edition& edition, Instant from, Instant to) {
  const auto shadow = RulesInForce::read(edition, book.state, book.agency);
  if (!shadow) return std::unexpected(shadow.error());
  ShadowReport report{book.state, book.agency, edition.version, {}, from, to, 0, 0, true, {}, {}, {}};
  channel::RuleSet published{book.state, book.agency, 0, {}, {}, 0, channel::Channel::red, channel::Channel::green};
  if (const auto* in_force = book.published()) {
    auto read = RulesInForce::read(*in_force, book.state, book.agency);
    if (!read) return std::unexpected(read.error());
    published = std::move(*read);
    report.against = in_force->version;
  }
  channel::Difference difference;
  store::LodgementQuery query;
  query.lodged_from = from;
  query.lodged_to = to;
  query.after = store::LodgementQuery::Key{to, Id{}};
  query.limit = store::largest_page;
  for (bool more = true; more;) {
    const auto rows = reader.lodgements(query);
    if (!rows) return std::unexpected(rows.error());
    more = rows->size() == query.limit;
    for (const auto& row : *rows) {
      if (row.kind == Code("certificate") || row.standing == Code("cancelled")) continue;
      if (difference.movements >= most_movements) {
        report.whole = more = false;
        break;
      }
      auto declared = Lodgements::declared_of(row);
      if (!declared) return std::unexpected(declared.error());
      const auto certificates = certificates_of(reader, row, *declared);
      if (!certificates) return std::unexpected(certificates.error());
      const auto was = lodgements.judge(published, row, *certificates, row.lodged), would = lodgements.judge(*shadow, row, *certificates, row.lodged);
      channel::count(difference, was, would);
      if (was.channel != would.channel && report.cases.size() < most_cases) report.cases.push_back({row.lodgement, row.reference, row.plate, row.lodged, was.channel, would.channel, would.rule});
    }
    if (!rows->empty()) query.after = store::LodgementQuery::Key{rows->back().lodged, rows->back().lodgement};
  }
  report.movements = difference.movements;
  report.changed = difference.changed;
  for (std::size_t i = 0; i < difference.from_to.size(); ++i)
    report.table.push_back({static_cast<channel::Channel>(i), {difference.from_to[i].begin(), difference.from_to[i].end()}});
  for (const auto& one : difference.rules) report.rules.push_back({one.rule, one.hits});
  return report;
}

}  // namespace onestop::server
