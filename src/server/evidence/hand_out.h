#pragma once
// The bundle as it leaves: collected, told to people, described, sealed.
#include "server/evidence/collect.h"

namespace onestop::server::evidence {

/// The archive; the same for the same bundle and key.
Expected<Bytes> archive_of(const Bundle& bundle, const Id& recorder, const SecretKey& key);

/// For the operator at the machine: signs checkpoints where they are wanting and puts on the log that the bundle was handed out.
Expected<Bytes> hand_out_by_operator(store::Store& store, const store::Files& files, const Wish& wish, const std::string& to);

}  // namespace onestop::server::evidence
