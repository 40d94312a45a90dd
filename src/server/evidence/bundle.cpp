#include "server/evidence/bundle.h"

#include "server/post/recipe.h"
#include "wire/json.h"

namespace onestop::server::evidence {
namespace {

constexpr std::string_view manifest_head = "onestop evidence manifest 1\n";
constexpr std::size_t longest_proof = 64, most_openings = 4096;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }
std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

template <std::size_t N>
void take(ByteReader& in, std::array<unsigned char, N>& into) {
  const auto part = in.raw(N);
  std::copy(part.begin(), part.end(), into.begin());
}

Bytes write_event(const Event& event) {
  ByteWriter out;
  out.text(wire::enum_text(event.kind));
  out.u64(event.position);
  out.raw(event.previous);
  out.raw(event.hash);
  out.blob(event.envelope);
  out.blob(event.body);
  out.u32(static_cast<std::uint32_t>(event.proof.size()));
  for (const auto& one : event.proof) out.raw(one);
  out.u32(static_cast<std::uint32_t>(event.openings.size()));
  for (const auto& one : event.openings) {
    out.text(one.field);
    out.raw(one.key);
  }
  return out.take();
}

Expected<Event> read_event(const Bytes& bytes) {
  ByteReader in(bytes);
  Event event;
  const auto kind = wire::enum_from_text<Kind>(in.text());
  event.position = in.u64();
  take(in, event.previous);
  take(in, event.hash);
  const auto envelope = in.blob();
  event.envelope.assign(envelope.begin(), envelope.end());
  const auto body = in.blob();
  event.body.assign(body.begin(), body.end());
  const auto siblings = in.u32();
  if (!kind || siblings > longest_proof) return fault("it is no event of a bundle");
  event.kind = *kind;
  event.proof.resize(siblings);
  for (auto& one : event.proof) take(in, one);
  const auto openings = in.u32();
  if (openings > most_openings) return fault("it opens more fields than an event has");
  for (std::uint32_t i = 0; i < openings && in.ok(); ++i) {
    auto& one = event.openings.emplace_back();
    one.field = in.text();
    take(in, one.key);
  }
  if (!in.done()) return fault("it has bytes too many or too few");
  return event;
}

}  // namespace

std::string event_file(std::size_t number) {
  auto text = std::to_string(number);
  return "events/" + std::string(text.size() < 5 ? 5 - text.size() : 0, '0') + text;
}

FileSet files_of(const Bundle& bundle) {
  FileSet files = bundle.texts;
  files.insert(bundle.pictures.begin(), bundle.pictures.end());
  files[index_file] = bytes_of(wire::to_json(bundle.index));
  for (std::size_t i = 0; i < bundle.events.size(); ++i) files[event_file(i + 1)] = write_event(bundle.events[i]);
  return files;
}

Expected<Bundle> read_bundle(const FileSet& files) {
  const auto index = files.find(index_file);
  if (index == files.end()) return fault("the bundle has no " + std::string(index_file));
  auto read = wire::read_json<Index>(text_of(index->second));
  if (!read) return fault(std::string(index_file) + ": " + read.error().front().detail);
  Bundle bundle;
  bundle.index = std::move(*read);
  if (bundle.index.format != format_name) return fault("the bundle is of another form than this program knows");
  if (bundle.index.events > most_events) return fault("the bundle has more events than any may have");
  for (std::size_t i = 1; i <= bundle.index.events; ++i) {
    const auto name = event_file(i);
    const auto file = files.find(name);
    if (file == files.end()) return fault("the file " + name + " is missing");
    auto event = read_event(file->second);
    if (!event) return fault(name + ": " + event.error().what);
    bundle.events.push_back(std::move(*event));
  }
  const auto add = [&](const std::string& name, FileSet& to) {
    if (const auto file = files.find(name); file != files.end()) to.insert(*file);
  };
  for (const auto& regime : bundle.index.regimes) {
    for (const auto& one : regime.law) add(one.file, bundle.texts);
    add(regime.post.file, bundle.texts);
  }
  for (const auto& one : bundle.index.photographs)
    if (!one.file.empty()) add(one.file, bundle.pictures);
  auto evidence = files;
  for (const auto* beside : {account_file, method_file, manifest_file, seal_file}) evidence.erase(beside);
  if (files_of(bundle) != evidence) return fault("the files are not those that the index names, or not as they were written");
  return bundle;
}

std::string manifest_of(const FileSet& files) {
  std::string text(manifest_head);
  for (const auto& [name, bytes] : files)
    if (name != manifest_file && name != seal_file) text += to_hex(sha256(bytes)) + "  " + name + "\n";
  return text;
}

Bytes sealed_words(std::string_view manifest) {
  ByteWriter out;
  out.raw(as_bytes("onestop evidence v1"));
  out.raw(sha256(as_bytes(manifest)));
  return out.take();
}

Expected<Bytes> seal_bundle(FileSet files, const Id& recorder, const SecretKey& key) {
  const auto manifest = manifest_of(files);
  files[manifest_file] = bytes_of(manifest);
  files[seal_file] = bytes_of(to_text(recorder) + " " + to_hex(sign(sealed_words(manifest), key)) + "\n");
  return zip(files);
}

Expected<Bytes> recipe_of(const Regime& regime, const FileSet& texts) {
  const auto named = [&](const SourceFile& source) -> std::optional<Ingredients::File> {
    const auto file = texts.find(source.file);
    if (file == texts.end()) return std::nullopt;
    return Ingredients::File{source.name, text_of(file->second)};
  };
  Ingredients from{{}, {}, regime.layout, regime.at};
  for (const auto& one : regime.law) {
    auto text = named(one);
    if (!text) return fault("the law's file " + one.file + " is not in the bundle");
    from.law.push_back(std::move(*text));
  }
  auto post = named(regime.post);
  if (!post) return fault("the post's file " + regime.post.file + " is not in the bundle");
  from.post = std::move(*post);
  return recipe(from);
}

}  // namespace onestop::server::evidence
