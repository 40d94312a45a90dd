#include <cstdio>

#include "server/right/rights_in_force.h"
#include "wire/post_yaml.h"
#include "wire/rights_yaml.h"

namespace onestop::app {

int rights_check(const std::string& law_folder, const std::string& post_file, const std::string& rights_file);

int rights_check(const std::string& law_folder, const std::string& post_file, const std::string& rights_file) {
  const auto say = [](const wire::Findings& findings) {
    std::fprintf(stderr, "%s", wire::to_text(findings).c_str());
    return 1;
  };
  const auto law = wire::load_law(law_folder);
  if (!law) return say(law.error());
  const auto post = wire::load_post(post_file);
  if (!post) return say(post.error());
  std::vector<Code> states;
  for (const auto& one : post->states) states.push_back(one.code);
  const auto rights = wire::load_rights(rights_file.empty() ? server::rights_beside(law_folder) : std::filesystem::path(rights_file), wire::words_of(*law, states, {post->code}));
  if (!rights) return say(rights.error());
  std::printf("%zu rules by %zu provisions for %zu purposes: no findings; text %s\n", rights->rules.size(), rights->provisions.size(), rights->purposes.size(), to_hex(rights->hash).substr(0, 16).c_str());
  return 0;
}

}  // namespace onestop::app
