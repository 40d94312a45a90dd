#pragma once
// Channels: how closely an agency of a state will look at a movement, decided from what was lodged before it arrives. Rules
// are data with versions; a part of all movements is drawn by chance, so that what rules miss is seen (the random stratum).
// docs/channels.md tells it to officers.
#include <array>
#include <span>

#include "core/lodgement/declared.h"

namespace onestop::channel {

using lodgement::Declared;

/// From the lightest to the closest look; where several rules fit, the closest wins.
enum class Channel : std::uint8_t { green, yellow, orange, red };  // nothing; documents; scan or sample; examination
BOOST_DESCRIBE_ENUM(Channel, green, yellow, orange, red)

/// A draft judges nothing; a shadow judges beside the published version without effect; one version is published at a time.
enum class Status : std::uint8_t { draft, shadow, published, retired };
BOOST_DESCRIBE_ENUM(Status, draft, shadow, published, retired)

/// One condition; all that a rule names must hold.
struct Condition {
  enum class Of : std::uint8_t {
    commodity, origin, dispatch, destination, vehicle_country, carrier, consignor, consignee, kind, transit, paper_missing,
    net_kg_above, gross_kg_above, value_above, value_per_kg_below, items_above, persons_above, late, certificate_unmet,
    errors, warnings
  };
  Of of = Of::commodity;
  std::vector<std::string> any;  // beginnings of commodity codes, or whole words; of paper_missing: document types or uses
  std::int64_t limit = 0;        // of "above" and "below": kg, or hundredths of `currency` (per kg)
  Code currency;
  bool operator==(const Condition&) const = default;
};
BOOST_DESCRIBE_ENUM(Condition::Of, commodity, origin, dispatch, destination, vehicle_country, carrier, consignor, consignee, kind, transit, paper_missing, net_kg_above, gross_kg_above, value_above, value_per_kg_below, items_above, persons_above, late, certificate_unmet, errors, warnings)
BOOST_DESCRIBE_STRUCT(Condition, (), (of, any, limit, currency))

/// A text in the languages of the pages: en, ru, kk, ky. Where one is empty English is read.
struct Words {
  std::string en, ru, kk, ky;
  bool operator==(const Words&) const = default;
};
BOOST_DESCRIBE_STRUCT(Words, (), (en, ru, kk, ky))

struct Rule {
  Code code;
  Channel channel = Channel::yellow;
  std::vector<Condition> when;
  Words why, todo;  // for officers; for the trader: what to do about it
  std::string provision;
  std::optional<Day> from, until;
  bool operator==(const Rule&) const = default;
};
BOOST_DESCRIBE_STRUCT(Rule, (), (code, channel, when, why, todo, provision, from, until))

/// Goods that may come only with a certificate.
struct Requirement {
  Code code;
  std::vector<std::string> commodities;  // beginnings of codes
  std::vector<std::string> origins;      // empty: any
  std::vector<std::string> types;        // document types that do, as lodged in `Paper::type`, or its use (veterinary)
  bool by_quantity = false;              // the certificate must cover the net mass of the item
  Words what, todo;
  std::string provision;
  bool operator==(const Requirement&) const = default;
};
BOOST_DESCRIBE_STRUCT(Requirement, (), (code, commodities, origins, types, by_quantity, what, todo, provision))

/// The rules of one agency of one state, in one version.
struct RuleSet {
  Code state, agency;
  std::uint32_t version = 0;
  std::vector<Requirement> requirements;
  std::vector<Rule> rules;
  std::uint32_t random_per_10000 = 0;
  Channel random_channel = Channel::red;
  Channel otherwise = Channel::green;
  bool operator==(const RuleSet&) const = default;
};
BOOST_DESCRIBE_STRUCT(RuleSet, (), (state, agency, version, requirements, rules, random_per_10000, random_channel, otherwise))

enum class Met : std::uint8_t { met, missing, too_little, expired, not_yet_valid, other_goods, rejected };
BOOST_DESCRIBE_ENUM(Met, met, missing, too_little, expired, not_yet_valid, other_goods, rejected)

/// Whether one item has what one requirement wants.
struct ItemResult {
  std::uint32_t item = 0;
  Code requirement;
  Met met = Met::met;
  std::string certificate;     // number of the one that was looked at
  std::int64_t short_by_g = 0; // of too_little
  bool quantity_unjudged = false;  // the mass could not be held against the certificate: a paper alone, or no mass stated
  bool operator==(const ItemResult&) const = default;
};
BOOST_DESCRIBE_STRUCT(ItemResult, (), (item, requirement, met, certificate, short_by_g, quantity_unjudged))

/// A rule that fitted, and by what.
struct Hit {
  Code rule;
  Channel channel = Channel::green;
  std::vector<std::uint32_t> items;  // those that fitted, where the rule looks at goods
  std::vector<std::string> facts;    // "commodity 0201300000", "net_kg 21000": what it rested on
  std::uint32_t items_beyond = 0;    // of `items`, left out by `fitted`
  bool operator==(const Hit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Hit, (), (rule, channel, items, facts, items_beyond))

struct Decision {
  Code state, agency;
  std::uint32_t version = 0;  // of the rules
  Channel channel = Channel::green;
  Code rule;                  // the hit that decided; "random", "otherwise"
  bool random = false;        // in the random stratum, whatever rules say
  std::vector<Hit> hits;      // closest look first, then in the order of the rules
  std::vector<ItemResult> items;
  std::uint32_t items_beyond = 0;  // of `items`, left out by `fitted`
  bool operator==(const Decision&) const = default;
};
BOOST_DESCRIBE_STRUCT(Decision, (), (state, agency, version, channel, rule, random, hits, items, items_beyond))

/// What is judged beside the message itself.
struct Circumstances {
  std::vector<Declared> certificates;  // lodged for the same movement, kind certificate
  bool late = false;                   // lodged after the deadline
  std::uint32_t errors = 0, warnings = 0;
  Day today;                           // in the state of the agency
  std::uint32_t draw = 0;              // 0 to 9999, from `draw_of`
};

/// The same answer for the same arguments, on every machine.
Decision assign(const RuleSet& rules, const Declared& declared, const Circumstances& circumstances);
/// The item-level part alone.
std::vector<ItemResult> match_certificates(std::span<const Requirement> requirements, const Declared& declared, std::span<const Declared> certificates, Day today);
/// From 32 bytes that only the post can compute (a keyed hash of vehicle, day, state and agency): whoever lodges cannot
/// foretell it, and lodging again draws the same.
std::uint32_t draw_of(std::span<const unsigned char, 32> keyed_hash);

/// Decisions as a record can hold them: of long lists of goods the first, those that lack something before others, and how many
/// more there were. The channels and what decided them stay.
std::vector<Decision> fitted(std::vector<Decision> decisions, std::size_t most_bytes);

/// What is wrong with a rule set as such; empty where nothing is.
struct Flaw {
  std::string place, sentence;
};
std::vector<Flaw> flaws(const RuleSet& rules);

/// What a version would have changed: decisions of two versions over the same movements.
struct Difference {
  std::uint64_t movements = 0, changed = 0;
  std::array<std::array<std::uint64_t, 4>, 4> from_to{};  // [published][shadow]
  struct OfRule {
    Code rule;
    std::uint64_t hits = 0;
  };
  std::vector<OfRule> rules;  // of the shadow version
};
void count(Difference& difference, const Decision& published, const Decision& shadow);

// --- Duty and fees -----------------------------------------------------------------------------------------------------------

/// One line of a table of duties: the longest beginning that fits an item's commodity holds.
struct DutyLine {
  std::string commodity;
  std::uint32_t ad_valorem_hundredths = 0;  // hundredths of a percent of the value: 500 is 5 %
  Money per_kg;                             // beside it, per kg net
  std::string source;
  bool operator==(const DutyLine&) const = default;
};
BOOST_DESCRIBE_STRUCT(DutyLine, (), (commodity, ad_valorem_hundredths, per_kg, source))

struct DutyTable {
  Code state;
  Day valid_from;
  Code currency;
  std::uint32_t vat_hundredths = 0;  // hundredths of a percent of value and duty
  Money declaration_fee;             // once
  std::vector<std::string> free_origins;
  struct Rate {                      // one unit of `currency` in hundredths of a hundredth of the table's: 10000 is 1
    Code currency;
    std::int64_t ten_thousandths = 0;
    bool operator==(const Rate&) const = default;
  };
  std::vector<Rate> rates;
  std::vector<DutyLine> lines;
  bool operator==(const DutyTable&) const = default;
};

struct ItemDuty {
  std::uint32_t item = 0;
  std::string line;          // of the table; empty: none fits, and nothing is estimated for the item
  Money value, duty, vat;
};
struct Estimate {
  std::vector<ItemDuty> items;
  Money duty, vat, fee, total;
  std::vector<std::uint32_t> unknown;  // items of which value, currency or line lacks
};
Estimate estimate(const DutyTable& table, const Declared& declared);
/// The state's table in force on the day: the latest that had begun; none before the first.
const DutyTable* table_for(std::span<const DutyTable> tables, Code state, Day day);
std::vector<Flaw> flaws(const DutyTable& table);

BOOST_DESCRIBE_STRUCT(DutyTable::Rate, (), (currency, ten_thousandths))
BOOST_DESCRIBE_STRUCT(DutyTable, (), (state, valid_from, currency, vat_hundredths, declaration_fee, free_origins, rates, lines))
BOOST_DESCRIBE_STRUCT(ItemDuty, (), (item, line, value, duty, vat))
BOOST_DESCRIBE_STRUCT(Estimate, (), (items, duty, vat, fee, total, unknown))

}  // namespace onestop::channel
