#include "app/study_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "server/post/study_columns.h"
#include "store/store.h"
#include "study/report.h"
#include "wire/observed_times.h"
#include "wire/post_yaml.h"

namespace onestop::app {
namespace {

constexpr std::int64_t most_stays = 20'000'000;

struct Read {
  study::Columns columns;
  std::optional<study::ActivityTable> activities;
  std::string title, source;
  std::vector<std::string> remarks;
};

int failed(const std::string& why) {
  std::fputs((why + (why.ends_with('\n') ? "" : "\n")).c_str(), stderr);
  return 1;
}

/// A day is its midnight in UTC.
Expected<std::optional<Instant>> instant_of(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  if (const auto at = parse_instant(text)) return at;
  if (const auto day = parse_day(text)) return Instant{day->number * day_ms};
  return fault(fmt::format("--{} is no time; right would be 2010-07-05 or 2010-07-05T02:00:00Z", option));
}

std::vector<std::string> remarks_on(const server::StudiedLog& log) {
  std::vector<std::string> remarks;
  if (log.clocks_mended > 0)
    remarks.push_back(fmt::format("{} of the stays hold an event recorded with an earlier instant than the one before it (by {:.1f} s at most); such a clock is held where it was.", log.clocks_mended, static_cast<double>(log.largest_step_back_ms) / 1000));
  if (log.unclosed > 0) remarks.push_back(fmt::format("In {} of the stays a control was begun and never closed.", log.unclosed));
  if (log.cut) remarks.push_back(fmt::format("Only the first {} stays were read; choose a shorter period.", most_stays));
  remarks.emplace_back("Crossings that were refused, turned back or are still inside have no release and are not counted.");
  return remarks;
}

Expected<Read> read_log(const StudyRequest& request, const store::StayQuery& query) {
  const auto post = wire::load_post(request.post);
  if (!post) return fault(wire::to_text(post.error()));
  if (!std::filesystem::exists(request.data)) return fault("there is no file " + request.data);
  store::Options options;
  options.path = request.data;
  auto store = store::open(options);
  if (!store) return std::unexpected(store.error());
  auto reader = (*store)->reader();
  if (!reader) return std::unexpected(reader.error());
  auto log = server::read_columns(**reader, query, *post, most_stays);
  if (!log) return std::unexpected(log.error());
  auto activities = server::read_activities(**reader, log->crossings);
  if (!activities) return std::unexpected(activities.error());
  auto remarks = remarks_on(*log);
  if (activities->stays() < static_cast<std::int64_t>(log->crossings.size()))
    remarks.push_back(fmt::format("Minutes by activity are those of {} stays; the law of the others is not in this file.", activities->stays()));
  return Read{std::move(log->columns), std::move(*activities), post->title, "Read from the log of record; every released vehicle of the period is counted (census).", std::move(remarks)};
}

Expected<Read> read_table(const StudyRequest& request, const store::StayQuery& query) {
  const auto rows = wire::load_observed_times(request.csv);
  if (!rows) return fault(wire::to_text(rows.error()));
  Read read{{}, {}, "observed times", "Read from a table of observed times; who was observed was decided by whoever wrote it.", {}};
  std::int64_t unreleased = 0, outside = 0;
  for (const auto& row : *rows) {
    study::Observation one{row.traffic_class, row.direction, row.layout, row.laden, row.facts, row.utc_offset_min, {}, {}};
    for (std::size_t i = 0; i < row.stamps.size(); ++i) one.stamps[i] = row.stamps[i] ? row.stamps[i]->ms : study::unrecorded;
    const auto& released = row.stamps[static_cast<std::size_t>(study::Stamp::released)];
    if (!released) ++unreleased;
    else if (*released < query.from || *released >= query.to) ++outside;
    else read.columns.add(one);
  }
  read.remarks.push_back(fmt::format("{} lines: {} counted, {} without a release (T11), {} released outside of the period.", rows->size(), read.columns.size(), unreleased, outside));
  return read;
}

Expected<void> write(const std::filesystem::path& folder, const std::vector<study::ReportFile>& files) {
  std::error_code unmade;
  std::filesystem::create_directories(folder, unmade);
  for (const auto& one : files) {
    std::ofstream file(folder / one.name, std::ios::binary);
    file << one.content;
    file.close();
    if (!file) return fault("the file " + (folder / one.name).string() + " cannot be written");
  }
  return {};
}

}  // namespace

int study_report(const StudyRequest& request) {
  if (request.data.empty() == request.csv.empty()) return failed("give either --data, a log, or --csv, a table of observed times");
  if (request.before.empty() != request.after.empty()) return failed("give both --before and --after, or neither");
  const auto from = instant_of(request.from, "from"), to = instant_of(request.to, "to");
  if (!from) return failed(from.error().what);
  if (!to) return failed(to.error().what);
  store::StayQuery query;
  query.from = from->value_or(query.from);
  query.to = to->value_or(query.to);
  if (query.to <= query.from) return failed("--to lies not after --from");
  auto read = request.csv.empty() ? read_log(request, query) : read_table(request, query);
  if (!read) return failed(read.error().what);
  study::ReportOf of{read->title, read->source, read->remarks, *from, *to, {request.before, request.after}};
  if (request.target_min > 0) of.target_ms = static_cast<std::int64_t>(request.target_min * minute_ms);
  of.precision = request.precision;
  if (read->activities) of.activities = &*read->activities;
  const auto files = study::report(read->columns, of);
  if (const auto done = write(request.into, files); !done) return failed(done.error().what);
  fmt::print("{} stays; the report and its tables are in {}\n", read->columns.size(), request.into);
  return 0;
}

void add_study_commands(CLI::App& app, int& code) {
  const auto request = std::make_shared<StudyRequest>();
  auto* group = app.add_subcommand("study", "Time release studies");
  group->require_subcommand(1);
  auto* report = group->add_subcommand("report", "Write a report that prints, and its tables");
  report->add_option("--data", request->data, "File of the log");
  report->add_option("--csv", request->csv, "Table of observed times; its columns stand in docs/release-times.md");
  report->add_option("--post", request->post, "File of the post, for its clocks")->capture_default_str();
  report->add_option("--from", request->from, "Released from, as 2010-07-05");
  report->add_option("--to", request->to, "Released before, as 2010-07-12");
  report->add_option("--before", request->before, "Layout that stands for the time before");
  report->add_option("--after", request->after, "Layout that stands for the time after");
  report->add_option("--target", request->target_min, "Minutes within which a vehicle should be released")->check(CLI::NonNegativeNumber);
  report->add_option("--precision", request->precision, "Wished half-width of a mean's interval, share of the mean")->capture_default_str()->check(CLI::Range(0.001, 1.0));
  report->add_option("--into", request->into, "Folder for the files")->required();
  report->callback([request, &code] { code = study_report(*request); });
}

}  // namespace onestop::app
