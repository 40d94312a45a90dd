#include "store/verify.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "store/archive_file.h"
#include "store/connections.h"
#include "store/leaves.h"
#include "store/sql_schema.h"
#include "wire/envelope.h"
#include "wire/signature_check.h"

namespace onestop::store {
namespace {

struct Event {
  std::uint64_t seq = 0, position = 0, version = 0;
  Id recorder, stream;
  std::string type;
  std::uint64_t type_version = 0;
  Instant at;
  Hash hash{};
  Bytes envelope, body;
};

std::string range(std::uint64_t from, std::uint64_t to) {
  return from == to ? std::to_string(from) : std::to_string(from) + " to " + std::to_string(to);
}

class Verifier {
 public:
  Verifier(Connection& db, const std::vector<wire::Checkpoint>& kept_elsewhere, const std::optional<std::filesystem::path>& archives, Verification& result)
      : db_(db), kept_elsewhere_(kept_elsewhere), folder_(archives), result_(result) {}

  void all() {
    // Each pass on its own: a page that cannot be read ends one of them, the others still say what they find.
    const auto pass = [&](void (Verifier::*one)()) {
      if (auto done = caught([&] { (this->*one)(); }); !done) find(found::file_damaged, done.error().what);
    };
    pass(&Verifier::file);
    pass(&Verifier::chains);
    pass(&Verifier::heads_without_events);
    pass(&Verifier::archives);
    pass(&Verifier::recorders);
    pass(&Verifier::signatures);
    pass(&Verifier::read_tables);
  }

  void find(std::string_view what, std::string where) {
    if (result_.findings.size() >= most_findings) result_.more_findings = true;
    else result_.findings.push_back({std::string(what), std::move(where)});
  }

 private:
  void file() {
    for (const auto& text : db_.check_pages()) find(found::file_damaged, db_.path() + ": " + text);
    if (db_.number("SELECT count(*) FROM migration") != newest_log_schema())
      find(found::file_damaged, db_.path() + " has another schema than this program; open it once with this program, or verify it with its own");
  }

  // ---- every event along its stream ----------------------------------------------------------------------------

  struct Chain {
    Id stream, recorder;
    std::uint64_t version = 0, seq = 0;
    Hash stored = wire::no_previous;      // the hash as it stands in the event before
    Hash recomputed = wire::no_previous;  // as it should stand there
    std::string suspect;                  // set when they differ: the event before, not yet reported
  };

  void chains() {
    auto& rows = db_.use("SELECT seq, recorder, position, stream, version, type, type_version, at, hash, envelope, body FROM event "
                         "ORDER BY stream, recorder, version").scan();
    std::optional<Chain> chain;
    while (rows.step()) {
      ++result_.events;
      const auto seq = rows.u64(0);
      Event event;
      const auto read = caught([&] {
        event = {seq, rows.u64(2), rows.u64(4), rows.id(1), rows.id(3), rows.text(5), rows.u64(6), rows.instant(7),
                 rows.hash(8), rows.bytes(9), rows.bytes(10)};
      });
      if (!read) {
        find(found::column_differs, "event " + std::to_string(seq) + " has an id or a hash of the wrong length");
        continue;
      }
      if (!chain || chain->stream != event.stream || chain->recorder != event.recorder) {
        if (chain) end_of(*chain);
        chain.emplace();
        chain->stream = event.stream;
        chain->recorder = event.recorder;
        ++result_.streams;
      }
      link(*chain, event);
      envelope(event);
      body(event);
    }
    if (chain) end_of(*chain);
  }

  static std::string name(const Event& e) {
    return "event " + std::to_string(e.seq) + " (" + e.type + ", version " + std::to_string(e.version) + " of stream " +
           to_text(e.stream) + " by recorder " + to_text(e.recorder) + ")";
  }

  void link(Chain& chain, const Event& event) {
    if (event.version != chain.version + 1) {
      report_suspect(chain, found::envelope_damaged);
      find(found::events_missing, "stream " + to_text(chain.stream) + " of recorder " + to_text(chain.recorder) + " lacks version " +
                                      range(chain.version + 1, event.version - 1) + ", before event " + std::to_string(event.seq));
      // What came before cannot be known: begin from what this event claims.
      chain = {chain.stream, chain.recorder, event.version, event.seq, event.hash, event.hash, {}};
      return;
    }
    if (event.seq < chain.seq)
      find(found::order_differs, name(event) + " stands before version " + std::to_string(chain.version) + " of its own stream, event " +
                                     std::to_string(chain.seq));
    const auto from_stored = wire::event_hash(chain.stored, event.envelope);
    const auto from_recomputed = wire::event_hash(chain.recomputed, event.envelope);
    if (!chain.suspect.empty()) {
      // This event was hashed over the right hash of the one before: so its envelope is right and its hash column is not.
      if (from_recomputed == event.hash && from_stored != event.hash) report_suspect(chain, found::hash_damaged);
      else report_suspect(chain, found::envelope_damaged);
    }
    const bool fits = from_stored == event.hash || from_recomputed == event.hash;
    if (!fits) chain.suspect = name(event) + ": its hash does not follow from its envelope and the event before";
    chain.version = event.version;
    chain.seq = event.seq;
    chain.stored = event.hash;
    chain.recomputed = fits ? event.hash : from_recomputed;
  }

  void report_suspect(Chain& chain, std::string_view what) {
    if (chain.suspect.empty()) return;
    find(what, what == found::hash_damaged ? chain.suspect + "; the next event shows that the hash was changed" : chain.suspect);
    chain.suspect.clear();
  }

  void end_of(Chain& chain) {
    report_suspect(chain, found::envelope_damaged);
    const auto stream_name = "stream " + to_text(chain.stream) + " of recorder " + to_text(chain.recorder);
    auto& row = db_.use("SELECT version, head_hash FROM stream WHERE stream = ? AND recorder = ?").query(chain.stream, chain.recorder);
    if (!row.step()) return find(found::stream_head_differs, stream_name + " has events but no head");
    const auto version = row.u64(0);
    const auto head = row.bytes(1);
    row.reset();
    if (version > chain.version)
      find(found::tail_missing, stream_name + " ended at version " + std::to_string(version) + ", its last event here is " + std::to_string(chain.version));
    else if (version < chain.version || !std::equal(head.begin(), head.end(), chain.stored.begin(), chain.stored.end()))
      find(found::stream_head_differs, stream_name + ": its head is not its last event");
  }

  void envelope(const Event& event) {
    const auto parsed = wire::parse_envelope(event.envelope);
    if (!parsed) return find(found::envelope_damaged, name(event) + ": " + parsed.error().what);
    const auto differs = [&](bool yes, const char* column) {
      if (yes) find(found::column_differs, name(event) + ": its column " + column + " is not what its envelope says");
    };
    differs(parsed->recorder != event.recorder, "recorder");
    differs(parsed->stream != event.stream, "stream");
    differs(parsed->version != event.version, "version");
    differs(parsed->type.view() != event.type, "type");
    differs(parsed->type_version != event.type_version, "type_version");
    differs(parsed->at != event.at, "at");
  }

  void body(const Event& event) {
    const auto sealed = wire::parse_event(event.envelope, event.body, event.hash);
    if (!sealed) {
      if (wire::parse_envelope(event.envelope)) find(found::field_damaged, name(event) + ": its body cannot be read: " + sealed.error().what);
      return;
    }
    const auto damaged = wire::damaged_fields(event.body);
    if (wire::verify_fields(*sealed)) {
      for (const auto& field : damaged) find(found::field_damaged, name(event) + ": not its field " + field + " but the check beside it");
    } else if (damaged.empty()) {
      find(found::field_damaged, name(event) + ": its fields are not those that its envelope committed to");
    } else if (damaged.size() > 1 && damaged.size() == sealed->fields.size()) {
      find(found::field_damaged, name(event) + ": all its fields, or the secret that they were committed with");
    } else {
      for (const auto& field : damaged) find(found::field_damaged, name(event) + ": its field " + field);
    }
  }

  void heads_without_events() {
    auto& rows = db_.use("SELECT stream, recorder, version FROM stream s WHERE archive IS NULL AND NOT EXISTS (SELECT 1 FROM event e WHERE "
                         "e.stream = s.stream AND e.recorder = s.recorder)").scan();
    while (rows.step())
      find(found::events_missing, "stream " + to_hex(rows.blob(0)) + " of recorder " + to_hex(rows.blob(1)) + " had " +
                                      std::to_string(rows.u64(2)) + " events, none is here");
  }

  // ---- segments that lie in files ------------------------------------------------------------------------------

  struct Known {
    std::string name;
    Hash sha256{};
    std::uint64_t events = 0, streams = 0;
  };

  void archives() {
    auto& rows = db_.use("SELECT id, name, sha256, events, streams FROM archive ORDER BY id").query();
    while (rows.step()) known_[rows.id(0)] = {rows.text(1), rows.hash(2), rows.u64(3), rows.u64(4)};
    if (!folder_) return;
    for (const auto& [id, one] : known_) {
      const auto segment = read_archive(*folder_ / one.name);
      if (!segment) find(found::archive_damaged, segment.error().what);
      else if (segment->archive.id != id || segment->sha256 != one.sha256) find(found::archive_damaged, one.name + " is not the file that was written when its events were taken out of the database");
      else segment_as_one(segment->archive, one);
    }
  }

  void segment_as_one(const Archive& archive, const Known& known) {
    for (const auto& wrong : verify_archive(archive)) find(wrong.what, known.name + ", " + wrong.where);
    if (archive.events.size() != known.events || archive.streams.size() != known.streams) find(found::archive_differs, known.name + " holds other numbers of events and streams than the database says");
    for (const auto& one : archive.recorders) {
      auto& row = db_.use("SELECT 1 FROM recorder WHERE id = ? AND public_key = ?").query(one.id, one.public_key);
      if (!row.step()) find(found::archive_differs, known.name + " names a key of recorder " + to_text(one.id) + " that the database does not know");
      else row.reset();
    }
    std::size_t next = 0;
    std::map<Id, std::vector<wire::Leaf>> leaves;
    for (const auto& stream : archive.streams) {
      auto& row = db_.use("SELECT 1 FROM stream WHERE stream = ? AND recorder = ? AND version = ? AND head_hash = ? AND archive = ?").query(stream.stream, stream.recorder, stream.version, stream.head, archive.id);
      if (!row.step()) find(found::archive_differs, known.name + ": stream " + to_text(stream.stream) + " of recorder " + to_text(stream.recorder) + " ends otherwise in the database");
      else row.reset();
      for (std::uint64_t version = 0; version < stream.version && next < archive.events.size(); ++version, ++next) leaves[stream.recorder].push_back({archive.events[next].position, archive.events[next].hash});
    }
    for (const auto& [recorder, own] : leaves)
      for (const auto& run : runs_of(own)) {
        auto& row = db_.use("SELECT 1 FROM archived_run WHERE recorder = ? AND first_position = ? AND hashes = ? AND archive = ?").query(recorder, run.first, run.hashes, archive.id);
        if (!row.step()) find(found::archive_differs, known.name + ": at positions " + range(run.first, run.first + run.hashes.size() / 32 - 1) + " of recorder " + to_text(recorder) + " the database keeps other hashes");
        else row.reset();
      }
    at_hand_.insert(archive.id);
    ++result_.archives;
  }

  void archived_leaf(const Id& recorder, const Leaves& leaf) {
    ++result_.archived_events;
    auto& span = archived_[*leaf.archive][recorder];
    if (span.first == 0) span.first = leaf.position;
    span.last = leaf.position;
    ++span.events;
  }

  void tell_archived() {
    for (const auto& [archive, spans] : archived_) {
      const auto known = known_.find(archive);
      if (known == known_.end()) find(found::events_missing, "events lie in the archive " + to_text(archive) + ", which the database does not name");
      std::uint64_t events = 0;
      for (const auto& [recorder, span] : spans) {
        events += span.events;
        if (known != known_.end() && !at_hand_.contains(archive))
          result_.elsewhere.push_back(std::to_string(span.events) + " events of recorder " + to_text(recorder) + " among positions " + range(span.first, span.last) + " lie in " + known->second.name);
      }
      if (known != known_.end() && events != known->second.events)
        find(found::archive_differs, "the database keeps " + std::to_string(events) + " hashes of the " + std::to_string(known->second.events) + " events in " + known->second.name);
    }
    for (const auto& [id, one] : known_)
      if (one.events > 0 && !archived_.contains(id)) find(found::events_missing, "the database keeps nothing of the " + std::to_string(one.events) + " events in " + one.name);
  }

  // ---- every recorder along its positions ----------------------------------------------------------------------

  struct Signed {
    wire::Checkpoint checkpoint;
    bool elsewhere = false;
  };

  void recorders() {
    struct Writing {
      Id id;
      PublicKey key{};
      std::uint64_t position = 0, tree_size = 0;
      Bytes peaks;
    };
    std::vector<Writing> known;
    auto& rows = db_.use("SELECT id, public_key, position, tree_size, tree_peaks FROM recorder ORDER BY id").query();
    while (rows.step()) known.push_back({rows.id(0), rows.hash(1), rows.u64(2), rows.u64(3), rows.bytes(4)});

    auto& strangers = db_.use("SELECT DISTINCT recorder FROM event WHERE recorder NOT IN (SELECT id FROM recorder)").query();
    while (strangers.step()) find(found::recorder_unknown, "there are events of recorder " + to_hex(strangers.blob(0)) + ", which is not in the table of recorders");
    for (const auto& checkpoint : kept_elsewhere_)
      if (std::none_of(known.begin(), known.end(), [&](const Writing& k) { return k.id == checkpoint.recorder; }))
        find(found::recorder_unknown, "a checkpoint kept elsewhere is of recorder " + to_text(checkpoint.recorder) + ", of which nothing is here");

    for (const auto& k : known) {
      const auto signatures = checkpoints_of(k.id, k.key);
      positions(k.id, k.position, signatures, k.tree_size, k.peaks);
    }
    tell_archived();
  }

  std::vector<Signed> checkpoints_of(const Id& recorder, const PublicKey& key) {
    std::vector<Signed> list;
    const auto who = "recorder " + to_text(recorder);
    Hash previous{};
    auto& rows = db_.use("SELECT size, bytes FROM checkpoint WHERE recorder = ? ORDER BY size").query(recorder);
    while (rows.step()) {
      ++result_.checkpoints;
      const auto where = "the checkpoint of " + who + " over " + std::to_string(rows.u64(0)) + " events";
      const auto parsed = wire::parse_checkpoint(rows.blob(1));
      if (!parsed || parsed->recorder != recorder || parsed->size != rows.u64(0)) {
        find(found::checkpoint_damaged, where + " is not what its row says");
      } else if (!wire::verify(*parsed, key)) {
        find(found::checkpoint_damaged, where + " does not bear the recorder's signature");
      } else {
        if (parsed->previous != previous) find(found::checkpoint_damaged, where + " does not follow on the checkpoint before it");
        list.push_back({*parsed, false});
      }
      previous = sha256(rows.blob(1));
    }
    for (const auto& checkpoint : kept_elsewhere_) {
      if (checkpoint.recorder != recorder) continue;
      if (wire::verify(checkpoint, key)) list.push_back({checkpoint, true});
      else find(found::checkpoint_damaged, "the checkpoint kept elsewhere over " + std::to_string(checkpoint.size) + " events of " + who +
                                               " does not bear the signature of the key in this file");
    }
    std::sort(list.begin(), list.end(), [](const Signed& a, const Signed& b) {
      return std::pair(a.checkpoint.size, a.elsewhere) < std::pair(b.checkpoint.size, b.elsewhere);
    });
    return list;
  }

  void positions(const Id& recorder, std::uint64_t last_position, const std::vector<Signed>& signatures, std::uint64_t tree_size,
                 const Bytes& peaks) {
    const auto who = "recorder " + to_text(recorder);
    wire::MerkleRange tree;
    std::uint64_t position = 0, seq = 0, agreed = 0;
    bool gap = false, differs = false;
    auto next = signatures.begin();
    const auto compare = [&] {
      for (; next != signatures.end() && next->checkpoint.size == position; ++next) {
        if (gap || differs) continue;
        differs = tree.root() != next->checkpoint.root;
        if (!differs) agreed = position;
        else find(found::checkpoint_differs, who + ": among positions " + range(agreed + 1, position) +
                                                 " stand not the events, or not in the order, that its checkpoint of " +
                                                 to_text(next->checkpoint.at) + (next->elsewhere ? " (kept elsewhere)" : "") + " signed");
      }
      if (position == tree_size && !gap && joined(tree.peaks()) != peaks)
        find(found::checkpoint_damaged, who + ": the tree kept for its next checkpoint is not that of its events");
    };
    compare();
    Leaves leaves(db_, recorder, 1, INT64_MAX);
    while (leaves.next()) {
      if (leaves.position == position) {
        find(found::order_differs, who + ": position " + std::to_string(position) + " stands here twice");
        continue;
      }
      if (leaves.position != position + 1) {
        gap = true;
        find(found::events_missing, who + ": the events at its positions " + range(position + 1, leaves.position - 1) + " are missing");
        while (next != signatures.end() && next->checkpoint.size < leaves.position) ++next;
      }
      if (!leaves.archive && leaves.seq < seq)
        find(found::order_differs, who + ": event " + std::to_string(leaves.seq) + " has position " + std::to_string(leaves.position) +
                                       " but stands before event " + std::to_string(seq) + ", which has the position before");
      position = leaves.position;
      if (leaves.archive) archived_leaf(recorder, leaves);
      else seq = leaves.seq;
      Hash leaf{};
      std::copy_n(leaves.hash.begin(), std::min(leaves.hash.size(), leaf.size()), leaf.begin());
      tree.append(leaf);
      compare();
    }
    if (position < last_position)
      find(found::tail_missing, who + " wrote " + std::to_string(last_position) + " events, the last one here has position " + std::to_string(position));
    if (position > last_position)
      find(found::order_differs, who + " wrote " + std::to_string(last_position) + " events by its own count, here are " + std::to_string(position));
    for (; next != signatures.end(); ++next) {
      const auto& c = next->checkpoint;
      const auto text = who + " signed " + std::to_string(c.size) + " events at " + to_text(c.at) + ", here are " + std::to_string(position);
      if (next->elsewhere) find(found::older_than_checkpoint, text + ": an older copy was put back, or the newest events were cut off");
      else find(found::tail_missing, text);
    }
  }

  static Bytes joined(const std::vector<Hash>& peaks) {
    Bytes bytes;
    for (const auto& peak : peaks) bytes.insert(bytes.end(), peak.begin(), peak.end());
    return bytes;
  }

  // ---- what officers signed themselves ---------------------------------------------------------------------------

  void signatures() {
    wire::SignatureCheck check;
    auto& rows = db_.use("SELECT seq, type, envelope, body FROM event WHERE type IN ('AccountChanged', 'InspectionActDrawn', "
                         "'InspectionActSigned', 'RegimeActivated') ORDER BY seq").scan();
    while (rows.step()) {
      const auto name = "event " + std::to_string(rows.u64(0)) + " (" + rows.text(1) + "): ";
      const auto sealed = wire::parse_event(rows.blob(2), rows.blob(3), {});
      if (!sealed) continue;  // found along its chain
      auto fields = wire::open(*sealed, [](const Id&) { return std::nullopt; });
      if (!fields) continue;
      for (const auto& wrong : check.take(sealed->envelope, std::move(*fields))) find(found::signature_differs, name + wrong);
    }
    result_.signatures = check.genuine();
    result_.signatures_without_account = check.without_account();
    auto& accounts = db_.use("SELECT id, key FROM account").query();
    while (accounts.step())
      if (const auto* key = check.key_of(accounts.id(0)); key && !std::ranges::equal(*key, accounts.blob(1)))
        find(found::account_differs, "the account of officer " + to_text(accounts.id(0)) + " has another key than the log names");
  }

  // ---- tables computed from the log ----------------------------------------------------------------------------

  void read_tables() {
    auto& versions = db_.use("SELECT c.crossing, c.version, (SELECT CAST(coalesce(sum(s.version), 0) AS BIGINT) FROM stream s WHERE s.stream = c.crossing) "
                             "FROM crossing c").scan();
    while (versions.step())
      if (versions.u64(1) != versions.u64(2))
        find(found::read_table_differs, "crossing " + to_hex(versions.blob(0)) + " is shown as of " + std::to_string(versions.u64(1)) +
                                            " events, the log has " + std::to_string(versions.u64(2)));
    auto& lodged = db_.use("SELECT l.reference, l.version, (SELECT CAST(coalesce(sum(s.version), 0) AS BIGINT) FROM stream s WHERE s.stream = l.lodgement) FROM lodgement l").scan();
    while (lodged.step())
      if (lodged.u64(1) != lodged.u64(2))
        find(found::read_table_differs, "lodgement " + lodged.text(0) + " is shown as of " + std::to_string(lodged.u64(1)) + " events, the log has " + std::to_string(lodged.u64(2)));
    auto& orphans = db_.use("SELECT 'work', crossing FROM work WHERE crossing NOT IN (SELECT stream FROM stream) UNION ALL "
                            "SELECT 'due', crossing FROM due WHERE crossing NOT IN (SELECT stream FROM stream)").scan();
    while (orphans.step())
      find(found::read_table_differs, "the table " + orphans.text(0) + " has a row about crossing " + to_hex(orphans.blob(1)) + ", of which there is no event");
  }

  struct Span {
    std::uint64_t first = 0, last = 0, events = 0;
  };

  Connection& db_;
  const std::vector<wire::Checkpoint>& kept_elsewhere_;
  const std::optional<std::filesystem::path>& folder_;
  std::map<Id, Known> known_;  // archives, by the database
  std::set<Id> at_hand_;       // those whose file was verified
  std::map<Id, std::map<Id, Span>> archived_;  // by archive and recorder, of what the database keeps
  Verification& result_;
};

}  // namespace

Verification verify_log(Connection& db, const std::vector<wire::Checkpoint>& kept_elsewhere) {
  Verification result;
  Verifier(db, kept_elsewhere, {}, result).all();
  return result;
}

Verification verify_log(const std::string& path, const std::vector<wire::Checkpoint>& kept_elsewhere, const std::optional<std::filesystem::path>& archives) {
  Verification result;
  const auto opened = caught([&] {
    const auto db = connect(path, "", Use::verifying);
    db->begin_reading();  // one state, even while a server writes
    Verifier(*db, kept_elsewhere, archives, result).all();
  });
  if (!opened) result.findings.push_back({std::string(found::file_damaged), opened.error().what});
  return result;
}

}  // namespace onestop::store
