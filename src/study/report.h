#pragma once
// The report of a time release study, as files: one page that prints, and tables for whoever computes again. Under the headings of the
// method of the World Customs Organization: objectives and scope, method, process map, results, delay owners, recommendations.
#include "study/release_times.h"
#include "study/sampling.h"
#include "study/skew.h"

namespace onestop::study {

/// What a reader must know of where the stays come from.
struct SourceOf {
  bool table = false;                      // of observed times; else the log of record
  std::int64_t clocks_mended = 0;          // stays with an event before its predecessor
  std::int64_t largest_step_back_ms = 0;
  std::int64_t unclosed = 0;               // stays with a control that was begun and never closed
  std::optional<std::int64_t> cut_at;      // so many were read, and more were there
  std::vector<std::pair<crossing::End, std::int64_t>> ended;  // crossings of the period without a release, by how they ended
  std::int64_t inside = 0;                 // that still stand there
  std::int64_t lines = 0, without_release = 0, outside = 0;   // of a table
};

struct FoundingTable {
  const programme::ReleaseStudy* study = nullptr;
  Choice choice;
  std::vector<TableRow> rows;              // as in the study
};

struct ReportOf {
  std::string title;                       // of the post
  SourceOf source = {};
  std::optional<Instant> from, to;         // of the release; the window
  Layouts layouts = {};                    // empty: no comparison
  std::optional<std::int64_t> target_ms = {};  // of everybody; nothing: each stay's own
  double precision = 0.05;                 // wished half-width of a mean's interval, share of the mean
  std::uint64_t seed = 1;
  std::string language = "en";             // one of ReportWords
  const FoundingTable* founding = nullptr;
  const std::vector<SampledStratum>* sampled = nullptr;  // nothing: all were counted
};

struct ReportFile {
  std::string name, content;
};

inline constexpr std::array<std::string_view, 12> report_names{"report.html", "segments.csv", "channels.csv", "hours.csv", "comparison.csv", "owners.csv", "activities.csv", "founding.csv", "costs.csv", "clocks.csv", "unreleased.csv", "sample.csv"};

/// One file for each of report_names. Times in the page are minutes, in the tables milliseconds. The same columns and wishes give the
/// same bytes. The tables do not depend on the language.
std::vector<ReportFile> report(const Columns& columns, const ReportOf& of);
bool report_speaks(std::string_view language);

/// A field of a table: quoted where it holds a comma, a quote or a line's end.
std::string csv_field(std::string_view text);
/// segments as lines, with a head; `by` gives the first columns.
std::string segments_csv(const std::vector<Dimension>& by, std::string_view measure, const std::vector<SegmentRow>& rows, bool head);
std::string activities_csv(const Activities& of);

}  // namespace onestop::study
