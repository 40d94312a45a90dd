// Which items have the certificates that a set of rules wants of them.
#include <algorithm>
#include <limits>
#include <map>

#include "core/channel/allocation.h"
#include "core/channel/channel.h"

namespace onestop::channel {
namespace {

using lodgement::Item;
using lodgement::Paper;

constexpr std::size_t heading_digits = 4;
constexpr std::size_t most_numbers = 4;  // named in one result; the rest is counted

/// A view into its argument, so never of a copy.
std::string_view heading(const Code& commodity) { return commodity.view().substr(0, heading_digits); }

/// The goods of one heading in one certificate.
struct Source {
  const Declared* certificate;
  Met standing;
};

bool begins(const std::vector<std::string>& beginnings, const Code& code) {
  return std::ranges::any_of(beginnings, [&](const std::string& one) { return !one.empty() && code.view().starts_with(one); });
}

bool wants(const Requirement& requirement, const Item& item) {
  const bool origin = requirement.origins.empty() || std::ranges::find(requirement.origins, item.origin.view()) != requirement.origins.end();
  return origin && begins(requirement.commodities, item.commodity);
}

bool is_of(const Requirement& requirement, const Code& type) { return std::ranges::find(requirement.types, type.view()) != requirement.types.end(); }

/// A message that names no type of its own is taken for whatever its goods need.
bool may_serve(const Requirement& requirement, const Declared& certificate) { return certificate.type.empty() || is_of(requirement, certificate.type); }

Met standing(const Paper& paper, Day today) {
  if (paper.from && *paper.from > today) return Met::not_yet_valid;
  if (paper.until && *paper.until < today) return Met::expired;
  return Met::met;
}

/// Only what says that it is approved, and since when, counts.
Met standing(const Declared& certificate, const Declared& declared, Day today) {
  if (certificate.status != Code("39") && certificate.status != Code("70")) return Met::rejected;
  if (!certificate.issued || *certificate.issued > today) return Met::not_yet_valid;
  if (certificate.until && *certificate.until < today) return Met::expired;
  for (const auto& paper : declared.papers) {
    if (paper.number.empty() || paper.number != certificate.number) continue;
    if (const auto named = standing(paper, today); named != Met::met) return named;
  }
  return Met::met;
}

class Matching {
 public:
  Matching(std::span<const Requirement> requirements, const Declared& declared, std::span<const Declared> certificates, Day today)
      : requirements_(requirements), declared_(declared), certificates_(certificates), today_(today), allocation_(find_sources()) {}

  std::vector<ItemResult> run() {
    for (const auto& item : declared_.items) {
      const auto first_of_item = allocation_.demands();
      for (const auto& requirement : requirements_)
        if (wants(requirement, item)) judge(requirement, item, first_of_item);
    }
    for (const auto& open : open_) name_certificates(open);
    return std::move(results_);
  }

 private:
  /// A result whose certificates are named when everything is shared out: until then parts may move.
  struct Open {
    std::size_t result;
    std::vector<std::size_t> demands, sources;
  };

  std::vector<std::int64_t> find_sources() {
    std::vector<std::int64_t> masses;
    for (const auto& certificate : certificates_) {
      if (certificate.kind != Code("certificate")) continue;
      const auto stands = standing(certificate, declared_, today_);
      for (const auto& item : certificate.items) {
        if (heading(item.commodity).size() < heading_digits) continue;
        auto& of_heading = by_heading_[std::string(heading(item.commodity))];
        if (of_heading.empty() || sources_[of_heading.back()].certificate != &certificate) {
          of_heading.push_back(sources_.size());
          sources_.push_back({&certificate, stands});
          masses.push_back(0);
        }
        auto& mass = masses[of_heading.back()];
        mass += std::min(std::max<std::int64_t>(item.net_g > 0 ? item.net_g : item.gross_g, 0), std::numeric_limits<std::int64_t>::max() - mass);
      }
    }
    return masses;
  }

  void judge(const Requirement& requirement, const Item& item, std::size_t first_of_item) {
    std::vector<std::size_t> valid, spoilt;
    if (const auto at = by_heading_.find(heading(item.commodity)); at != by_heading_.end())
      for (const auto source : at->second)
        if (may_serve(requirement, *sources_[source].certificate)) (sources_[source].standing == Met::met ? valid : spoilt).push_back(source);
    results_.push_back({item.number, requirement.code, Met::missing, {}, 0, false});
    if (!valid.empty() && requirement.by_quantity) return by_mass(item, std::move(valid), first_of_item);
    if (!valid.empty()) return say(Met::met, sources_[valid.front()].certificate->number);
    if (!spoilt.empty()) return of_spoilt(spoilt);
    if (!by_paper(requirement, item)) of_other_goods(requirement);
  }

  void say(Met met, std::string number) {
    results_.back().met = met;
    results_.back().certificate = std::move(number);
  }

  void by_mass(const Item& item, std::vector<std::size_t> valid, std::size_t first_of_item) {
    const auto mass = item.net_g > 0 ? item.net_g : item.gross_g;
    if (mass <= 0) {
      results_.back().quantity_unjudged = true;
      return say(Met::too_little, sources_[valid.front()].certificate->number);
    }
    // What the item already has from these certificates for another requirement covers the same grams.
    std::int64_t need = mass;
    Open open{results_.size() - 1, {}, valid};
    for (auto demand = first_of_item; demand < allocation_.demands(); ++demand) {
      std::int64_t shared = 0;
      for (const auto& part : allocation_.parts_of(demand))
        if (std::ranges::find(valid, part.source) != valid.end()) shared += part.grams;
      if (shared == 0) continue;
      allocation_.fix(demand);
      open.demands.push_back(demand);
      need -= std::min(need, shared);
    }
    open.demands.push_back(allocation_.demands());
    const auto lacking = allocation_.serve(need, std::move(valid));
    results_.back().met = lacking == 0 ? Met::met : Met::too_little;
    results_.back().short_by_g = lacking;
    open_.push_back(std::move(open));
  }

  void name_certificates(const Open& open) {
    std::vector<std::string> numbers;
    for (const auto source : open.sources) {
      const auto& number = sources_[source].certificate->number;
      const bool used = std::ranges::any_of(open.demands, [&](std::size_t demand) { return std::ranges::any_of(allocation_.parts_of(demand), [&](const auto& part) { return part.source == source; }); });
      if (used && std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(number);
    }
    if (numbers.empty()) numbers.push_back(sources_[open.sources.front()].certificate->number);
    std::string text;
    for (std::size_t i = 0; i < numbers.size() && i < most_numbers; ++i) text += (i == 0 ? "" : ", ") + numbers[i];
    if (numbers.size() > most_numbers) text += " and " + std::to_string(numbers.size() - most_numbers) + " more";
    results_[open.result].certificate = std::move(text);
  }

  /// Of several that do not count, the one that comes closest to counting is named.
  void of_spoilt(const std::vector<std::size_t>& spoilt) {
    for (const auto met : {Met::not_yet_valid, Met::expired, Met::rejected}) {
      const auto at = std::ranges::find_if(spoilt, [&](std::size_t source) { return sources_[source].standing == met; });
      if (at != spoilt.end()) return say(met, sources_[*at].certificate->number);
    }
  }

  bool lodged(const std::string& number) const {
    return std::ranges::any_of(certificates_, [&](const Declared& one) { return one.kind == Code("certificate") && one.number == number; });
  }

  /// A paper named in the message stands for a certificate that nobody lodged.
  bool by_paper(const Requirement& requirement, const Item& item) {
    const Paper* best = nullptr;
    for (const auto& paper : declared_.papers) {
      if (paper.number.empty() || (paper.item != 0 && paper.item != item.number) || !(is_of(requirement, paper.type) || is_of(requirement, paper.use)) || lodged(paper.number)) continue;
      if (!best || standing(paper, today_) < standing(*best, today_)) best = &paper;
    }
    if (!best) return false;
    say(standing(*best, today_), best->number);
    results_.back().quantity_unjudged = requirement.by_quantity && results_.back().met == Met::met;
    return true;
  }

  void of_other_goods(const Requirement& requirement) {
    for (const auto& certificate : certificates_)
      if (certificate.kind == Code("certificate") && may_serve(requirement, certificate)) return say(Met::other_goods, certificate.number);
  }

  std::span<const Requirement> requirements_;
  const Declared& declared_;
  std::span<const Declared> certificates_;
  Day today_;
  std::vector<Source> sources_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_heading_;
  Allocation allocation_;  // made of the sources: stands after them
  std::vector<ItemResult> results_;
  std::vector<Open> open_;
};

}  // namespace

std::vector<ItemResult> match_certificates(std::span<const Requirement> requirements, const Declared& declared, std::span<const Declared> certificates, Day today) {
  return Matching(requirements, declared, certificates, today).run();
}

}  // namespace onestop::channel
