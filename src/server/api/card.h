#pragma once
// Cards and timelines: what officers see of a crossing, put together from the log and the core's own answers.
#include "server/messages.h"
#include "server/post/crossing_file.h"
#include "server/post/officers.h"
#include "server/post/regime.h"

namespace onestop::server {

class Mask;

struct Viewer {
  const Regime& regime;
  const Officers& officers;
  crossing::Actor actor;
  Instant now;
};

/// As the procedure has it under which the crossing runs: another day may have another text under the same identity.
Provision provision_view(const law::Procedure& procedure, const Code& id);
Provision provision_view(const law::Citation& cited);
RefusalView refusal_view(const law::Procedure& procedure, const crossing::Refusal& refusal);

/// The rarer acts of the crossing, onto its card.
void add_rare_marks(Card& card, const crossing::View& view, const CrossingFile& file, const Officers& officers);
/// The options on a card are those of the viewer; what the viewer's state may not see is not on it.
Card make_card(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer);

/// The values that events hold are masked here, as which fields they have depends on the event.
Timeline make_timeline(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer, Mask& mask);

}  // namespace onestop::server
