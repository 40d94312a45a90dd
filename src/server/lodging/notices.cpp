#include "server/lodging/notices.h"

#include "server/post/officers.h"
#include "wire/json.h"

namespace onestop::server {

bool channels_told(const store::LodgementRow& row, const lodgement::Terms& terms) { return !terms.channel_told_at_arrival || row.crossing.has_value(); }

Notice plain_notice(const Code& kind, const store::LodgementRow& row, Instant now, const lodgement::Terms& terms) {
  Notice notice{fresh_id(now), kind, now, row.lodgement, row.reference, row.number, wire::enum_from_text<lodgement::Standing>(row.standing.view()).value_or(lodgement::Standing::waiting),
                row.late, row.crossing, {}, {}, {}, {}, {}};
  if (channels_told(row, terms)) notice.channels = wire::read_json<std::vector<ChannelMark>>(row.channels).value_or(std::vector<ChannelMark>{});
  for (auto& one : notice.channels) {  // nobody learns whether he was drawn or chosen, or by which rule
    one.rule = {};
    one.random = false;
  }
  return notice;
}

store::NotificationRow row_of(const Notice& notice, const Id& firm) {
  return {notice.id, firm, notice.lodgement, notice.kind, notice.at, wire::to_json(notice), 0};
}

store::NotificationRow notice_of(const Code& kind, const store::LodgementRow& row, Instant now, const lodgement::Terms& terms) {
  return row_of(plain_notice(kind, row, now, terms), row.firm);
}

}  // namespace onestop::server
