#include "server/audit/audit.h"

#include "server/audit/accounts.h"
#include "wire/audit_events.h"

namespace onestop::server {
namespace {

// Another process may write the same stream between the question and the commit. Whoever asks again holds the recorder's
// lock from then on, so a second try is enough; more are for a change of that.
constexpr int most_tries = 4;

std::uint64_t own_version(const std::vector<wire::Seen>& heads, const Id& recorder) {
  for (const auto& head : heads)
    if (head.recorder == recorder) return head.version;
  return 0;
}

}  // namespace

Id audit_stream(const Id& recorder, Day day) {
  ByteWriter out;
  out.text("onestop audit stream 1");
  out.id(recorder);
  out.u32(static_cast<std::uint32_t>(day.number));
  const auto hash = sha256(out.bytes());
  return id_from_bytes(hash.data());
}

Day audit_day(Instant at) { return day_of(at, 0); }

Expected<void> put_audit(store::Writer& writer, const Id& recorder, Instant now, const audit::Event& event, const store::Commit& with) {
  const auto stream = audit_stream(recorder, audit_day(now));
  const auto encoded = wire::encode(event);
  const auto heads = writer.reader().versions(stream);
  if (!heads) return std::unexpected(heads.error());
  auto version = own_version(*heads, recorder);
  for (int i = 0; i < most_tries; ++i) {
    auto commit = with;
    commit.expects.push_back({recorder, stream, version});
    commit.events.push_back({recorder, stream, encoded.type, encoded.type_version, now, {}, encoded.fields});
    const auto outcome = writer.apply(commit);
    if (!outcome) return std::unexpected(outcome.error());
    if (std::holds_alternative<store::Applied>(*outcome)) {
      const auto* changed = std::get_if<audit::AccountChanged>(&event);
      return changed ? note_account(writer, recorder, changed->officer, audit_day(now)) : Expected<void>{};
    }
    const auto* stale = std::get_if<store::StaleVersion>(&*outcome);
    if (!stale || stale->stream != stream) return fault("what belongs to an event of the audit was overtaken by another process");
    version = stale->actual;
  }
  return fault("other processes wrote to the audit's stream of the day all the while");
}

const Id& Audit::recorder_for(const Code& state) const {
  const Runner::Recorder* found = &runner_.recorders().front();
  for (const auto& one : runner_.recorders())
    if (one.state == host_) found = &one;
  for (const auto& one : runner_.recorders())
    if (one.state == state) found = &one;
  return found->id;
}

void Audit::record(const Code& state, audit::Event event, std::function<void(bool)> then) {
  runner_.write([this, recorder = recorder_for(state), event = std::move(event)](
                    store::Writer& writer) { return put_audit(writer, recorder, clock_.now(), event); },
                std::move(then));
}

}  // namespace onestop::server
