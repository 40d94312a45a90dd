#include "app/channel_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "wire/channel_yaml.h"
#include "wire/json.h"

namespace onestop::app {

struct ChannelFlaw {
  std::string of, place, sentence;  // of: "KZ customs 1", or "KZ duties from 2026-07-01"
};
struct ChannelReport {
  std::vector<wire::ChannelFinding> findings;
  std::vector<ChannelFlaw> flaws;
  std::int64_t sets = 0, rules = 0, requirements = 0, duties = 0;
};
BOOST_DESCRIBE_STRUCT(ChannelFlaw, (), (of, place, sentence))
BOOST_DESCRIBE_STRUCT(ChannelReport, (), (findings, flaws, sets, rules, requirements, duties))

namespace {

constexpr int unusable = 2;

void add(ChannelReport& report, const std::string& of, const std::vector<channel::Flaw>& flaws) {
  for (const auto& flaw : flaws) report.flaws.push_back({of, flaw.place, flaw.sentence});
}

ChannelReport report_of(const wire::RuleSets& read) {
  ChannelReport out;
  out.sets = static_cast<std::int64_t>(read.sets.size());
  out.duties = static_cast<std::int64_t>(read.duties.size());
  for (std::size_t i = 0; i < read.sets.size(); ++i) {
    const auto& set = read.sets[i];
    const auto name = set.state.text() + " " + set.agency.text() + " " + std::to_string(set.version);
    out.rules += static_cast<std::int64_t>(set.rules.size());
    out.requirements += static_cast<std::int64_t>(set.requirements.size());
    add(out, name, channel::flaws(set));
    for (std::size_t k = 0; k < i; ++k)
      if (read.sets[k].state == set.state && read.sets[k].agency == set.agency && read.sets[k].version == set.version) add(out, name, {{"version", "This version of the agency's rules is there twice."}});
  }
  for (std::size_t i = 0; i < read.duties.size(); ++i) {
    const auto& table = read.duties[i];
    const auto name = table.state.text() + " duties from " + to_text(table.valid_from);
    add(out, name, channel::flaws(table));
    for (std::size_t k = 0; k < i; ++k)
      if (read.duties[k].state == table.state && read.duties[k].valid_from == table.valid_from) add(out, name, {{"valid_from", "The state has two tables from this day."}});
  }
  return out;
}

void print(const ChannelReport& report, const wire::RuleSets& read) {
  for (const auto& flaw : report.flaws) fmt::print("{}: {}: {}\n", flaw.of, flaw.place, flaw.sentence);
  for (const auto& set : read.sets)
    fmt::print("{} {} version {}: {} rules, {} requirements, {} of 10000 by chance\n", set.state.view(), set.agency.view(), set.version, set.rules.size(), set.requirements.size(), set.random_per_10000);
  for (const auto& table : read.duties) fmt::print("{} duties from {}: {} lines\n", table.state.view(), to_text(table.valid_from), table.lines.size());
  fmt::print("{} flaw{}\n", report.flaws.size(), report.flaws.size() == 1 ? "" : "s");
}

}  // namespace

int channels_check(const ChannelsCheck& asked) {
  if (!std::filesystem::is_regular_file(asked.file)) {
    fmt::print(stderr, "cannot open {}\n", asked.file);
    return unusable;
  }
  const auto read = wire::load_rule_sets(asked.file);
  ChannelReport report;
  if (read) report = report_of(*read);
  else report.findings = read.error();
  if (asked.json) fmt::print("{}\n", wire::to_json(report));
  else if (!read) fmt::print(stderr, "{}{} finding{}\n", wire::to_text(read.error()), read.error().size(), read.error().size() == 1 ? "" : "s");
  else print(report, *read);
  if (read && asked.show && !asked.json)
    for (const auto& set : read->sets) std::fputs(wire::to_yaml(set).c_str(), stdout);
  return report.findings.empty() && report.flaws.empty() ? 0 : 1;
}

void add_channel_commands(CLI::App& app, int& code) {
  auto* channels = app.add_subcommand("channels", "Rules that decide how closely a movement is looked at");
  channels->require_subcommand(1);
  auto* check = channels->add_subcommand("check", "Say what is wrong with a file of rule sets and duties, where, and what would be right");
  auto asked = std::make_shared<ChannelsCheck>();
  check->add_option("file", asked->file)->required();
  check->add_flag("--json", asked->json);
  check->add_flag("--show", asked->show, "Print the rule sets as they were read");
  check->callback([asked, &code] { code = channels_check(*asked); });
}

}  // namespace onestop::app
