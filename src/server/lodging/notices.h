#pragma once
// What a firm is told, in the form in which it lies in its box and goes to its webhooks. A notification names what happened
// and where to look; it repeats nothing that may be kept from those who carry it.
#include <array>

#include "core/lodgement/lodgement.h"
#include "server/lodging_messages.h"
#include "store/store.h"

namespace onestop::server {

struct Notice {
  Id id;
  Code kind;
  Instant at;
  Id lodgement;
  std::string reference;
  std::uint32_t number = 0;   // of the version
  lodgement::Standing standing = lodgement::Standing::waiting;
  bool late = false;
  std::optional<Id> crossing;
  std::vector<ChannelMark> channels;  // none before they may be told
  std::optional<Code> agency, state, reason;  // of a hold or refusal
  std::optional<std::string> evidence;        // what lifts a hold
};
BOOST_DESCRIBE_STRUCT(Notice, (), (id, kind, at, lodgement, reference, number, standing, late, crossing, channels, agency, state, reason, evidence))

/// Every kind that a firm may be told.
inline constexpr std::array notice_kinds{std::string_view("lodgement_received"), std::string_view("lodgement_amended"), std::string_view("lodgement_cancelled"), std::string_view("channels_changed"),
                                         std::string_view("vehicle_arrived"), std::string_view("held"), std::string_view("hold_lifted"), std::string_view("refused"), std::string_view("released"), std::string_view("departed")};

Notice plain_notice(const Code& kind, const store::LodgementRow& row, Instant now, const lodgement::Terms& terms);
store::NotificationRow row_of(const Notice& notice, const Id& firm);
store::NotificationRow notice_of(const Code& kind, const store::LodgementRow& row, Instant now, const lodgement::Terms& terms);
/// Whether the firm may know the channels of its lodgement now. A closer look that is told early is avoided.
bool channels_told(const store::LodgementRow& row, const lodgement::Terms& terms);

}  // namespace onestop::server
