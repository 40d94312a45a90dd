#pragma once
// Lodgements as firms and officers see them. A firm sees its own, and no channel before it may be told; officers of both
// states see everything.
#include "server/http/http.h"
#include "server/lodging/lodgements.h"
#include "server/lodging/notices.h"

namespace onestop::server {

struct LodgementReader {
  const Lodgements& lodgements;
  bool officer = false;
  std::string language;  // en, ru, kk or ky
};

LodgementItem item_of(const store::LodgementRow& row, const LodgementReader& who);
Expected<LodgementView> view_of(store::Reader& reader, const store::LodgementRow& row, const LodgementFile& file, const LodgementReader& who);
/// Decisions with their words, as the edition of the rules has them by which they were made.
std::vector<ChannelView> channel_views(const std::vector<channel::Decision>& decisions, const LodgementReader& who);
/// The one of en, ru, kk and ky that the request asks for.
std::string language_of(const http::Request& request);

}  // namespace onestop::server
