#pragma once
// What can be said of a post under a law before anything is compiled: every word is declared, every place exists.
#include <vector>

#include "core/post/post.h"

namespace onestop::post {

std::vector<law::Finding> check_post(const law::Law& law, const Post& post);

const Layout* find_layout(const Post& post, const Code& code);
const Station* find_station(const Layout& layout, const Code& code);
const Zone* find_zone(const Layout& layout, const Code& code);

}  // namespace onestop::post
