#pragma once
// `onestop programme check`, `onestop programme capacity`. Each returns the exit code: 0, or 1 where something is lacking,
// does not fit or cannot be read.
#include <string>

#include "base/result.h"
#include "core/programme/readiness.h"
#include "core/programme/release_study.h"

namespace CLI {
class App;
}

namespace onestop::app {

/// The phases on a time line, each with what it lacks under the law of its days.
int programme_check(const std::string& file, const std::string& law, const std::string& posts);

/// Norm times servers against the announced volume, for each phase that announces one.
int programme_capacity(const std::string& file);

/// The programme and every post of the folder; a fault holds all findings, one a line.
Expected<programme::Plans> load_plans(const std::string& file, const std::string& posts);

/// The release-time study, its words held against the law and the post.
Expected<programme::ReleaseStudy> load_study(const std::string& file, const law::Law& law, const post::Post& post);

/// Puts both into the program; `code` receives the exit code of the one that is run.
void add_programme_commands(CLI::App& app, int& code);

}  // namespace onestop::app
