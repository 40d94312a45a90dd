#pragma once
// Cards and timelines: what officers see of a crossing, put together from the log and the core's own answers.
#include "server/messages.h"
#include "server/post/crossing_file.h"
#include "server/post/officers.h"
#include "server/post/regime.h"

namespace onestop::server {

struct Viewer {
  const Regime& regime;
  const Officers& officers;
  crossing::Actor actor;
  Instant now;
};

Provision provision_view(const Regime& regime, const Code& id);
RefusalView refusal_view(const Regime& regime, const crossing::Refusal& refusal);

/// The options on a card are those of the viewer; what the viewer's state may not see is not on it.
Card make_card(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer);

Timeline make_timeline(const CrossingFile& file, const Viewer& viewer);

}  // namespace onestop::server
