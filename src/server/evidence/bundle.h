#pragma once
// What a court gets of one crossing: files that hold together without this program and without its database. Their form is
// told to a stranger in docs/verify-bundle.md, which lies in every bundle as VERIFY.md.
#include <boost/describe.hpp>

#include "server/evidence/zip.h"
#include "wire/field_opening.h"
#include "wire/merkle.h"

namespace onestop::server::evidence {

constexpr const char* index_file = "evidence.json";
constexpr const char* account_file = "account.html";
constexpr const char* method_file = "VERIFY.md";
constexpr const char* manifest_file = "manifest.txt";
constexpr const char* seal_file = "manifest.sig";
constexpr const char* format_name = "onestop evidence 1";
constexpr std::size_t most_events = 5'000;

struct Recorder {
  Id id;
  Code state;
  std::string name;
  PublicKey key{};
};
BOOST_DESCRIBE_STRUCT(Recorder, (), (id, state, name, key))

/// The checkpoint of a recorder under which its events in the bundle are placed.
struct SignedTree {
  Id recorder;
  Bytes checkpoint;
};
BOOST_DESCRIBE_STRUCT(SignedTree, (), (recorder, checkpoint))

struct OfficerTitle {
  Id officer;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(OfficerTitle, (), (officer, title))

struct SourceFile {
  std::string name;  // as two officers signed it
  std::string file;  // where it lies in the bundle
};
BOOST_DESCRIBE_STRUCT(SourceFile, (), (name, file))

/// Law and post as an event of the bundle brought them into force: `hash` is that of the sources in canonical bytes.
struct Regime {
  Hash hash{};
  std::vector<SourceFile> law;
  SourceFile post;
  Code layout;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Regime, (), (hash, law, post, layout, at))

struct Refusal {
  Id recorder;
  Instant at;
  Id officer;
  Code command, code;
  std::string sentence, provision;
};
BOOST_DESCRIBE_STRUCT(Refusal, (), (recorder, at, officer, command, code, sentence, provision))

struct Photograph {
  Hash hash{};
  std::string file;  // empty: it is not in the bundle
};
BOOST_DESCRIBE_STRUCT(Photograph, (), (hash, file))

struct Index {
  std::string format = format_name;
  Id crossing;
  Code post;
  std::string receiver;  // who may see what lies in the bundle
  Code language;         // of the account
  std::uint32_t events = 0;
  std::vector<Recorder> recorders;
  std::vector<SignedTree> checkpoints;
  std::vector<OfficerTitle> officers;
  std::vector<Regime> regimes;
  std::vector<Refusal> refusals;
  std::vector<Photograph> photographs;
};
BOOST_DESCRIBE_STRUCT(Index, (), (format, crossing, post, receiver, language, events, recorders, checkpoints, officers, regimes, refusals, photographs))

/// Of the crossing, or of what it rests on.
enum class Kind { crossing, shift, lodgement, law, account };
BOOST_DESCRIBE_ENUM(Kind, crossing, shift, lodgement, law, account)

/// One event with what places it in its stream and under its recorder's checkpoint.
struct Event {
  Kind kind = Kind::crossing;
  std::uint64_t position = 0;
  Hash previous{}, hash{};  // `previous`: of the event before in its stream
  Bytes envelope, body;     // the body in the form that may be handed on
  std::vector<Hash> proof;
  std::vector<wire::FieldOpening> openings;
};

struct Bundle {
  Index index;
  std::vector<Event> events;  // in the order of the log
  FileSet texts;              // law and post
  FileSet pictures;
};

/// "events/00001" ...
std::string event_file(std::size_t number);
/// The evidence, without account, method and seal.
FileSet files_of(const Bundle& bundle);
/// Strict: what is read must be what would be written, and nothing may lie beside it.
Expected<Bundle> read_bundle(const FileSet& files);

/// "sha256  name" of every file, by name.
std::string manifest_of(const FileSet& files);
/// What a recorder signs: "onestop evidence v1" and the hash of the manifest.
Bytes sealed_words(std::string_view manifest);
/// Adds manifest and seal, and puts all into one archive.
Expected<Bytes> seal_bundle(FileSet files, const Id& recorder, const SecretKey& key);

/// The canonical bytes of the sources that were signed.
Expected<Bytes> recipe_of(const Regime& regime, const FileSet& texts);

}  // namespace onestop::server::evidence
