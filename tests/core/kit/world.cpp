#include "kit/world.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace onestop::testkit {
namespace {

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string lines_of(const std::vector<law::Finding>& findings) {
  std::string text;
  for (const auto& one : findings) text += wire::to_text(one) + "\n";
  return text;
}

}  // namespace

Sources model_sources() {
  const std::string root = ONESTOP_SOURCE_DIR;
  Sources sources;
  const auto files = wire::load_yaml(root + "/law");
  if (!files) {
    std::fprintf(stderr, "%s\n", lines_of(files.error()).c_str());
    std::abort();
  }
  sources.law = *files;
  sources.post = {root + "/posts/korday-akjol.yaml", read_text(root + "/posts/korday-akjol.yaml")};
  return sources;
}

std::optional<World> World::of(law::Law law, post::Post post, std::string* why) {
  World world;
  world.law_ = std::move(law);
  world.post_ = std::move(post);
  for (const auto& layout : world.post_.layouts) {
    auto compiled = law::compile(world.law_, world.post_, layout.code, first_day);
    if (!compiled) {
      if (why) *why = lines_of(compiled.error());
      return std::nullopt;
    }
    world.compiled_.push_back(std::move(*compiled));
  }
  return world;
}

std::optional<World> World::of(const Sources& sources, std::string* why) {
  auto law = wire::read_law(sources.law);
  if (!law) {
    if (why) *why = lines_of(law.error());
    return std::nullopt;
  }
  auto post = wire::read_post(sources.post);
  if (!post) {
    if (why) *why = lines_of(post.error());
    return std::nullopt;
  }
  return of(std::move(*law), std::move(*post), why);
}

const World& World::model() {
  static const World world = [] {
    std::string why;
    auto made = of(model_sources(), &why);
    if (!made) {
      std::fprintf(stderr, "the model post does not compile:\n%s\n", why.c_str());
      std::abort();
    }
    return std::move(*made);
  }();
  return world;
}

const law::Procedure* World::find(std::string_view layout, std::string_view exit_state) const {
  for (std::size_t i = 0; i < post_.layouts.size(); ++i)
    for (std::size_t j = 0; j < post_.states.size(); ++j)
      if (post_.layouts[i].code.view() == layout && post_.states[j].code.view() == exit_state) return &procedure(i, j);
  return nullptr;
}

Id id_named(std::string_view name) {
  const auto hash = sha256(as_bytes(std::string("onestop test id ") + std::string(name)));
  return id_from_bytes(hash.data());
}

const KeyPair& keys_of(const Id& officer) {
  static std::map<Id, KeyPair> known;
  const auto at = known.find(officer);
  if (at != known.end()) return at->second;
  const auto bytes = to_bytes(officer);
  return known.emplace(officer, key_pair_from_seed(sha256(ByteView(bytes)))).first->second;
}

}  // namespace onestop::testkit
