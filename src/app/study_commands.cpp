#include "app/study_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "app/data_store.h"
#include "server/post/study_columns.h"
#include "server/post/study_rows.h"
#include "store/store.h"
#include "study/report.h"
#include "wire/observed_times.h"
#include "wire/post_yaml.h"
#include "wire/release_study_yaml.h"

namespace onestop::app {
namespace {

constexpr std::int64_t most_stays = 20'000'000;

struct Read {
  study::Columns columns;
  study::SourceOf source;
  std::string title;
  study::FoundingTable founding;
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

/// The layouts named, or the study's and nothing.
study::Choice choice_of(const StudyRequest& request, const programme::ReleaseStudy& study, const std::array<Code, 2>& states) {
  const auto code = [](const std::string& word) { return Code::fits(word) ? Code(word) : Code(); };
  return {states, request.before.empty() ? study.before : code(request.before), code(request.after)};
}

Expected<Read> read_log(const StudyRequest& request, const store::StayQuery& query, const programme::ReleaseStudy& study) {
  const auto post = wire::load_post(request.post);
  if (!post) return fault(wire::to_text(post.error()));
  auto store = open_existing(request.data);
  if (!store) return std::unexpected(store.error());
  if (const auto refreshed = server::refresh_study_rows(**store); !refreshed) return std::unexpected(refreshed.error());
  auto reader = (*store)->reader();
  if (!reader) return std::unexpected(reader.error());
  Read read{{}, {}, post->title, {&study, choice_of(request, study, {post->states[0].code, post->states[1].code}), {}}};
  study::ReleaseTable table(study, read.founding.choice);
  auto log = server::read_columns(**reader, query, {*post, &study, &table}, most_stays);
  if (!log) return std::unexpected(log.error());
  read.columns = std::move(log->columns);
  read.source = log->source;
  read.founding.rows = table.rows();
  return read;
}

/// A line as the stay that it tells of. A direction without a dash leaves the states unnamed.
study::Stay stay_of(const wire::ObservedTime& row) {
  const auto at = [&](study::Stamp of) { return row.stamps[static_cast<std::size_t>(of)]; };
  study::Stay stay;
  stay.traffic_class = row.traffic_class;
  const auto dash = std::min(row.direction.find('-'), row.direction.size());
  stay.exit_state = row.direction.substr(0, dash);
  stay.entry_state = row.direction.substr(std::min(dash + 1, row.direction.size()));
  stay.layout = row.layout;
  stay.laden = row.laden;
  stay.facts = row.facts;
  std::ranges::sort(stay.facts);
  stay.joined_queue = at(study::Stamp::joined);
  stay.stamps = {at(study::Stamp::gate_in), at(study::Stamp::exit_notice), at(study::Stamp::entry_accepted), at(study::Stamp::released), at(study::Stamp::gate_out), at(study::Stamp::first_control), at(study::Stamp::channel),
                 at(study::Stamp::inspection_ordered), at(study::Stamp::inspection_begun), at(study::Stamp::inspection_ended), at(study::Stamp::stored), at(study::Stamp::fetched)};
  return stay;
}

Expected<Read> read_table(const StudyRequest& request, const store::StayQuery& query, const programme::ReleaseStudy& study) {
  const auto rows = wire::load_observed_times(request.csv);
  if (!rows) return fault(wire::to_text(rows.error()));
  std::array<Code, 2> states;
  if (!rows->empty()) {
    const auto first = stay_of(rows->front());
    states = {std::min(first.exit_state, first.entry_state), std::max(first.exit_state, first.entry_state)};
  }
  Read read{{}, {}, "observed times", {&study, choice_of(request, study, states), {}}};
  study::ReleaseTable table(study, read.founding.choice);
  read.source.table = true;
  read.source.lines = static_cast<std::int64_t>(rows->size());
  for (const auto& row : *rows) {
    const auto stay = stay_of(row);
    if (!stay.stamps.released) {
      ++read.source.without_release;
      continue;
    }
    if (*stay.stamps.released < query.from || *stay.stamps.released >= query.to) {
      ++read.source.outside;
      continue;
    }
    auto one = study::observed(stay, row.utc_offset_min, &study);
    one.direction = row.direction;
    for (const auto of : {study::Stamp::lodged, study::Stamp::called, study::Stamp::declared, study::Stamp::paid})
      if (const auto& at = row.stamps[static_cast<std::size_t>(of)]) one.stamps[static_cast<std::size_t>(of)] = at->ms;
    read.columns.add(one);
    table.add(stay);
  }
  read.founding.rows = table.rows();
  return read;
}

Expected<programme::ReleaseStudy> study_of(const StudyRequest& request) {
  if (request.study.empty()) return programme::ReleaseStudy{};
  auto study = wire::load_release_study(request.study);
  if (!study) return fault(wire::to_text(study.error()));
  return std::move(*study);
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
  if (!study::report_speaks(request.language)) return failed("--language is none of en, ru, kk and ky");
  if (request.sample && !study::whole_week(*from, *to)) return failed("a sample needs a window of seven days or more, with --from and --to, so that every weekday is in it");
  const auto study = study_of(request);
  if (!study) return failed(study.error().what);
  auto read = request.csv.empty() ? read_log(request, query, *study) : read_table(request, query, *study);
  if (!read) return failed(read.error().what);
  study::ReportOf of{.title = read->title, .source = read->source, .from = *from, .to = *to, .layouts = {request.before, request.after}, .precision = request.precision, .seed = request.seed, .language = request.language};
  if (request.target_min > 0) of.target_ms = static_cast<std::int64_t>(request.target_min * minute_ms);
  if (!request.study.empty()) of.founding = &read->founding;
  std::vector<study::SampledStratum> strata;
  if (request.sample) {
    auto sampled = study::sample(read->columns, request.precision, request.seed);
    read->columns = std::move(sampled.columns);
    strata = std::move(sampled.strata);
    of.sampled = &strata;
    fmt::print("sample drawn with seed {}\n", request.seed);
  }
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
  report->add_option("--study", request->study, "File of the study: its rows, costs, channels and targets");
  report->add_option("--language", request->language, "Of the page: en, ru, kk or ky")->capture_default_str();
  report->add_flag("--sample", request->sample, "Draw as many of the window as the precision needs, instead of counting all");
  report->add_option("--seed", request->seed, "Of all random draws")->capture_default_str();
  report->add_option("--into", request->into, "Folder for the files")->required();
  report->callback([request, &code] { code = study_report(*request); });
}

}  // namespace onestop::app
