#pragma once
// What the service for traders says and hears: lodgements, their findings and channels, code lists. docs/lodging-service.md.
#include "core/channel/channel.h"
#include "core/lodgement/lodgement.h"
#include "server/messages.h"

namespace onestop::server {

/// What is wrong or not taken over, with its place in the message. `line` and `column` are 0 where unknown.
struct LodgedFinding {
  std::string code, weight, place;
  std::int64_t line = 0, column = 0;
  std::string what, right;  // in the language asked for
};
BOOST_DESCRIBE_STRUCT(LodgedFinding, (), (code, weight, place, line, column, what, right))

struct LodgedPart {
  std::string place, text;
};
BOOST_DESCRIBE_STRUCT(LodgedPart, (), (place, text))

/// A message as it was read, lodged or not.
struct ReadingView {
  std::string format;  // empty: none of those known
  std::string hash;    // SHA-256 in hexadecimal
  std::int64_t size_bytes = 0;
  std::int64_t errors = 0, warnings = 0, not_checked = 0;
  std::vector<LodgedFinding> findings;
  std::vector<LodgedPart> not_taken_over;
  std::int64_t not_taken_over_count = 0;
  std::optional<lodgement::Declared> declared;
};
BOOST_DESCRIBE_STRUCT(ReadingView, (), (format, hash, size_bytes, errors, warnings, not_checked, findings, not_taken_over, not_taken_over_count, declared))

/// One agency's channel, short.
struct ChannelMark {
  Code state, agency;
  channel::Channel channel = channel::Channel::green;
  Code rule;
  std::uint32_t version = 0;
  bool random = false;
};
BOOST_DESCRIBE_STRUCT(ChannelMark, (), (state, agency, channel, rule, version, random))

struct LodgementItem {
  Id id;
  std::string reference;
  Id firm;
  std::string firm_name;
  Code kind, format;
  std::uint32_t number = 0;
  lodgement::Standing standing = lodgement::Standing::waiting;
  Code exit_state, entry_state;
  std::string plate;
  std::optional<Instant> expected;
  Instant lodged, updated;
  bool late = false;
  std::uint32_t warnings = 0;
  std::optional<Id> crossing;
  std::optional<channel::Channel> closest;  // of all agencies; nothing before it may be told
  std::vector<ChannelMark> channels;        // none before they may be told
  std::uint64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(LodgementItem, (), (id, reference, firm, firm_name, kind, format, number, standing, exit_state, entry_state, plate, expected, lodged, updated, late, warnings, crossing, closest, channels, version))

struct LodgementPage {
  std::vector<LodgementItem> items;
  std::optional<std::string> next;  // the query of the next page
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(LodgementPage, (), (items, next, masked))

/// Why an agency looks, in the reader's language.
struct ChannelReason {
  Code rule;
  channel::Channel channel = channel::Channel::green;
  std::string why, todo, provision;
  std::vector<std::uint32_t> items;
  std::vector<std::string> facts;  // for officers only
};
BOOST_DESCRIBE_STRUCT(ChannelReason, (), (rule, channel, why, todo, provision, items, facts))

struct CertificateView {
  std::uint32_t item = 0;
  Code requirement;
  channel::Met met = channel::Met::met;
  std::string certificate;
  std::string what, todo, provision;
  std::int64_t short_by_g = 0;
};
BOOST_DESCRIBE_STRUCT(CertificateView, (), (item, requirement, met, certificate, what, todo, provision, short_by_g))

struct ChannelView {
  Code state, agency;
  channel::Channel channel = channel::Channel::green;
  Code rule;
  std::uint32_t version = 0;
  bool random = false;
  std::vector<ChannelReason> reasons;
  std::vector<CertificateView> certificates;
};
BOOST_DESCRIBE_STRUCT(ChannelView, (), (state, agency, channel, rule, version, random, reasons, certificates))

struct LodgedVersion {
  std::uint32_t number = 0;
  Code format;
  std::string hash;
  std::uint32_t size_bytes = 0;
  Instant at;
  std::optional<Instant> expected;
  bool late = false;
  std::uint32_t warnings = 0;
};
BOOST_DESCRIBE_STRUCT(LodgedVersion, (), (number, format, hash, size_bytes, at, expected, late, warnings))

/// Where the vehicle is, for the firm: nothing of other parties' affairs.
struct HoldNotice {
  Code agency, state, reason;
  std::string evidence;  // what must be brought to have it lifted
  Instant since;
};
BOOST_DESCRIBE_STRUCT(HoldNotice, (), (agency, state, reason, evidence, since))

struct AtThePost {
  Id crossing;
  Code phase;
  Instant arrived;
  std::optional<Instant> released, ended;
  std::vector<HoldNotice> holds;
};
BOOST_DESCRIBE_STRUCT(AtThePost, (), (crossing, phase, arrived, released, ended, holds))

struct EstimateView {
  Code state;
  channel::Estimate estimate;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(EstimateView, (), (state, estimate, source))

struct LodgementView {
  LodgementItem item;
  std::vector<LodgedVersion> versions;
  lodgement::Declared declared;
  std::vector<ChannelView> channels;          // none before they may be told
  std::vector<CertificateView> certificates;  // what lacks, told at once: it can be mended before arrival
  std::optional<EstimateView> estimate;       // of the state of entry
  std::optional<AtThePost> at_the_post;
  std::optional<Instant> deadline;            // by which it had to be lodged for the arrival that it names
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(LodgementView, (), (item, versions, declared, channels, certificates, estimate, at_the_post, deadline, masked))

struct LodgementViews {
  std::vector<LodgementView> lodgements;
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(LodgementViews, (), (lodgements, masked))

/// The answer to lodging, 202: what the agencies decide comes as notifications and stands in the lodgement.
struct LodgedAnswer {
  Id id;
  std::string reference;
  std::uint32_t number = 0;
  std::uint64_t version = 0;
  bool late = false;
  ReadingView reading;
};
BOOST_DESCRIBE_STRUCT(LodgedAnswer, (), (id, reference, number, version, late, reading))

// --- Channel rules ---

struct EditionItem {
  std::uint32_t version = 0;
  channel::Status status = channel::Status::draft;
  std::string author, by;  // names; empty for the first rules of a demonstration
  Instant at;
};
BOOST_DESCRIBE_STRUCT(EditionItem, (), (version, status, author, by, at))

struct RuleBookView {
  Code state, agency;
  std::vector<EditionItem> editions;
  bool may_write = false, may_decide = false;  // whoever asks
};
BOOST_DESCRIBE_STRUCT(RuleBookView, (), (state, agency, editions, may_write, may_decide))

struct RuleBooks {
  std::vector<RuleBookView> books;
};
BOOST_DESCRIBE_STRUCT(RuleBooks, (), (books))

struct EditionView {
  EditionItem edition;
  std::string source;
  channel::RuleSet rules;
};
BOOST_DESCRIBE_STRUCT(EditionView, (), (edition, source, rules))

struct RulesAsk {
  std::string source;  // YAML, docs/channels.md
};
BOOST_DESCRIBE_STRUCT(RulesAsk, (), (source))

struct StandingAsk {
  channel::Status status = channel::Status::shadow;
};
BOOST_DESCRIBE_STRUCT(StandingAsk, (), (status))

struct WrittenAnswer {
  std::uint32_t version = 0;
};
BOOST_DESCRIBE_STRUCT(WrittenAnswer, (), (version))

/// One movement that another version would have judged otherwise.
struct ShadowCase {
  Id lodgement;
  std::string reference, plate;
  Instant lodged;
  channel::Channel published = channel::Channel::green, shadow = channel::Channel::green;
  Code rule;  // of the shadow version
};
BOOST_DESCRIBE_STRUCT(ShadowCase, (), (lodgement, reference, plate, lodged, published, shadow, rule))

struct ShadowRow {
  channel::Channel published = channel::Channel::green;
  std::vector<std::uint64_t> shadow;  // green, yellow, orange, red
};
BOOST_DESCRIBE_STRUCT(ShadowRow, (), (published, shadow))

struct ShadowRule {
  Code rule;
  std::uint64_t hits = 0;
};
BOOST_DESCRIBE_STRUCT(ShadowRule, (), (rule, hits))

/// What a version would have said of all that was lodged in the time, beside the published one. Nothing is decided by it.
struct ShadowReport {
  Code state, agency;
  std::uint32_t version = 0;
  std::optional<std::uint32_t> against;  // the published version; nothing where there is none
  Instant from, to;
  std::uint64_t movements = 0, changed = 0;
  bool whole = true;  // false: more were lodged than are looked at
  std::vector<ShadowRow> table;
  std::vector<ShadowRule> rules;
  std::vector<ShadowCase> cases;  // the newest that differ, at most 100
};
BOOST_DESCRIBE_STRUCT(ShadowReport, (), (state, agency, version, against, from, to, movements, changed, whole, table, rules, cases))

// --- Code lists ---

struct CodeListItem {
  Code list;
  std::string version;
  std::string valid_from;
  std::int64_t entries = 0;
};
BOOST_DESCRIBE_STRUCT(CodeListItem, (), (list, version, valid_from, entries))

struct CodeLists {
  std::vector<CodeListItem> lists;
};
BOOST_DESCRIBE_STRUCT(CodeLists, (), (lists))

struct CodeItem {
  std::string code, name;
};
BOOST_DESCRIBE_STRUCT(CodeItem, (), (code, name))

struct CodePage {
  Code list;
  std::string version, valid_from;
  std::vector<CodeItem> items;
  std::optional<std::string> next;  // the query of the next page
};
BOOST_DESCRIBE_STRUCT(CodePage, (), (list, version, valid_from, items, next))

// --- The sandbox ---

/// What the caller lets the authority do with his own lodgement.
struct PlayedAnswer {
  Code kind;  // channel, arrived, held, hold_lifted, refused, released, departed
  Code state, agency;
  std::optional<channel::Channel> channel;
  std::optional<Code> reason;
  std::optional<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(PlayedAnswer, (), (kind, state, agency, channel, reason, evidence))

struct CancelAsk {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelAsk, (), (reason))

}  // namespace onestop::server
