#pragma once
// The sources of law and post as two people sign them: everything needed to compile them again, in canonical bytes.
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/result.h"

namespace onestop::server {

struct Ingredients {
  struct File {
    std::string name, text;
  };
  std::vector<File> law;
  File post;
  Code layout;
  Instant at;
};
Expected<Ingredients> read_recipe(ByteView recipe);
Bytes recipe(const Ingredients& from);

}  // namespace onestop::server
