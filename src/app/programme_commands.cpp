#include "app/programme_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "core/programme/capacity.h"
#include "core/programme/readiness.h"
#include "wire/post_yaml.h"
#include "wire/programme_yaml.h"
#include "wire/release_study_yaml.h"

namespace onestop::app {
namespace {

using programme::LackKind;
using programme::Phase;
using programme::Programme;

int tell(const wire::Findings& findings) {
  std::fputs(wire::to_text(findings).c_str(), stderr);
  fmt::print(stderr, "{} finding{}\n", findings.size(), findings.size() == 1 ? "" : "s");
  return 1;
}

std::expected<std::vector<post::Post>, wire::Findings> load_posts(const std::string& path) {
  const auto files = wire::load_yaml(path);
  if (!files) return std::unexpected(files.error());
  std::vector<post::Post> posts;
  for (const auto& file : *files) {
    auto post = wire::read_post(file);
    if (!post) return std::unexpected(post.error());
    const auto same = std::ranges::find(posts, post->code, &post::Post::code);
    if (same != posts.end()) return std::unexpected(wire::Findings{{post->place, "post " + post->code.text() + " is described by " + same->place.file + " too", "one file for each post"}});
    posts.push_back(std::move(*post));
  }
  return posts;
}

std::string group(LackKind kind) {
  switch (kind) {
    case LackKind::plan: return "in the programme";
    case LackKind::layout: return "in the layout";
    case LackKind::law: return "in law";
    case LackKind::equipment: return "in equipment";
    case LackKind::officers: return "in officers";
    case LackKind::buildings: return "in buildings";
    case LackKind::exchange: return "in exchange";
  }
  return "";
}

std::string lead(const Phase& phase) { return fmt::format("{}  {}, layout {}: {}", to_text(phase.from), phase.post.view(), phase.layout.view(), phase.title); }

void print_lacks(const programme::PhaseReadiness& one, Day from) {
  for (std::size_t i = 0; i < one.lacks.size(); ++i) {
    const auto& lack = one.lacks[i];
    if (i == 0 || one.lacks[i - 1].kind != lack.kind) fmt::print("  |  {}\n", group(lack.kind));
    const auto since = lack.since == from ? std::string() : fmt::format("from {}: ", to_text(lack.since));
    const auto place = lack.place.file.empty() ? std::string() : fmt::format("{}:{}: ", lack.place.file, lack.place.line);
    fmt::print("  |    {}{}{}\n  |      would be right: {}\n", place, since, lack.sentence, lack.right);
  }
  if (one.not_judged.empty()) return;
  std::string groups;
  for (const auto kind : one.not_judged) groups += (groups.empty() ? "" : ", ") + group(kind);
  fmt::print("  |  not judged while this is lacking: {}\n", groups);
}

void print_phase(const Phase& phase, const programme::PhaseReadiness& one) {
  const auto until = one.until ? "until " + to_text(*one.until) : std::string("with no end");
  const auto count = one.lacks.size();
  fmt::print("{}\n  |  {}; {}\n", lead(phase), until, one.ready() ? std::string("ready") : fmt::format("{} {} lacking", count, count == 1 ? "thing" : "things"));
  print_lacks(one, phase.from);
}

}  // namespace

Expected<programme::Plans> load_plans(const std::string& file, const std::string& posts_path) {
  auto programme = wire::load_programme(file);
  if (!programme) return fault(wire::to_text(programme.error()));
  auto posts = load_posts(posts_path);
  if (!posts) return fault(wire::to_text(posts.error()));
  return programme::Plans{std::move(*programme), std::move(*posts)};
}

Expected<programme::ReleaseStudy> load_study(const std::string& file, const law::Law& law, const post::Post& post) {
  auto study = wire::load_release_study(file);
  if (!study) return fault(wire::to_text(study.error()));
  if (const auto unknown = wire::unknown_words(*study, law, post); !unknown.empty()) return fault(wire::to_text(unknown));
  return std::move(*study);
}

int programme_check(const std::string& file, const std::string& law_path, const std::string& posts_path) {
  const auto programme = wire::load_programme(file);
  if (!programme) return tell(programme.error());
  const auto law = wire::load_law(law_path);
  if (!law) return tell(law.error());
  const auto posts = load_posts(posts_path);
  if (!posts) return tell(posts.error());
  const auto readiness = programme::judge_readiness(*programme, *law, *posts);
  fmt::print("{}\n\n", programme->title);
  for (const auto& one : readiness) print_phase(programme->phases[one.phase], one);
  const auto ready = std::ranges::count_if(readiness, [](const auto& one) { return one.ready(); });
  fmt::print("\n{} of {} phases ready\n", ready, readiness.size());
  return static_cast<std::size_t>(ready) == readiness.size() ? 0 : 1;
}

int programme_capacity(const std::string& file) {
  const auto programme = wire::load_programme(file);
  if (!programme) return tell(programme.error());
  int code = 0;
  fmt::print("{}\n\n", programme->title);
  for (const auto& phase : programme->phases) {
    fmt::print("{}\n", lead(phase));
    if (phase.volumes.empty()) fmt::print("  |  no volume is announced\n");
    for (const auto& volume : phase.volumes) {
      const auto capacity = programme::judge_capacity(volume, phase.open_min_per_day);
      if (!capacity.enough) code = 1;
      fmt::print("  |  {}  {}\n  |    source: {}\n", capacity.enough ? "fits   " : "too few", programme::sentence(volume, capacity), volume.source);
    }
  }
  return code;
}

void add_programme_commands(CLI::App& app, int& code) {
  struct Paths {
    std::string file, law = "law", posts = "posts";
  };
  const auto paths = std::make_shared<Paths>();
  auto* group_of_two = app.add_subcommand("programme", "Phases of posts as data");
  group_of_two->require_subcommand(1);
  auto* check = group_of_two->add_subcommand("check", "Say what each phase still lacks");
  check->add_option("file", paths->file, "File of the programme")->required();
  check->add_option("--law", paths->law, "Folder with the law")->capture_default_str();
  check->add_option("--posts", paths->posts, "Folder with the posts, or the file of one")->capture_default_str();
  check->callback([paths, &code] { code = programme_check(paths->file, paths->law, paths->posts); });
  auto* capacity = group_of_two->add_subcommand("capacity", "Hold norm and servers against what is announced");
  capacity->add_option("file", paths->file, "File of the programme")->required();
  capacity->callback([paths, &code] { code = programme_capacity(paths->file); });
}

}  // namespace onestop::app
