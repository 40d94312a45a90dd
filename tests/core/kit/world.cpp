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

Sources model_sources() { return model_sources("korday-akjol"); }

Sources model_sources(const std::string& post) {
  const std::string root = ONESTOP_SOURCE_DIR;
  Sources sources;
  const auto files = wire::load_yaml(root + "/law");
  if (!files) {
    std::fprintf(stderr, "%s\n", lines_of(files.error()).c_str());
    std::abort();
  }
  sources.law = *files;
  const auto path = root + "/posts/" + post + ".yaml";
  sources.post = {path, read_text(path)};
  return sources;
}

std::optional<World> World::of(law::Law law, post::Post post, std::string* why, Instant day) {
  World world;
  world.day_ = day;
  world.law_ = std::move(law);
  world.post_ = std::move(post);
  for (const auto& layout : world.post_.layouts) {
    auto compiled = law::compile(world.law_, world.post_, layout.code, day);
    if (!compiled) {
      if (why) *why = lines_of(compiled.error());
      return std::nullopt;
    }
    for (const auto& procedure : compiled->procedures) {
      auto& narrow = world.narrow_.emplace_back(procedure);
      std::erase_if(narrow.fees, [](const law::FeeEntry& fee) { return fee.fee == law::Fee::reloading; });
      const int later = procedure.utc_offset_min[1] - procedure.utc_offset_min[0];
      narrow.hours = {law::Hours{6 * 60, 20 * 60}, law::Hours{6 * 60 + later, 20 * 60 + later}};
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

std::optional<World> World::on(Instant day, const std::string& post, std::string* why) const {
  auto other = wire::read_post(model_sources(post).post);
  if (other) return of(law_, std::move(*other), why, day);
  if (why) *why = lines_of(other.error());
  return std::nullopt;
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
