#include "store/archive_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>

namespace onestop::store {
namespace {

constexpr std::string_view mark = "onestop archive v1";
constexpr std::size_t checkpoint_bytes = 181;

template <class Array>
void take(ByteReader& in, Array& array) {
  const auto part = in.raw(array.size());
  std::copy(part.begin(), part.end(), array.begin());
}

Bytes owned(ByteView view) { return {view.begin(), view.end()}; }

/// A count that the bytes left could hold, else the file is no archive; so that nobody's count fills the memory.
std::size_t counted(ByteReader& in, std::size_t least_bytes) {
  const auto count = in.u64();
  if (count <= in.left() / least_bytes) return static_cast<std::size_t>(count);
  static_cast<void>(in.raw(in.left() + 1));
  return 0;
}

void write(ByteWriter& out, const ArchivedRecorder& r) {
  out.id(r.id);
  out.text(r.state.view());
  out.text(r.name);
  out.raw(r.public_key);
  out.raw(to_bytes(r.checkpoint));
  out.u64(r.others.size());
  for (const auto& one : r.others) {
    out.u64(one.first);
    out.u8(static_cast<std::uint8_t>(one.height));
    out.raw(one.root);
  }
}

Expected<ArchivedRecorder> read_recorder(ByteReader& in) {
  ArchivedRecorder r;
  r.id = in.id();
  const auto state = in.text();
  if (!Code::fits(state)) return fault("it names a state that is no code");
  r.state = Code(state);
  r.name = in.text();
  take(in, r.public_key);
  const auto checkpoint = wire::parse_checkpoint(in.raw(checkpoint_bytes));
  if (!checkpoint) return std::unexpected(checkpoint.error());
  r.checkpoint = *checkpoint;
  r.others.resize(counted(in, 41));
  for (auto& one : r.others) {
    one.first = in.u64();
    one.height = in.u8();
    take(in, one.root);
  }
  return r;
}

class Judge {
 public:
  explicit Judge(const Archive& archive) : archive_(archive) {}

  std::vector<Finding> all() {
    std::size_t next = 0;
    for (const auto& stream : archive_.streams) chain(stream, next);
    if (next < archive_.events.size()) find(found::events_missing, "events follow that are of no stream of the archive");
    for (const auto& recorder : archive_.recorders) roots(recorder);
    for (const auto& [recorder, leaves] : leaves_)
      if (std::ranges::none_of(archive_.recorders, [&, id = recorder](const ArchivedRecorder& r) { return r.id == id; }))
        find(found::recorder_unknown, "recorder " + to_text(recorder) + " has events and no checkpoint in the archive");
    return std::move(findings_);
  }

 private:
  void find(std::string_view what, std::string where) {
    if (findings_.size() < most_findings) findings_.push_back({std::string(what), "archive " + to_text(archive_.id) + ": " + std::move(where)});
  }

  void chain(const ArchivedStream& stream, std::size_t& next) {
    Hash previous = wire::no_previous;
    for (std::uint64_t version = 1; version <= stream.version; ++version, ++next) {
      const auto name = "version " + std::to_string(version) + " of stream " + to_text(stream.stream) + " by recorder " + to_text(stream.recorder);
      if (next >= archive_.events.size()) return find(found::events_missing, name + " is missing");
      const auto& event = archive_.events[next];
      leaves_[stream.recorder].push_back({event.position, event.hash});
      const auto sealed = wire::parse_event(event.envelope, event.body, event.hash);
      if (!sealed) find(found::field_damaged, name + ": " + sealed.error().what);
      else if (sealed->envelope.stream != stream.stream || sealed->envelope.recorder != stream.recorder || sealed->envelope.version != version)
        find(found::column_differs, name + " is another event");
      else if (const auto good = wire::verify_event(*sealed, previous); !good) find(found::envelope_damaged, name + ": " + good.error().what);
      else if (!wire::damaged_fields(event.body).empty()) find(found::field_damaged, name + ": a check beside its fields");
      previous = event.hash;
    }
    if (previous != stream.head) find(found::stream_head_differs, "stream " + to_text(stream.stream) + " does not end in the head that the archive names");
  }

  void roots(const ArchivedRecorder& recorder) {
    const auto who = "recorder " + to_text(recorder.id);
    if (recorder.checkpoint.recorder != recorder.id || !wire::verify(recorder.checkpoint, recorder.public_key))
      return find(found::checkpoint_damaged, "the checkpoint of " + who + " does not bear its signature");
    auto& leaves = leaves_[recorder.id];
    std::ranges::sort(leaves, {}, &wire::Leaf::position);
    const auto root = wire::covered_root(recorder.checkpoint.size, leaves, recorder.others);
    if (!root) find(found::checkpoint_differs, who + ": " + root.error().what);
    else if (*root != recorder.checkpoint.root) find(found::checkpoint_differs, who + ": these events are not those that its checkpoint signed");
  }

  const Archive& archive_;
  std::map<Id, std::vector<wire::Leaf>> leaves_;
  std::vector<Finding> findings_;
};

Fault failed(const std::filesystem::path& path, const std::string& what) { return {path.string() + " " + what + ": " + std::strerror(errno)}; }

}  // namespace

Bytes to_bytes(const Archive& archive) {
  ByteWriter out;
  out.raw(as_bytes(mark));
  out.id(archive.id);
  out.instant(archive.at);
  out.instant(archive.until);
  out.u64(archive.recorders.size());
  for (const auto& one : archive.recorders) write(out, one);
  out.u64(archive.streams.size());
  for (const auto& one : archive.streams) {
    out.id(one.stream);
    out.id(one.recorder);
    out.u64(one.version);
    out.raw(one.head);
  }
  out.u64(archive.events.size());
  for (const auto& one : archive.events) {
    out.u64(one.seq);
    out.u64(one.position);
    out.raw(one.hash);
    out.blob(one.envelope);
    out.blob(one.body);
  }
  out.raw(sha256(out.bytes()));
  return out.take();
}

Expected<Archive> parse_archive(ByteView bytes) {
  if (bytes.size() < mark.size() + 32 || !std::ranges::equal(bytes.first(mark.size()), as_bytes(mark))) return fault("these bytes are no archive of a log");
  const auto content = bytes.first(bytes.size() - 32);
  if (!std::ranges::equal(sha256(content), bytes.last(32))) return fault("bytes of this archive were changed or are missing: its SHA-256 is another");
  ByteReader in(content.subspan(mark.size()));
  Archive archive;
  archive.id = in.id();
  archive.at = in.instant();
  archive.until = in.instant();
  archive.recorders.resize(counted(in, 16 + checkpoint_bytes));
  for (auto& one : archive.recorders) {
    auto read = read_recorder(in);
    if (!read) return std::unexpected(read.error());
    one = std::move(*read);
  }
  archive.streams.resize(counted(in, 72));
  for (auto& one : archive.streams) {
    one.stream = in.id();
    one.recorder = in.id();
    one.version = in.u64();
    take(in, one.head);
  }
  archive.events.resize(counted(in, 56));
  for (auto& one : archive.events) {
    one.seq = in.u64();
    one.position = in.u64();
    take(in, one.hash);
    one.envelope = owned(in.blob());
    one.body = owned(in.blob());
  }
  if (!in.done()) return fault("these bytes are no archive of a log");
  return archive;
}

std::vector<Finding> verify_archive(const Archive& archive) { return Judge(archive).all(); }

Expected<ArchiveInFile> read_archive(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return fault(path.string() + " cannot be read");
  auto archive = parse_archive(bytes);
  if (!archive) return fault(path.string() + ": " + archive.error().what);
  return ArchiveInFile{std::move(*archive), sha256(bytes), path};
}

Expected<std::vector<std::filesystem::path>> archives_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code wrong;
  for (const auto& one : std::filesystem::directory_iterator(folder, wrong))
    if (one.path().extension() == ".archive") paths.push_back(one.path());
  if (wrong) return fault("the folder " + folder.string() + " cannot be read: " + wrong.message());
  std::ranges::sort(paths);
  return paths;
}

Expected<void> write_archive(const std::filesystem::path& path, ByteView bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (file < 0) return std::unexpected(failed(path, "cannot be made"));
  bool good = true;
  while (good && !bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    good = written > 0;
    if (good) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  good = good && ::fsync(file) == 0;
  const auto trouble = failed(path, "cannot be written");
  ::close(file);
  if (!good) return std::unexpected(trouble);
  const int folder = ::open(path.parent_path().empty() ? "." : path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  good = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!good) return std::unexpected(failed(path, "cannot be made durable"));
  return {};
}

}  // namespace onestop::store
