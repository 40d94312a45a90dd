#include "core/right/fields.h"

#include <algorithm>
#include <array>

namespace onestop::right {
namespace {

using enum Guard;

// By kind; docs/rights.md is checked against this table.
constexpr std::array fields{
    FieldEntry{"crossing", "passage", plain, "that a vehicle or party is there: class, direction, layout, phase, times, where it stands"},
    FieldEntry{"crossing", "plate", plain, "the plate"},
    FieldEntry{"crossing", "seals", plain, "numbers of seals, as found and affixed"},
    FieldEntry{"crossing", "work", plain, "what may be done next, by whom"},
    FieldEntry{"crossing", "acts", plain, "which acts are on record, of which agency, at which desk, when"},
    FieldEntry{"crossing", "minutes", plain, "to whom each minute of the stay goes"},
    FieldEntry{"crossing", "weighing", plain, "weights and certificate of the weighing"},
    FieldEntry{"person", "name", personal, "name of a traveller"},
    FieldEntry{"person", "document", personal, "number of the travel document"},
    FieldEntry{"person", "nationality", personal, "nationality"},
    FieldEntry{"person", "group", personal, "who travels with whom"},
    FieldEntry{"person", "standing", plain, "driver or passenger, facts, controls and fate, without saying who it is"},
    FieldEntry{"consignment", "reference", plain, "the trader's reference"},
    FieldEntry{"consignment", "goods", plain, "description, commodity and number of lines"},
    FieldEntry{"consignment", "standing", plain, "facts, controls and fate"},
    FieldEntry{"consignment", "note", own, "the recorder's note on a consignment"},
    FieldEntry{"control", "findings", plain, "what a control wrote down in its form"},
    FieldEntry{"control", "remarks", own, "remarks of the officer who closed it"},
    FieldEntry{"hold", "standing", plain, "that something is held, by which agency, until when"},
    FieldEntry{"hold", "reason", plain, "why it is held"},
    FieldEntry{"hold", "evidence", plain, "what must be brought to have it lifted"},
    FieldEntry{"hold", "note", own, "note on a hold, a request or a refusal"},
    FieldEntry{"inspection", "standing", plain, "that an inspection was ordered, who attends, whether it is concluded"},
    FieldEntry{"inspection", "findings", plain, "what the act of inspection says"},
    FieldEntry{"alarm", "standing", plain, "that the portal gave an alarm, and whether it is open"},
    FieldEntry{"alarm", "findings", plain, "verdict and findings"},
    FieldEntry{"offence", "standing", plain, "kind of offence and whether it is settled"},
    FieldEntry{"offence", "account", own, "the officer's account"},
    FieldEntry{"sample", "result", plain, "laboratory and result"},
    FieldEntry{"deposit", "place", plain, "that goods lie in the warehouse, and what it costs"},
    FieldEntry{"order", "reason", plain, "reasons given for orders, requests, splits and detachments"},
    FieldEntry{"photograph", "picture", personal, "photographs of vehicles, goods and documents; persons may be on them"},
    FieldEntry{"photograph", "caption", own, "what the officer wrote below"},
    FieldEntry{"document", "file", plain, "attached papers of the vehicle and of goods"},
    FieldEntry{"document", "title", own, "what the officer called such a paper"},
    FieldEntry{"document", "personal", personal, "attached papers of a traveller, and what they are called"},
    FieldEntry{"refusal", "journal", own, "what the law refused the state's own officers"},
    FieldEntry{"officer", "title", plain, "the officer's title on the record"},
    FieldEntry{"officer", "account", own, "name for signing in, appointments"},
    FieldEntry{"lodgement", "standing", plain, "that something was lodged, when, for which vehicle, in which form"},
    FieldEntry{"lodgement", "goods", plain, "lines, papers, containers, certificates"},
    FieldEntry{"lodgement", "values", plain, "declared values and the duties they lead to"},
    FieldEntry{"lodgement", "parties", personal, "consignor, consignee, carrier and declarant"},
    FieldEntry{"lodgement", "message", personal, "the message as it was handed in"},
    FieldEntry{"lodgement", "channel", plain, "channel by agency"},
    FieldEntry{"lodgement", "reasons", plain, "rule, facts and chance behind a channel"},
    FieldEntry{"firm", "name", plain, "name and country of a firm"},
    FieldEntry{"firm", "tax_number", plain, "tax number"},
    FieldEntry{"firm", "mail", personal, "address of the person who signs in for the firm"},
    FieldEntry{"firm", "keys", plain, "names of keys, webhooks and deliveries"},
    FieldEntry{"shift", "standing", plain, "lanes, devices and which desks are taken"},
    FieldEntry{"rules", "source", own, "channel rules and what they would have said"},
    FieldEntry{"post", "figures", plain, "backlog and state of the server"},
    FieldEntry{"access", "views", plain, "who looked at personal data, and for what"},
};

constexpr std::array acts{
    ActEntry{"search_persons", "search by the name of a person"},
    ActEntry{"search_documents", "search by the number of a document"},
    ActEntry{"read_study", "release times, segments, comparison and their reports"},
    ActEntry{"simulate", "run what-if simulations"},
    ActEntry{"read_status", "the state of the server"},
    ActEntry{"read_accesses", "who looked at a crossing"},
    ActEntry{"read_firms", "the list of firms"},
    ActEntry{"confirm_firms", "confirm and block firms"},
    ActEntry{"read_channel_rules", "channel rules of the own agency"},
    ActEntry{"hand_out_evidence", "hand a crossing out to a court, with everything that the own state recorded"},
    ActEntry{"export", "take a file of many crossings out of the system"},
};

}  // namespace

std::span<const FieldEntry> all_fields() { return fields; }

std::optional<Field> field_named(std::string_view kind, std::string_view name) {
  const auto at = std::ranges::find_if(fields, [&](const FieldEntry& one) { return one.kind == kind && one.name == name; });
  return at == fields.end() ? std::nullopt : std::optional(static_cast<Field>(at - fields.begin()));
}

std::optional<Field> field_named(std::string_view whole) {
  const auto cut = whole.find('.');
  return cut == std::string_view::npos ? std::nullopt : field_named(whole.substr(0, cut), whole.substr(cut + 1));
}

std::string to_text(Field field) { return std::string(entry(field).kind) + "." + std::string(entry(field).name); }

std::span<const ActEntry> all_acts() { return acts; }

}  // namespace onestop::right
